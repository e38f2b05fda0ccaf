/**
 * Says why a command failed, and chooses its exit code.
 *
 * @module
 */
import { ConfigurationError, sentence } from "../config/mod.ts";
import { isReplyError, visible } from "../wire/mod.ts";
import { type Command, commandNamed } from "./command.ts";
import {
  configurationExitCode,
  exitCodeOf,
  unexpectedExitCode,
} from "./exit_code.ts";
import { usageLine } from "./help.ts";
import { remark } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** Prints what went wrong with the command line `words`, which means one of the commands, and returns the exit code. */
export function reportFailure(
  error: unknown,
  words: readonly string[],
  program: string,
  commands: readonly Command[],
): number {
  if (error instanceof UsageError) {
    remark(`${error.message}\n${usageHint(words, program, commands)}`);
    return error.exitCode;
  }
  if (error instanceof ConfigurationError) {
    remark(error.message);
    return configurationExitCode;
  }
  // Whoever read our output has seen enough.
  if (error instanceof Deno.errors.BrokenPipe) return 0;
  const isVerbose = words.some((word) => /^-v+$|^--verbose$/.test(word));
  if (isReplyError(error)) {
    const { value, description } = error.returnCode;
    remark(`${description} (${value}): ${visible(sentence(error.message))}`);
    if (isVerbose && error.cause) remark(Deno.inspect(error.cause));
    return Math.max(exitCodeOf(value), unexpectedExitCode);
  }
  remark(isVerbose ? Deno.inspect(error) : messageOf(error));
  return unexpectedExitCode;
}

function usageHint(
  words: readonly string[],
  program: string,
  commands: readonly Command[],
): string {
  const command = words.map((word) => commandNamed(commands, word))
    .find((found) => found);
  return command
    ? `${usageLine(command, program)}\nMore: ${
      `${program} ${command.name}`.trim()
    } --help`
    : `More: ${program} --help`;
}

function messageOf(error: unknown): string {
  return error instanceof Error
    ? `${sentence(error.message)} (-v says where.)`
    : String(error);
}
