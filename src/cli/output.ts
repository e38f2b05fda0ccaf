/**
 * Standard output for results, standard error for remarks.
 *
 * @module
 */

import { visibleLines } from "../wire/mod.ts";

const encoder = new TextEncoder();

/** Prints a line of the result. Throws `Deno.errors.BrokenPipe` if nobody reads any more. */
export function print(text: string): void {
  write(Deno.stdout, visibleLines(text));
}

/** Prints a remark on standard error. Never throws, whatever became of the terminal. */
export function remark(text: string): void {
  writeQuietly(Deno.stderr, visibleLines(text));
}

/** Prints a line of the log, which has been made visible and may be coloured. Never throws. */
export function logLine(line: string): void {
  writeQuietly(Deno.stderr, line);
}

/** Prints a line of the result that nobody may read. Never throws. */
export function announce(text: string): void {
  writeQuietly(Deno.stdout, visibleLines(text));
}

function writeQuietly(stream: typeof Deno.stdout, text: string): void {
  try {
    write(stream, text);
  } catch {
    // Full, or closed: nobody can be told, and nothing else depends on it.
  }
}

function write(stream: typeof Deno.stdout, text: string): void {
  const bytes = encoder.encode(`${text}\n`);
  for (let done = 0; done < bytes.length;) {
    done += stream.writeSync(bytes.subarray(done));
  }
}
