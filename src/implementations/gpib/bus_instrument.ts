/**
 * One of the instruments on a bus.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type AnswerRule,
  InstrumentError,
  isIdentity,
  type Say,
  type Synchronisation,
  textOf,
} from "../../instruments/mod.ts";
import { partOf, readLine, sendLines, shortRead } from "./controller_lines.ts";

const logger = getLogger(["dripline", "instruments"]);

/** How often an instrument is read that does not come to an end. */
const patience = 10;

/** How many silences a second answer has time for when it is tried whether there is one. */
const trial = 4;

/** How to talk to an instrument on a bus. */
export interface BusInstrumentOptions {
  /** How it is made sure that an answer belongs to its question. */
  readonly sync: Synchronisation;
  /** Whether the instrument is cleared whenever there is doubt. */
  readonly clear: boolean;
  /** How often the controller has to read before an instrument counts as silent. */
  readonly reads: number;
  /** Seconds that this takes, for messages. */
  readonly timeout: number;
  /** Seconds for which an instrument is read once more after an answer if it may keep a surplus; 0: not at all. */
  readonly silence: number;
}

/**
 * One of the instruments on a bus. Only it may talk while it is addressed, so that nothing of another one can be taken for its answer. What
 * it may have kept itself, after a question that it did not answer in time, is thrown away before the next one.
 */
export class BusInstrument {
  readonly #address: string;
  readonly #options: BusInstrumentOptions;
  /** Whether it may still hold the answer to a question that was given up. */
  #isDoubtful = true;
  /** Whether that may be the answer to the question of the sign. */
  #isOwed = false;
  /** What it said to `*IDN?` at first. */
  #identity: string | undefined;
  /** Whether it forgets an answer that was not read when the next command comes, as IEEE 488.2 wants it. */
  #forgets = false;

  /** Says nothing yet. */
  constructor(address: string, options: BusInstrumentOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Sends a command, and resolves with its answer, lines joined by line breaks. Rejects with an {@linkcode InstrumentError}. */
  async ask(say: Say, command: string, rule: AnswerRule): Promise<string> {
    if (this.#isDoubtful) await this.#comeIntoStep(say);
    this.#isDoubtful = true;
    if (command.trim().toUpperCase() === this.#question) this.#isOwed = true;
    const lines = rule.count === 0
      ? await this.#send(say, command)
      : await this.#linesOf(say, command, rule);
    await this.#observeSilence(say, command, lines);
    this.#isDoubtful = this.#isOwed = false;
    return lines.join("\n");
  }

  get #question(): string {
    const { sync } = this.#options;
    return (typeof sync === "string" ? "*IDN?" : textOfSign(sync.send)).trim()
      .toUpperCase();
  }

  async #send(say: Say, command: string): Promise<string[]> {
    const said = await this.#say(say, sendLines(this.#address, command));
    if (said !== undefined) throw this.#surplus(command, [said]);
    return [];
  }

  async #linesOf(
    say: Say,
    command: string,
    { count = 1, until }: AnswerRule,
  ): Promise<string[]> {
    const lines: string[] = [];
    const isWhole = () =>
      until === undefined ? lines.length >= count : lines.includes(until);
    let program = sendLines(this.#address, command) + readLine;
    while (!isWhole()) {
      const said = await this.#listen(say, program);
      if (said === undefined) throw this.#silent(lines);
      lines.push(...said.split(/\r?\n/));
      program = sendLines(this.#address) + readLine;
    }
    const end = until === undefined ? count : lines.indexOf(until) + 1;
    if (lines.length > end) throw this.#surplus(command, lines);
    return until === undefined ? lines : lines.slice(0, -1);
  }

  /** An instrument that does not forget a surplus would answer the next question with it. */
  async #observeSilence(
    say: Say,
    command: string,
    lines: readonly string[],
  ): Promise<void> {
    const { silence, sync } = this.#options;
    if (silence === 0 || this.#forgets || sync === "connection") return;
    const program = sendLines(this.#address) + shortRead(silence);
    const more = await this.#say(say, program);
    if (more !== undefined) throw this.#surplus(command, [...lines, more]);
  }

  /** Throws away what the instrument may have kept. */
  async #comeIntoStep(say: Say): Promise<void> {
    const { sync, clear } = this.#options;
    if (clear) await this.#say(say, `${sendLines(this.#address)}++clr\n`);
    if (sync === "connection") return;
    const thrownAway = sync === "silence"
      ? await this.#drain(say)
      : await this.#findSign(say);
    if (thrownAway.length === 0) return;
    logger.warn(
      "threw away {texts}, which the instrument at GPIB address {address} had kept",
      { texts: thrownAway, address: this.#address },
    );
  }

  /** Reads until there is nothing more. Resolves with what came. */
  async #drain(say: Say): Promise<string[]> {
    const came: string[] = [];
    while (came.length < patience) {
      const program = sendLines(this.#address) + readLine;
      const said = await this.#listen(say, program);
      if (said === undefined) return came;
      came.push(said);
    }
    throw this.#error(
      `is never silent: it said ${
        JSON.stringify(came)
      }. If it always has a reading, say sync: connection for it`,
    );
  }

  /** Asks for the sign, and reads until it comes. Resolves with what came before. */
  async #findSign(say: Say): Promise<string[]> {
    const { sync } = this.#options;
    const wasOwed = this.#isOwed;
    const wanted = typeof sync === "string"
      ? this.#identity
      : textOfSign(sync.expect).trim();
    const question = typeof sync === "string" ? "*IDN?" : textOfSign(sync.send);
    const before: string[] = [];
    let program = sendLines(this.#address, question) + readLine;
    this.#isOwed = true;
    while (before.length < patience) {
      const said = (await this.#listen(say, program))?.trim();
      if (said === undefined && wanted === undefined) break;
      if (said === undefined) throw this.#notInStep(question, wanted, before);
      if (said === wanted || wanted === undefined && isIdentity(said)) {
        if (wasOwed) before.push(...await this.#drain(say));
        if (sync === "identity") this.#learn(said);
        if (!this.#forgets) {
          before.push(...await this.#tryToForget(say, question));
        }
        this.#isOwed = false;
        return before;
      }
      before.push(said);
      program = sendLines(this.#address) + readLine;
    }
    if (before.length === patience) {
      throw this.#notInStep(question, wanted, before);
    }
    this.#isOwed = false;
    return before;
  }

  /** Asks twice without reading between. Whoever has two answers then forgets nothing. Resolves with what came of that. */
  async #tryToForget(say: Say, question: string): Promise<string[]> {
    const { silence } = this.#options;
    if (silence === 0) return [];
    const twice = sendLines(this.#address, question).repeat(2) + readLine;
    if (await this.#listen(say, twice) === undefined) throw this.#silent([]);
    const program = sendLines(this.#address) + shortRead(trial * silence);
    const second = await this.#say(say, program);
    if (second !== undefined) return [second, ...await this.#drain(say)];
    this.#forgets = true;
    return [];
  }

  #learn(identity: string): void {
    if (identity === this.#identity) return;
    this.#identity = identity;
    logger.info("the instrument at GPIB address {address} is {text}", {
      address: this.#address,
      text: identity,
    });
  }

  /** Reads until the instrument says something or has been silent for the timeout. */
  async #listen(say: Say, program: string): Promise<string | undefined> {
    let said = await this.#say(say, program);
    for (
      let read = 1;
      said === undefined && read < this.#options.reads;
      read++
    ) {
      said = await this.#say(say, sendLines(this.#address) + readLine);
    }
    return said;
  }

  /** Lets the controller do something at the address. Resolves with what the instrument said, undefined if it was silent. */
  async #say(say: Say, program: string): Promise<string | undefined> {
    return partOf(textOf(await say(program)), this.#address);
  }

  #silent(lines: readonly string[]): InstrumentError {
    const came = lines.length === 0
      ? "nothing came"
      : `only ${JSON.stringify(lines.join("\n"))} came`;
    return this.#error(
      `has not answered: ${came} in ${this.#options.timeout} s (socket_timeout)`,
    );
  }

  #surplus(command: string, lines: readonly string[]): InstrumentError {
    return this.#error(
      `answered ${JSON.stringify(command)} with ${
        JSON.stringify(lines.join("\n"))
      }, which is more than one answer, so that nobody knows which of it is the value. ` +
        "If that is how it answers, say so: answer_lines, answer_until or answer: none",
      true,
    );
  }

  /** Another instrument may have taken the place: its identity is learnt next time. */
  #notInStep(
    question: string,
    wanted: string | undefined,
    before: readonly string[],
  ): InstrumentError {
    if (before.some(isIdentity)) {
      this.#identity = undefined;
      this.#forgets = false;
    }
    return this.#error(
      `is not in step: ${JSON.stringify(question)} was not answered ${
        JSON.stringify(wanted ?? "MAKER,MODEL,SERIAL,VERSION")
      }, ${
        before.length === 0 ? "nothing came" : `${JSON.stringify(before)} came`
      } (sync)`,
    );
  }

  #error(what: string, isSurplus = false): InstrumentError {
    return new InstrumentError(
      "resource_error_no_response",
      `The instrument at GPIB address ${this.#address} ${what}`,
      { reached: true, isSurplus },
    );
  }
}

function textOfSign(bytes: string | Uint8Array): string {
  return typeof bytes === "string" ? bytes : textOf(bytes);
}
