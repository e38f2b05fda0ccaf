/**
 * The command line as a function: words in, exit code out.
 *
 * @module
 */
import { protocolVersion, version } from "../wire/mod.ts";
import { type CommandLine, readCommandLine } from "./command_line.ts";
import { commands } from "./commands.ts";
import { reportFailure } from "./failure.ts";
import { helpText } from "./help.ts";
import { startLogging } from "./logging.ts";
import { flushOutput, print } from "./output.ts";
import { programName } from "./program.ts";
import { wasAskedToStop } from "./signals.ts";

/**
 * Runs a command line. Returns the exit code; never rejects. Whoever calls it ends the process with that code, as an interrupted
 * command may leave a connection behind.
 *
 * @param words What stands behind the program.
 * @param url The main module, so that examples can name it.
 */
export async function main(
  words: readonly string[],
  url: string,
): Promise<number> {
  const program = programName(url);
  const failed = (error: unknown) =>
    reportFailure(error, words, program, commands);
  let code: number;
  try {
    code = await obey(readCommandLine(words, program, commands));
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

async function obey({ command, given }: CommandLine): Promise<number> {
  if (given.has("help")) {
    print(helpText(command, commands, given.program));
    return 0;
  }
  if (given.has("version") || !command) {
    print(
      `dripline for Deno ${version} (protocol ${protocolVersion}, Deno ${Deno.version.deno})`,
    );
    return 0;
  }
  await startLogging(given, command.logs);
  const run = await command.load();
  return await run(given);
}
