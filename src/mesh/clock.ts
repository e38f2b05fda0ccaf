/**
 * Time, handed in, so that tests need not wait.
 *
 * @module
 */

/** A source of time. */
export interface Clock {
  /** The time, in milliseconds since 1970. */
  now(): number;
  /** Calls `run` after `milliseconds`. Returns a function that prevents it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The longest time a timer of JavaScript can wait, in milliseconds. */
const longest = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (rest: number) => {
      const step = Math.min(rest, longest);
      timer = setTimeout(() => rest > step ? wait(rest - step) : run(), step);
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `milliseconds`, or as soon as `signal` is aborted. */
export function delay(
  clock: Clock,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener("abort", done);
  });
}

/** Settles as `promise` does, or rejects with `late()` after `milliseconds`. */
export function within<T>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(late()));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Settles as `promise` does, or rejects as soon as `signal` is aborted. */
export function unless<T>(
  signal: AbortSignal,
  promise: Promise<T>,
): Promise<T> {
  const { promise: result, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => reject(new Error("Given up, as it is no longer needed"));
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  promise.then(resolve, reject);
  return result.finally(() => signal.removeEventListener("abort", stop));
}

/**
 * How long to wait before trying again: 200 ms after the first failure, then twice as long each time, up to 5 s; a tenth
 * more or less by chance, so that a hundred services do not come back in the same instant.
 */
export function backoff(failures: number, random: () => number): number {
  const base = Math.min(200 * 2 ** (failures - 1), 5000);
  return base * (0.9 + 0.2 * random());
}
