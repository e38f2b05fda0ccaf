/**
 * What the services of instruments that take lines of text have in common.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  boolean,
  type Commands,
  integer,
  list,
  number,
  oneOf,
  optional,
  readOnly,
  required,
  Service,
  string,
} from "../../core/mod.ts";
import {
  type ExchangeOptions,
  handshakeCommands,
  Instrument,
  lines,
  type Link,
  maxAnswer,
  nonEmptyText,
  noResponseError,
  type Synchronisation,
  synchronisation,
  terminator,
  tooLong,
  usualSilence,
} from "../../instruments/mod.ts";
import { ReplyError } from "../../wire/mod.ts";
import { commandText } from "./value_text.ts";
import type { Device } from "./device.ts";

/**
 * The service of an instrument that takes lines of text and answers each (section 8.7 of the standard).
 *
 * It starts also when the instrument is off, and connects as soon as that is there; requests are answered with 201 until then. A
 * command is sent once. Only a query may be sent a second time, after its answer was lost: see {@linkcode SCPIService.queryDevice}.
 */
export abstract class SCPIService extends Service implements Device {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SCPIService> = {
    socket_timeout: readOnly(number({
      minimum: 0.001,
      description:
        "Seconds that connecting may take, and that the instrument may be silent before and within an answer",
    })),
    answer_silence: readOnly(number({
      minimum: 0,
      description:
        "Seconds of silence that have to follow an answer before it is believed and the next command is sent; 0: none",
    })),
    sync: readOnly(synchronisation({
      description:
        "How answers that come too late are told from others: identity (*IDN?), a map with send and expect, silence, or connection",
    })),
    cmd_at_reconnect: readOnly(handshakeCommands({
      description:
        "Commands sent on every connection, after an empty entry for each greeting to wait for; null: none",
    })),
    reconnect_test: readOnly(string({
      description: "What the last of cmd_at_reconnect has to be answered",
    })),
    command_terminator: readOnly(terminator(string({
      description: "What ends a command",
    }))),
    response_terminator: readOnly(required(terminator(nonEmptyText({
      description: "What ends an answer",
    })))),
    reply_echo_cmd: readOnly(boolean({
      description: "Whether the instrument repeats a command before the answer",
    })),
    require_instrument: readOnly(boolean({
      description:
        "Whether the start fails if the instrument is not there; otherwise the service waits for it",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<SCPIService> = {
    send_to_device: {
      description:
        "Send a command, or a list of them, and return the answers joined by ;",
      args: [arg("commands", list(commandText()))],
    },
    exchange: {
      description:
        "Send a command, and return its answer of so many lines, or up to a line, or none",
      args: [
        arg("command", commandText()),
        arg("answer_lines", optional(integer({ minimum: 1 }))),
        arg("answer_until", optional(nonEmptyText())),
        arg("answer", optional(oneOf(["none"]))),
      ],
    },
  };

  /** Seconds that connecting may take, and that the instrument may be silent before and within an answer. */
  socketTimeout = 1;
  /** Seconds of silence that have to follow an answer before it is believed and the next command is sent; 0: none. */
  answerSilence: number = usualSilence;
  /** How answers that come too late are told from others. */
  sync: Synchronisation = "identity";
  /** Commands sent on every connection, after a `null` for each greeting to wait for; `null`: none. */
  cmdAtReconnect: readonly (string | null)[] | null = ["*OPC?"];
  /** What the last of them has to be answered. */
  reconnectTest = "1";
  /** What ends a command. */
  commandTerminator = "";
  /** What ends an answer; not empty. */
  responseTerminator = "\n";
  /** Whether the instrument repeats a command before the answer. */
  replyEchoCmd = false;
  /** Whether the start fails if the instrument is not there. */
  requireInstrument = false;

  #instrument: Instrument | undefined;

  /** The way to the instrument. */
  protected abstract get link(): Link;

  /** Begins to connect. Rejects with a `ReplyError` of code 201 if the instrument is required and not there. */
  override async start(): Promise<void> {
    await super.start();
    const { clock, random } = this.context;
    this.#instrument = new Instrument({
      link: this.link,
      framing: lines(this.responseTerminator, this.commandTerminator),
      timeout: this.socketTimeout,
      silence: this.answerSilence,
      sync: this.sync,
      echo: this.replyEchoCmd,
      handshake: this.cmdAtReconnect
        ? { commands: this.cmdAtReconnect, expected: this.reconnectTest }
        : undefined,
      clock,
      random,
    });
    if (this.requireInstrument) await this.#instrument.connected();
  }

  /** Ends the connection. */
  override async stop(): Promise<void> {
    await this.#instrument?.close();
    this.#instrument = undefined;
    await super.stop();
  }

  /**
   * Sends commands, and resolves with the answers, joined by `;`. Nobody else's come in between. None is sent twice if it may have
   * reached the instrument. Rejects with a `ReplyError`: 201 if there is no connection, 202 if there is no answer or more than one.
   */
  async sendToDevice(
    commands: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return await this.#running().converse(async (say) => {
      const answers: string[] = [];
      let length = 0;
      for (const command of commands) {
        const answer = await say(command);
        length += answer.length;
        if (length > maxAnswer) throw noResponseError(tooLong);
        answers.push(decoder.decode(answer));
      }
      return answers.join(";");
    }, signal);
  }

  /**
   * Sends a query, and resolves with the answer. If none comes, the query is sent a second time over a new connection. Rejects as
   * {@linkcode SCPIService.sendToDevice} does.
   */
  async queryDevice(query: string, signal?: AbortSignal): Promise<string> {
    return await this.askDevice(query, { signal, repeatable: true });
  }

  /** Sends a command, and resolves with its answer. Rejects as {@linkcode SCPIService.sendToDevice} does. */
  async askDevice(command: string, options: ExchangeOptions): Promise<string> {
    return await this.#running().ask(command, options);
  }

  /**
   * Sends a command, and resolves with its answer: of so many lines, or up to a line, or null for none. Rejects as
   * {@linkcode SCPIService.sendToDevice} does.
   */
  async exchange(
    command: string,
    answerLines?: number,
    answerUntil?: string,
    answer?: "none",
    signal?: AbortSignal,
  ): Promise<string | null> {
    const said = await this.askDevice(command, {
      count: answer === "none" ? 0 : answerLines,
      until: answerUntil,
      signal,
    });
    return answer === "none" ? null : said;
  }

  #running(): Instrument {
    if (this.#instrument) return this.#instrument;
    throw new ReplyError(
      "resource_error_connection",
      `The service "${this.name}" does not run`,
    );
  }
}
