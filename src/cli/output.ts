/**
 * Standard output for results, standard error for remarks. Nobody has to read them for the program to go on.
 *
 * @module
 */

import { withoutLogin } from "../mesh/mod.ts";
import { visibleLines } from "../wire/mod.ts";
import { PatientWriter } from "./patient_writer.ts";
import { wrap } from "./wrap.ts";

/** The most that waits for a reader of results, in bytes: more than the longest message. */
const resultLimit = 64 * 2 ** 20;

/** The most that waits for a reader of logs and remarks, in bytes. */
const logLimit = 2 ** 20;

/** How long the end waits for a reader who is owed nothing, in milliseconds. */
const patience = 500;

const output = new PatientWriter(Deno.stdout, { limit: resultLimit });
const errors = new PatientWriter(Deno.stderr, {
  limit: logLimit,
  dropped: (count) => `${droppedLine(count)}\n`,
});
let droppedLine = (count: number) => `${count} lines were dropped here`;
let owed = false;

/** Prints a line of the result. Whether anybody reads it, {@linkcode outputFailed} tells. */
export function print(text: string): void {
  printStyled(visibleLines(text));
}

/** Prints a line of the result that has been made visible, and may be coloured. */
export function printStyled(text: string): void {
  owed = true;
  output.push(`${text}\n`);
}

/** Prints a remark on standard error, without the passwords in URLs; on a terminal no wider than that. */
export function remark(text: string): void {
  const shown = withoutLogin(visibleLines(text));
  const width = widthOf(Deno.stderr);
  errors.push(`${width > 0 ? wrap(shown, width) : shown}\n`);
}

/** How many columns results have: those of the terminal, or 80. */
export function outputWidth(): number {
  return widthOf(Deno.stdout) || 80;
}

/** The columns of the terminal that a stream is; 0 if it is none. */
function widthOf(stream: Pick<typeof Deno.stderr, "isTerminal">): number {
  try {
    return stream.isTerminal() ? Deno.consoleSize().columns : 0;
  } catch {
    // The size is that of standard input and output, which may be no terminals.
    return 0;
  }
}

/** Prints a line of the log, which has been made visible and may be coloured, without the passwords in URLs. */
export function logLine(line: string): void {
  errors.push(`${withoutLogin(line)}\n`);
}

/** Says from now on in the form of log lines how many of them were dropped. */
export function tellDroppedLines(line: (count: number) => string): void {
  droppedLine = line;
}

/** Prints a line that nobody may read. */
export function announce(text: string): void {
  output.push(`${visibleLines(text)}\n`);
}

/** Resolves when all results so far are written, so that more can come than there is room for. */
export async function printed(): Promise<void> {
  await output.flush();
}

/** Rejects when a result cannot be printed: with `Deno.errors.BrokenPipe` if nobody reads any more. */
export async function outputFailed(): Promise<never> {
  try {
    return await output.failed;
  } catch (error) {
    if (owed) throw error;
    return await new Promise(() => {});
  }
}

/**
 * Waits until all is written: results as long as it takes, unless the program is `hurried`; what nobody may read for half a second. Throws
 * what {@linkcode outputFailed} rejects with.
 */
export async function flushOutput(hurried: boolean): Promise<void> {
  const done = output.flush(owed && !hurried ? undefined : patience);
  const all = await Promise.race([done, outputFailed()]);
  if (owed && (!all || output.dropped > 0)) {
    remark("Not all of the output was read, so some of it is lost.");
  }
  await errors.flush(patience);
}
