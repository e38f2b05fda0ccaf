/**
 * What was given on the command line.
 *
 * @module
 */
import type { OptionName } from "./options.ts";

/** The value of an option that was given. */
export type OptionValue = true | string | number | readonly string[];

/** The options that were given. */
export type GivenOptions = ReadonlyMap<OptionName, OptionValue>;

/** What a command is given: the words behind it, and the options. */
export class Arguments {
  /** How to run this program, for examples: `deno run -A cli.ts`. */
  readonly program: string;
  /** What stands there besides options and the command. */
  readonly operands: readonly string[];
  /** The options that were given. */
  readonly given: GivenOptions;

  /** Gathers what was read. */
  constructor(
    program: string,
    operands: readonly string[],
    given: GivenOptions,
  ) {
    this.program = program;
    this.operands = operands;
    this.given = given;
  }

  /** Whether an option was given. */
  has(name: OptionName): boolean {
    return this.given.has(name);
  }

  /** The value of an option that takes a text. */
  text(name: OptionName): string | undefined {
    return this.given.get(name) as string | undefined;
  }

  /** The value of an option that takes a number. */
  number(name: OptionName): number | undefined {
    return this.given.get(name) as number | undefined;
  }

  /** The values of an option that takes a list; how often an option was given that is counted, as the length. */
  list(name: OptionName): readonly string[] {
    return this.given.get(name) as readonly string[] | undefined ?? [];
  }
}
