// deno-lint-ignore-file no-console -- this is where the command line speaks
/**
 * Standard output for results, standard error for remarks.
 *
 * @module
 */

const encoder = new TextEncoder();

/** Prints a line of the result. Throws `Deno.errors.BrokenPipe` if nobody reads any more. */
export function print(text: string): void {
  const bytes = encoder.encode(`${text}\n`);
  for (let done = 0; done < bytes.length;) {
    done += Deno.stdout.writeSync(bytes.subarray(done));
  }
}

/** Prints a remark on standard error. Never throws, whatever became of the terminal. */
export function remark(text: string): void {
  console.error("%s", text);
}

/** Prints a line of the result that nobody may read. Never throws. */
export function announce(text: string): void {
  console.log("%s", text);
}
