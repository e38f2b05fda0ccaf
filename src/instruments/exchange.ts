/**
 * A command and its answer.
 *
 * @module
 */
import {
  brokenOffError,
  neverSentError,
  surplusError,
  timeoutError,
} from "./connection_errors.ts";
import { type Framing, joined, placeOf, textOf } from "./framing.ts";
import { type AnswerRule, InstrumentAnswer } from "./instrument_answer.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";

/** An answer that trickles in may take this many timeouts altogether. */
const patience = 10;

/** A silence is waited for in parts, so that a program that was kept busy looks several times for what has come meanwhile before it believes. */
const parts = [0.6, 0.1, 0.1, 0.1, 0.1];

const [lineFeed, carriageReturn] = [10, 13];

/** What is sent, and what is expected. */
export interface Question {
  /** The command; undefined to wait for what the instrument says without being asked. */
  readonly command: Uint8Array | undefined;
  /** What its answer consists of. */
  readonly rule?: AnswerRule;
  /** Seconds to wait for the answer. Default: the timeout of the connection. */
  readonly timeout?: number | undefined;
}

/**
 * Sends a command and waits for its answer, which is believed as soon as the instrument has been silent after it. An empty command asks for
 * whatever there is: for it, and without command, silence is an answer too. Rejects with an `InstrumentError`; the connection has ended then.
 */
export async function exchange(
  connection: InstrumentConnection,
  { command, rule = {}, timeout = connection.options.timeout }: Question,
): Promise<Uint8Array> {
  const { clock, framing, echo, silence } = connection.options;
  if (connection.error) throw neverSentError(connection.error);
  const bytes = command && framing.encode(command);
  const silenceAnswers = !command || command.length === 0;
  const quiet = command && holdsMany(command, rule, framing)
    ? Math.max(silence, timeout)
    : silence;
  const answer = new InstrumentAnswer({
    ...rule,
    framing,
    echo: echo ? bytes : undefined,
    echoMayLack: silenceAnswers,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const began = clock.now();
  let complete: Uint8Array | undefined;
  let cancel = () => {};

  const wait = (seconds: number, then: () => void) => {
    cancel();
    cancel = clock.after(Math.round(seconds * 1e6) / 1e3, then);
  };
  const settle = (said: Uint8Array) => {
    cancel();
    stop();
    resolve(said);
  };
  const silent = () => {
    if (silenceAnswers) return settle(answer.said.slice());
    const seconds = (clock.now() - began) / 1000;
    connection.end(timeoutError(answer.said, seconds));
  };
  const observe = (said: Uint8Array) => {
    complete = said;
    if (answer.hasSurplus || command && repeats(command, said)) {
      throw surplusError(command ?? new Uint8Array(), answer.said);
    }
    if (quiet === 0) return settle(said);
    const listen = ([part, ...rest]: number[]) => {
      if (part === undefined) settle(said);
      else wait(quiet * part, () => listen(rest));
    };
    listen(parts);
  };
  const stop = connection.listen({
    received(piece) {
      if (complete) {
        const said = joined(answer.said, piece);
        throw surplusError(command ?? new Uint8Array(), said);
      }
      const said = answer.receive(piece);
      if (said) return observe(said);
      const left = began / 1000 + patience * timeout - clock.now() / 1000;
      wait(Math.min(timeout, Math.max(0, left)), silent);
    },
    ended(error, hungUp) {
      cancel();
      stop();
      // Who hangs up after the answer has nothing more to say.
      const isDone = complete !== undefined && hungUp && !answer.hasSurplus;
      if (isDone) resolve(complete!);
      else {
        const isHalf = hungUp && answer.said.length > 0;
        reject(isHalf ? brokenOffError(answer.said) : error);
      }
      return !isDone;
    },
  });

  wait(timeout, silent);
  // A command that is not wholly written would run into the next one.
  const written = bytes ? connection.write(bytes) : Promise.resolve();
  if (rule.count === 0 && !echo) {
    written.then(() => connection.error ?? observe(new Uint8Array()));
  }
  const [said] = await Promise.all([promise, written]);
  return said;
}

/** Tells whether a command has several lines, so that nobody knows how many answers it has. */
function holdsMany(
  command: Uint8Array,
  { count, until }: AnswerRule,
  { separator }: Framing,
): boolean {
  if (!separator || count !== undefined || until !== undefined) return false;
  const breaks = [lineFeed, carriageReturn, separator[0]!];
  if (!breaks.some((byte) => command.includes(byte))) return false;
  const text = textOf(command).trimEnd();
  const place = placeOf(command, separator);
  return /[\r\n]/.test(text) ||
    place >= 0 && place + separator.length < command.length;
}

/** Tells whether an answer is the echo of a question. What is no question may be acknowledged so. */
function repeats(command: Uint8Array, said: Uint8Array): boolean {
  if (said.length === 0 || said[0] !== command[0]) return false;
  const text = textOf(command).trim();
  return /\?(\s|$)/.test(text) && textOf(said).trim() === text;
}
