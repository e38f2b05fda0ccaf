/**
 * What a command of the command line is.
 *
 * @module
 */
import type { Arguments } from "./arguments.ts";
import type { OptionName } from "./options.ts";

/** Does what a command is for. Returns the exit code. */
export type Run = (given: Arguments) => Promise<number>;

/** What may stand on the command line besides options. */
export interface Operand {
  /** What help calls it. */
  readonly name: string;
  /** A line for people. */
  readonly summary: string;
  /** Whether it has to be there. */
  readonly required?: boolean;
  /** Whether any word will do, and not only `key=value`. One that is required is so by itself. */
  readonly anyWord?: boolean;
}

/** One command. */
export interface Command {
  /** The word that calls it. */
  readonly name: string;
  /** A line for people. */
  readonly summary: string;
  /** Its operands. The last one can be there any number of times. */
  readonly operands: readonly Operand[];
  /** Its options, besides those that every command has. */
  readonly options: readonly OptionName[];
  /** Command lines to learn from, without the program. */
  readonly examples: readonly string[];
  /** What it logs unless `-v` or `-q` is said. */
  readonly logs: "info" | "warning";
  /** Imports it. Not before it is needed, so that `--help` does not wait for an AMQP client. */
  load(): Promise<Run>;
}

/** Finds a command by its name. */
export function commandNamed(
  commands: readonly Command[],
  name: string,
): Command | undefined {
  return commands.find((command) => command.name === name);
}
