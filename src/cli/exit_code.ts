/**
 * Exit codes.
 *
 * @module
 */

/** A configuration that cannot be used. */
export const configurationExitCode = 2;

/** Something that should not have happened. */
export const unexpectedExitCode = 1;

/** A program that was interrupted while it was ending. */
export const interruptedExitCode = 130;

/** The exit code that stands for a return code: a hundredth of it, of which a process keeps eight bits, as in the originals. */
export function exitCodeOf(returnCode: number): number {
  return Math.trunc(returnCode / 100) & 0xff;
}
