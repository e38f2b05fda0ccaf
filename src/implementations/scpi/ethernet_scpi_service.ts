/**
 * The service of an instrument that is reached by TCP.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  boolean,
  type Commands,
  list,
  number,
  readOnly,
  required,
  Service,
  string,
} from "../../core/mod.ts";
import { ReplyError } from "../../wire/mod.ts";
import type { Device } from "./device.ts";
import {
  type ExchangeOptions,
  handshakeCommands,
  InstrumentLink,
  nonEmptyText,
  type SocketInfo,
  socketInfo,
  terminator,
} from "../../instruments/mod.ts";

/**
 * The service of an instrument that takes lines of text over TCP and answers each (section 8.7 of the standard).
 *
 * It starts also when the instrument is off, and connects as soon as that is there; requests are answered with 201 until then. A
 * command is sent once. Only a query may be sent a second time, after its answer was lost: see {@linkcode EthernetSCPIService.queryDevice}.
 */
export class EthernetSCPIService extends Service implements Device {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<EthernetSCPIService> = {
    socket_info: readOnly(socketInfo({
      description: "Where the instrument is: ('HOST', PORT), or HOST:PORT",
    })),
    socket_timeout: readOnly(number({
      minimum: 0.001,
      description:
        "Seconds that connecting may take, and that the instrument may be silent before and within an answer",
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
  static override readonly commands: Commands<EthernetSCPIService> = {
    send_to_device: {
      description:
        "Send a command, or a list of them, and return the answers joined by ;",
      args: [arg("commands", list(string()))],
    },
  };

  /** Where the instrument is. */
  socketInfo: SocketInfo = { hostname: "localhost", port: 1234 };
  /** Seconds that connecting may take, and that the instrument may be silent before and within an answer. */
  socketTimeout = 1;
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

  #link: InstrumentLink | undefined;

  /** Begins to connect. Rejects with a `ReplyError` of code 201 if the instrument is required and not there. */
  override async start(): Promise<void> {
    await super.start();
    const { clock, random } = this.context;
    this.#link = new InstrumentLink({
      socket: this.socketInfo,
      timeout: this.socketTimeout,
      commandTerminator: this.commandTerminator,
      responseTerminator: this.responseTerminator,
      echo: this.replyEchoCmd,
      handshake: this.cmdAtReconnect
        ? { commands: this.cmdAtReconnect, expected: this.reconnectTest }
        : undefined,
      clock,
      random,
    });
    if (this.requireInstrument) await this.#link.connected();
  }

  /** Ends the connection. */
  override async stop(): Promise<void> {
    await this.#link?.close();
    this.#link = undefined;
    await super.stop();
  }

  /**
   * Sends commands, and resolves with the answers, joined by `;`. Nobody else's come in between. None is sent twice if it may have
   * reached the instrument. Rejects with a `ReplyError`: 201 if there is no connection, 202 if there is no answer.
   */
  async sendToDevice(
    commands: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    return await this.#exchange(commands, { signal });
  }

  /**
   * Sends a query, and resolves with the answer. If none comes, the query is sent a second time over a new connection. Rejects as
   * {@linkcode EthernetSCPIService.sendToDevice} does.
   */
  async queryDevice(query: string, signal?: AbortSignal): Promise<string> {
    return await this.#exchange([query], { signal, repeatable: true });
  }

  async #exchange(
    commands: readonly string[],
    options: ExchangeOptions,
  ): Promise<string> {
    if (!this.#link) {
      throw new ReplyError(
        "resource_error_connection",
        `The service "${this.name}" does not run`,
      );
    }
    return (await this.#link.exchange(commands, options)).join(";");
  }
}
