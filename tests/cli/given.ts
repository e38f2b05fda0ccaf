/**
 * Command lines of this program, for tests.
 *
 * @module
 */
import type { Arguments } from "../../src/cli/arguments.ts";
import {
  type CommandLine,
  readCommandLine,
} from "../../src/cli/command_line.ts";
import { commands } from "../../src/cli/commands.ts";

/** Reads the words of a command line. */
export function readWords(...words: string[]): CommandLine {
  return readCommandLine(words, "dripline", commands);
}

/** What the words of a command line give to the command. */
export function givenBy(...words: string[]): Arguments {
  return readWords(...words).given;
}
