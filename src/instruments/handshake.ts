/**
 * What a service and an instrument say to each other before anything else.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  list,
  optional,
  string,
} from "../core/mod.ts";
import { exchange } from "./exchange.ts";
import { bytesOf, textOf } from "./framing.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";
import { InstrumentError } from "./instrument_error.ts";

/** What happens at every new connection. */
export interface Handshake {
  /** Commands to send, after a `null` for each greeting to wait for. */
  readonly commands: readonly (string | null)[];
  /** What the last command has to be answered. */
  readonly expected: string;
}

/** The commands of a {@linkcode Handshake}, as configurations have them: a list that may begin with empty entries, or nothing at all. */
export function handshakeCommands(
  options: FieldOptions = {},
): Field<readonly (string | null)[] | null> {
  const commands = list(optional(string()));
  return {
    schema: {
      type: ["array", "null"],
      items: { type: ["string", "null"] },
      minItems: 1,
      ...options,
    },
    decode(input, written) {
      if (input === null || input === undefined) return null;
      const decoded = commands.decode(input, written).map((entry) =>
        entry ?? null
      );
      if (decoded.length === 0) {
        throw new FieldError(
          "must not be an empty list: write null for no commands",
        );
      }
      if (decoded.lastIndexOf(null) > decoded.filter(isGreeting).length - 1) {
        throw new FieldError(
          'has an empty entry after a command: only at the beginning does one stand for a greeting. An empty command is ""',
        );
      }
      return decoded;
    },
  };
}

/**
 * Performs a handshake, without waiting for greetings if they are thrown away already. Rejects with an {@linkcode InstrumentError}, of code
 * 201 if the last answer is not the expected one.
 */
export async function shakeHands(
  connection: InstrumentConnection,
  { commands, expected }: Handshake,
  isGreeted: boolean,
): Promise<void> {
  let last: { command: string; answer: string } | undefined;
  for (const entry of commands) {
    if (entry === null && isGreeted) continue;
    const command = entry === null ? undefined : bytesOf(entry);
    const answer = textOf(await exchange(connection, { command }));
    if (entry !== null) last = { command: entry, answer };
  }
  if (last && last.answer !== expected) {
    throw new InstrumentError(
      "resource_error_connection",
      `Failed connection test. ${JSON.stringify(last.command)} was answered ${
        JSON.stringify(last.answer)
      }, not ${JSON.stringify(expected)} (cmd_at_reconnect, reconnect_test)`,
      { reached: false },
    );
  }
}

function isGreeting(entry: string | null): entry is null {
  return entry === null;
}
