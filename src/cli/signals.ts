/**
 * Ctrl-C and its relatives.
 *
 * @module
 */

/** The signals that ask a program to end. Windows has no others than these two. */
const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGQUIT"];

/** The exit code of a program that was interrupted while it was ending. */
const interrupted = 130;

/** Listens to the wish that the program end. */
export interface StopSignals extends Disposable {
  /** Resolves with the first signal. The second one ends the program at once. */
  readonly received: Promise<Deno.Signal>;
}

/** Begins to listen. */
export function stopSignals(): StopSignals {
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  let asked = false;
  const handlers = signals.map((signal) => {
    const handler = () => {
      if (asked) Deno.exit(interrupted);
      asked = true;
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

/** Resolves as `work` does, or with 0, the exit code of the originals, as soon as somebody interrupts it. */
export async function interruptible(work: Promise<number>): Promise<number> {
  using stop = stopSignals();
  return await Promise.race([work, stop.received.then(() => 0)]);
}
