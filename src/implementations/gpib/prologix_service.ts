/**
 * The service of the instruments on a GPIB bus.
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
  Service,
} from "../../core/mod.ts";
import {
  Instrument,
  maxAnswer,
  nonEmptyText,
  noResponseError,
  type Say,
  type SocketInfo,
  socketInfo,
  type Synchronisation,
  synchronisation,
  tcpLink,
  tooLong,
  usualSilence,
} from "../../instruments/mod.ts";
import { ReplyError } from "../../wire/mod.ts";
import {
  commandText,
  type Device,
  type DeviceOptions,
  gpibAddress,
} from "../scpi/mod.ts";
import { BusInstrument } from "./bus_instrument.ts";
import { busTerminator, setupAddress, setupLines } from "./controller_lines.ts";
import { FencedFraming } from "./fenced_framing.ts";
import { perAddress } from "./per_address.ts";

/** Seconds beyond the timeout of an instrument after which the controller itself counts as silent. */
const grace = 1;

/**
 * The service of the instruments on a GPIB bus behind a Prologix GPIB-ETHERNET controller, or one that understands the same. Each endpoint
 * says the `address` of its instrument; one exchange at a time is on the bus.
 */
export class PrologixService extends Service implements Device {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<PrologixService> = {
    socket_info: readOnly(socketInfo({
      description: "Where the controller is: ('HOST', 1234), or HOST:1234",
    })),
    socket_timeout: readOnly(number({
      minimum: 0.001,
      description:
        "Seconds that connecting may take, and that an instrument may be silent before and within an answer",
    })),
    address: readOnly(optional(gpibAddress({
      description:
        "Address of the instrument of all endpoints that do not give their own",
    }))),
    command_terminator: readOnly(busTerminator({
      description:
        "What the controller ends a command with on the bus, besides the signal EOI",
    })),
    sync: readOnly(synchronisation({
      description:
        "How answers that an instrument has kept are told from others: identity (*IDN?), a map with send and expect, silence, or connection (not at all)",
    })),
    sync_by_address: readOnly(perAddress(synchronisation(), {
      description:
        "The same for the instruments at some addresses, such as {12: silence}",
    })),
    answer_silence: readOnly(number({
      minimum: 0,
      maximum: 3,
      description:
        "Seconds for which an instrument without *IDN? is read once more after each answer, as it could keep a surplus; 0: not at all",
    })),
    device_clear: readOnly(boolean({
      description:
        "Whether an instrument gets a device clear (SDC) before its first command and whenever it has not answered",
    })),
    require_instrument: readOnly(boolean({
      description:
        "Whether the start fails if the controller is not there; otherwise the service waits for it",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<PrologixService> = {
    send_to_device: {
      description:
        "Send a command, or a list of them, to the instrument at the address of the service, and return the answers joined by ;",
      args: [arg("commands", list(commandText()))],
    },
    exchange: {
      description:
        "Send a command to the instrument at an address, and return its answer of so many lines, or up to a line, or none",
      args: [
        arg("command", commandText()),
        arg("address", optional(gpibAddress())),
        arg("answer_lines", optional(integer({ minimum: 1 }))),
        arg("answer_until", optional(nonEmptyText())),
        arg("answer", optional(oneOf(["none"]))),
      ],
    },
  };

  /** Where the controller is. */
  socketInfo: SocketInfo = { hostname: "localhost", port: 1234 };
  /** Seconds that connecting may take, and that an instrument may be silent before and within an answer. */
  socketTimeout = 1;
  /** Address of the instrument of all endpoints that do not give their own. */
  address: string | undefined = undefined;
  /** What the controller ends a command with on the bus. */
  commandTerminator = "\n";
  /** How answers that an instrument has kept are told from others. */
  sync: Synchronisation = "identity";
  /** The same for the instruments at some addresses. */
  syncByAddress: ReadonlyMap<string, Synchronisation> = new Map();
  /** Seconds for which an instrument without `*IDN?` is read once more after each answer; 0: not at all. */
  answerSilence: number = usualSilence;
  /** Whether an instrument gets a device clear before its first command and whenever it has not answered. */
  deviceClear = false;
  /** Whether the start fails if the controller is not there. */
  requireInstrument = false;

  readonly #instruments = new Map<string, BusInstrument>();
  #controller: Instrument | undefined;
  #reads = 1;

  /** There are many instruments, each at an address of its own. */
  get hasBus(): true {
    return true;
  }

  /** Begins to connect. Rejects with a `ReplyError` of code 201 if the controller is required and not there. */
  override async start(): Promise<void> {
    await super.start();
    const { clock, random } = this.context;
    const framing = new FencedFraming(this.socketTimeout);
    this.#reads = Math.ceil(this.socketTimeout / framing.readTimeout);
    this.#controller = new Instrument({
      link: tcpLink(this.socketInfo),
      framing,
      timeout: this.socketTimeout + grace,
      // The fence tells what belongs to an answer.
      silence: 0,
      sync: "connection",
      handshake: {
        commands: [setupLines(this.commandTerminator)],
        expected: setupAddress,
      },
      clock,
      random,
    });
    if (this.requireInstrument) await this.#controller.connected();
  }

  /** Ends the connection. */
  override async stop(): Promise<void> {
    await this.#controller?.close();
    this.#controller = undefined;
    this.#instruments.clear();
    await super.stop();
  }

  /**
   * Sends a command to the instrument at an address, and resolves with its answer. It is sent a second time only if it may be, and the
   * connection to the controller was lost. Rejects with a `ReplyError`: 201 if there is no connection, 202 if there is no answer or more
   * than one, 304 if there is no address.
   */
  async askDevice(
    command: string,
    { address, signal, repeatable, asker, ...rule }: DeviceOptions,
  ): Promise<string> {
    const instrument = this.#at(address);
    return await this.#running().converse(async (say) => {
      let wasCut = false;
      const through: Say = async (program) => {
        wasCut = true;
        const said = await say(program, { asker });
        wasCut = false;
        return said;
      };
      try {
        return await instrument.ask(through, command, rule);
      } catch (error) {
        if (!repeatable || !wasCut || signal?.aborted) throw error;
        return await instrument.ask(through, command, rule);
      }
    }, signal);
  }

  /** Sends commands to the instrument at the address of the service. Rejects as {@linkcode PrologixService.askDevice} does. */
  async sendToDevice(
    commands: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    const instrument = this.#at(undefined);
    return await this.#running().converse(async (say) => {
      const answers: string[] = [];
      let length = 0;
      for (const command of commands) {
        const answer = await instrument.ask(say, command, {});
        length += answer.length;
        if (length > maxAnswer) throw noResponseError(tooLong);
        answers.push(answer);
      }
      return answers.join(";");
    }, signal);
  }

  /**
   * Sends a command to the instrument at an address, and resolves with its answer: of so many lines, or up to a line, or null for none.
   * Rejects as {@linkcode PrologixService.askDevice} does.
   */
  async exchange(
    command: string,
    address?: string,
    answerLines?: number,
    answerUntil?: string,
    answer?: "none",
    signal?: AbortSignal,
  ): Promise<string | null> {
    const said = await this.askDevice(command, {
      address,
      count: answer === "none" ? 0 : answerLines,
      until: answerUntil,
      signal,
    });
    return answer === "none" ? null : said;
  }

  #at(address: string | undefined = this.address): BusInstrument {
    if (address === undefined) {
      throw new ReplyError(
        "service_error_invalid_value",
        `Cannot send to an instrument of "${this.name}": nobody says at which address. Use the command exchange with address, or give the service an address`,
      );
    }
    const known = this.#instruments.get(address);
    if (known) return known;
    const instrument = new BusInstrument(address, {
      sync: this.syncByAddress.get(address) ?? this.sync,
      clear: this.deviceClear,
      reads: this.#reads,
      timeout: this.socketTimeout,
      silence: this.answerSilence,
    });
    this.#instruments.set(address, instrument);
    return instrument;
  }

  #running(): Instrument {
    if (this.#controller) return this.#controller;
    throw new ReplyError(
      "resource_error_connection",
      `The service "${this.name}" does not run`,
    );
  }
}
