/**
 * The command line as a function: words in, exit code out.
 *
 * @module
 */
import { protocolVersion, version } from "../wire/mod.ts";
import { type CommandLine, readCommandLine } from "./command_line.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { reportFailure } from "./failure.ts";
import { helpText } from "./help.ts";
import { startLogging } from "./logging.ts";
import { flushOutput, print } from "./output.ts";
import { programName } from "./program.ts";
import { wasAskedToStop } from "./signals.ts";

/** A program: a name under which a command line can be run. */
export interface Program {
  /** How people run it, for examples; empty if the commands are programs themselves. */
  readonly program: string;
  /** What it can do. */
  readonly commands: readonly Command[];
  /** What stands behind the program. */
  readonly words: readonly string[];
  /** What `--version` prints. */
  readonly version: string;
  /** The exit code of an error, if it is another one than usual. */
  readonly exitCodeOf?: (error: unknown) => number | undefined;
}

/**
 * Runs a command line. Returns the exit code; never rejects. Whoever calls it ends the process with that code, as an interrupted
 * command may leave a connection behind.
 *
 * @param words What stands behind the program.
 * @param url The main module, so that examples can name it.
 */
export function main(
  words: readonly string[],
  url: string,
): Promise<number> {
  return runProgram({
    program: programName(url),
    commands,
    words,
    version:
      `dripline for Deno ${version} (protocol ${protocolVersion}, Deno ${Deno.version.deno})`,
  });
}

/** Runs a command line of a program. Returns the exit code; never rejects. */
export async function runProgram(run: Program): Promise<number> {
  const { words, program, commands } = run;
  const failed = (error: unknown) => {
    const usual = reportFailure(error, words, program, commands);
    return run.exitCodeOf?.(error) ?? usual;
  };
  let code: number;
  try {
    code = await obey(readCommandLine(words, program, commands), run);
  } catch (error) {
    code = failed(error);
  }
  try {
    await flushOutput(wasAskedToStop());
  } catch (error) {
    code ||= failed(error);
    await flushOutput(true).catch(() => {});
  }
  return code;
}

async function obey(
  { command, given }: CommandLine,
  { commands, version }: Program,
): Promise<number> {
  if (given.has("help")) {
    print(helpText(command, commands, given.program));
    return 0;
  }
  if (given.has("version") || !command) {
    print(version);
    return 0;
  }
  await startLogging(given, command.logs);
  const run = await command.load();
  return await run(given);
}
