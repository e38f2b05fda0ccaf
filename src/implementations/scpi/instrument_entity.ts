/**
 * What the entities of an instrument have in common.
 *
 * @module
 */
import {
  type Attributes,
  boolean,
  Entity,
  integer,
  type InvalidValues,
  type KeyProblem,
  type Known,
  optional,
  type Owner,
  readOnly,
  scpiInvalid,
} from "../../core/mod.ts";
import { type AnswerRule, nonEmptyText } from "../../instruments/mod.ts";
import { ReplyError } from "../../wire/mod.ts";
import { type Device, isDevice, isQuery } from "./device.ts";
import { gpibAddress } from "./gpib_address.ts";

/** An entity whose value an instrument holds. Its service has to offer `send_to_device`. */
export abstract class InstrumentEntity extends Entity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<InstrumentEntity> = {
    raw: readOnly(boolean({
      description:
        "Whether a text that is set may be more than one word, such as 1,2 or 5;*RST",
    })),
    repeat_get: optional(boolean({
      description:
        "Whether a get may be sent a second time if its answer is lost; by default if it consists of queries, which end in ?",
    })),
    answer_lines: readOnly(optional(integer({
      minimum: 1,
      description:
        "How many lines the instrument answers; by default one. They are joined by response_terminator",
    }))),
    answer_until: readOnly(optional(nonEmptyText({
      description:
        "The line that ends an answer of several lines, such as OK; it is no part of the answer",
    }))),
    address: readOnly(optional(gpibAddress({
      description:
        "Where the instrument is on the GPIB bus of a PrologixService: 0 to 30, perhaps with a secondary address, such as 9 96; by default where the service says",
    }))),
  };

  /** Whether a text that is set may be more than one word, such as `1,2` or `5;*RST`. */
  raw = false;

  /**
   * Whether a get may be sent a second time if its answer is lost; `undefined`: if it consists of queries, which end in `?`. A query that
   * changes something, such as `*ESR?`, needs `false`.
   */
  repeatGet: boolean | undefined = undefined;
  /** How many lines the instrument answers; `undefined`: one. */
  answerLines: number | undefined = undefined;
  /** The line that ends an answer of several lines. */
  answerUntil: string | undefined = undefined;
  /** Where the instrument is on the GPIB bus of the service; `undefined`: where the service says. */
  address: string | undefined = undefined;

  /** Raw values that mean there is no value: unless listed otherwise, what SCPI-99 defines. */
  override invalid: InvalidValues = scpiInvalid;

  /** Whether there is anything to send for a get. */
  protected get canGet(): boolean {
    return true;
  }

  /** Looks for a service that cannot send to an instrument, and for options that need a get where there is none. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if (this.owner && !isDevice(this.owner)) {
      problems.push({ key: undefined, message: this.#noDevice(this.owner) });
    }
    if (this.owner && isDevice(this.owner)) {
      problems.push(...this.#checkAddress(this.owner));
    }
    if (this.answerLines !== undefined && this.answerUntil !== undefined) {
      problems.push({
        key: "answer_until",
        message:
          "answer_lines and answer_until contradict each other. Remove one of them",
      });
    }
    if (this.canGet) return problems;
    for (
      const [key, isOn] of [
        ["get_on_set", this.getOnSet],
        ["confirm", this.confirm !== undefined],
        ["log_interval", this.logInterval > 0],
      ] as const
    ) {
      if (!isOn) continue;
      problems.push({
        key,
        message:
          `${key} needs a get, which ${this.constructor.name} does not support here. Remove ${key}`,
      });
    }
    return problems;
  }

  /** Sends what reads the value. */
  protected query(command: string, signal?: AbortSignal): Promise<string> {
    const device = this.#device();
    const repeatable = this.repeatGet ?? isQuery(command);
    if (device.askDevice) {
      return device.askDevice(command, {
        ...this.#rule(),
        address: this.address,
        repeatable,
        signal,
        asker: this.name,
      });
    }
    return repeatable && device.queryDevice
      ? device.queryDevice(command, signal)
      : device.sendToDevice([command], signal);
  }

  /** Sends what writes the value. It is sent once. `isAnswered`: whether the instrument answers it. Default: yes. */
  protected send(
    command: string,
    signal?: AbortSignal,
    isAnswered = true,
  ): Promise<string> {
    const device = this.#device();
    if (!device.askDevice) return device.sendToDevice([command], signal);
    const rule = isAnswered ? this.#rule() : { count: 0 };
    return device.askDevice(command, {
      ...rule,
      address: this.address,
      signal,
      asker: this.name,
    });
  }

  /** Makes the answer to a request that the entity does not support. */
  protected refusal(operation: "get" | "set"): ReplyError {
    return new ReplyError(
      "service_error_invalid_method",
      `endpoint '${this.name}' does not support ${operation}`,
    );
  }

  #checkAddress(owner: Owner & Device): KeyProblem[] {
    if (this.address !== undefined && !owner.hasBus) {
      return [{
        key: "address",
        message:
          `"address" is for instruments on a GPIB bus, and the service "${owner.name}" (${owner.constructor.name}) has none. Remove it, or give the service module: PrologixService`,
      }];
    }
    const isNowhere = this.address === undefined && owner.address === undefined;
    return owner.hasBus && isNowhere
      ? [{
        key: undefined,
        message:
          `"${this.name}" needs the address of its instrument on the bus, such as address: 5, or the service "${owner.name}" one for all that have none`,
      }]
      : [];
  }

  #rule(): AnswerRule {
    return { count: this.answerLines, until: this.answerUntil };
  }

  #device(): Device {
    const { service } = this;
    if (isDevice(service)) return service;
    throw new Error(this.#noDevice(service));
  }

  #noDevice(service: Owner): string {
    return `${this.constructor.name} talks to an instrument, but the service "${service.name}" (${service.constructor.name}) has no send_to_device. ` +
      "Give the service module: EthernetSCPIService";
  }
}
