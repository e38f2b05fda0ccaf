/**
 * The lines that a Prologix controller, or one like it, understands.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  show,
} from "../../core/mod.ts";
import { noResponseError } from "../../instruments/mod.ts";

/** Follows what an instrument says, where it has signalled the end. No text contains it. */
const end = "\x04";

const escape = "\x1b";

/** What the controller would take for itself, unless it is escaped. */
const special = ["\r", "\n", escape, "+"];

/** How a command can end on the bus, by the number that the controller has for it. */
const terminators = ["\r\n", "\r", "\n", ""];

/** What ends a command on the bus: the controller knows four ways. */
export function busTerminator(options: FieldOptions = {}): Field<string> {
  return {
    schema: { enum: terminators, ...options },
    decode(input) {
      if (terminators.includes(input as string)) return input as string;
      throw new FieldError(
        `must be one of ${
          terminators.map((text) => JSON.stringify(text)).join(", ")
        }, in double quotes: received ${show(input)}`,
      );
    },
  };
}

/** Lets the instrument talk until it signals the end, or has been silent for the timeout of the controller. */
export const readLine = "++read eoi\n";

/** The same with another timeout, in seconds. */
export function shortRead(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  return `++read_tmo_ms ${
    Math.min(3000, Math.max(1, milliseconds))
  }\n${readLine}`;
}

/** What the controller is told at every new connection, given what ends a command on the bus. */
export function setupLines(terminator: string): string {
  return [
    // What follows is not to wear out its memory.
    "++savecfg 0",
    "++mode 1",
    "++auto 0",
    "++eoi 1",
    `++eos ${terminators.indexOf(terminator)}`,
    "++eot_enable 1",
    `++eot_char ${end.charCodeAt(0)}`,
    `++addr ${setupAddress}`,
    "",
  ].join("\n");
}

/** The address that the controller has after {@linkcode setupLines}. Nothing is sent to it. */
export const setupAddress = "1";

/** Turns to an instrument, and perhaps sends it a command, in which nothing is left that the controller would take for itself. */
export function sendLines(address: string, command = ""): string {
  const escaped = Array.from(
    command,
    (character) => special.includes(character) ? escape + character : character,
  ).join("");
  return `++addr ${address}\n${escaped}${escaped && "\n"}`;
}

/**
 * What the instrument at an address said, of what the controller said in the end: `21.5 <end>5`. Undefined if it was silent. Throws an
 * `InstrumentError` if it was broken off, or another one had the word.
 */
export function partOf(said: string, address: string): string | undefined {
  if (said === address) return undefined;
  const at = said.indexOf(end);
  if (at < 0 || said.slice(at + 1) !== address) {
    throw noResponseError(
      `The instrument at GPIB address ${address} has not answered as it should: ${
        JSON.stringify(said)
      } came, which is not what an instrument says up to its end (EOI), and that address`,
    );
  }
  let length = at;
  while (length > 0 && "\r\n".includes(said[length - 1]!)) length--;
  return said.slice(0, length);
}
