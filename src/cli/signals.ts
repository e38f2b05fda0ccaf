/**
 * Ctrl-C and its relatives.
 *
 * @module
 */
import { interruptedExitCode } from "./exit_code.ts";
import { outputFailed } from "./output.ts";

/** The signals that ask a program to end. Windows has no others than these two. */
const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGQUIT"];

/**
 * Milliseconds within which a second signal is the echo of the first: one Ctrl-C reaches a program that `deno task` runs twice, from
 * the terminal and from `deno task`.
 */
const echo = 500;

let asked: number | undefined;

/** Whether a signal has asked the program to end. */
export function wasAskedToStop(): boolean {
  return asked !== undefined;
}

/** Listens to the wish that the program end. */
export interface StopSignals extends Disposable {
  /** Resolves with the first signal. Another one, half a second later or more, ends the program at once. */
  readonly received: Promise<Deno.Signal>;
}

/** Begins to listen. */
export function stopSignals(): StopSignals {
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  const handlers = signals.map((signal) => {
    const handler = () => {
      const now = performance.now();
      if (asked !== undefined && now - asked > echo) {
        Deno.exit(interruptedExitCode);
      }
      asked ??= now;
      resolve(signal);
    };
    Deno.addSignalListener(signal, handler);
    return [signal, handler] as const;
  });
  return {
    received: promise,
    [Symbol.dispose]() {
      for (const [signal, handler] of handlers) {
        Deno.removeSignalListener(signal, handler);
      }
    },
  };
}

/**
 * Resolves as `work` does, or with 0, the exit code of the originals, as soon as somebody interrupts it. Rejects when nobody reads what
 * it prints.
 */
export async function interruptible(work: Promise<number>): Promise<number> {
  using stop = stopSignals();
  return await Promise.race([
    work,
    stop.received.then(() => 0),
    outputFailed(),
  ]);
}
