/**
 * What is wrong with a command line.
 *
 * @module
 */

/** Exit codes of wrong command lines: those of the originals, which have them from their parser (CLI11). */
export const usageCodes = {
  badValue: 104,
  noSuchFile: 105,
  missing: 106,
  extra: 109,
  unknown: 114,
} as const;

/** Thrown when a command line makes no sense. */
export class UsageError extends Error {
  /** Always `"UsageError"`. */
  override readonly name = "UsageError";
  /** The exit code. */
  readonly exitCode: number;

  /** Says what is wrong and how to write it. `kind` decides the exit code. */
  constructor(kind: keyof typeof usageCodes, message: string) {
    super(message);
    this.exitCode = usageCodes[kind];
  }
}
