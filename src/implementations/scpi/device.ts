/**
 * What an entity of an instrument needs of its service.
 *
 * @module
 */
import type { ExchangeOptions } from "../../instruments/mod.ts";

/** How an entity sends a command. */
export interface DeviceOptions extends ExchangeOptions {
  /** Which of the instruments of the service, on a bus: see {@linkcode Device.hasBus}. */
  readonly address?: string | undefined;
}

/** A service that can send commands to an instrument. It is known by its methods, so that any extension can offer one. */
export interface Device {
  /** Sends commands, and resolves with the answers, joined by `;`. None is sent twice if it may have reached the instrument. */
  sendToDevice(
    commands: readonly string[],
    signal?: AbortSignal,
  ): Promise<string>;
  /** Sends a query that may be sent a second time if its answer does not come. Default: as `sendToDevice`. */
  queryDevice?(query: string, signal?: AbortSignal): Promise<string>;
  /**
   * Sends a command, and resolves with its answer. A service that has this method is asked by it alone; without it, `answer_lines` and the
   * like have no effect.
   */
  askDevice?(command: string, options: DeviceOptions): Promise<string>;
  /** Whether there are many instruments, each at an address of its own. Default: there is one. */
  readonly hasBus?: boolean;
  /** Where the instrument is whose address is not given. Default: it has to be given. */
  readonly address?: string | undefined;
}

/** Tells whether a service can send commands to an instrument. */
export function isDevice<T extends object>(service: T): service is T & Device {
  return typeof Reflect.get(service, "sendToDevice") === "function";
}

/** Tells whether commands, separated by `;`, all are queries: words that end in `?`, perhaps with parameters after it. */
export function isQuery(commands: string): boolean {
  return commands.split(";").every((command) =>
    /^\s*[^\s?]+\?(\s|$)/.test(command)
  );
}
