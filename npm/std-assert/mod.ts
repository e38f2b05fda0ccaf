/**
 * Stands in for `@std/assert` where JSR cannot be reached: node's strict assertions, which pass nothing that
 * `@std/assert` refuses.
 *
 * @module
 */
import { AssertionError, strict } from "node:assert";

export { AssertionError };

/** A class of errors. */
export type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg?: string): asserts expr {
  strict.ok(expr, msg ?? "");
}

/** Fails unless both are equal all the way down. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  strict.deepEqual(actual, expected, msg);
}

/** Fails if both are equal all the way down. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  strict.notDeepEqual(actual, expected, msg);
}

/** Fails unless both are the same. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  strict.equal(actual, expected, msg);
}

/** Fails unless `actual` holds `expected`. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  strict.ok(
    actual.includes(expected),
    msg ?? `Expected "${actual}" to contain "${expected}"`,
  );
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  strict.match(actual, expected, msg);
}

/** Fails unless the numbers are within `tolerance` of each other. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  strict.ok(
    Object.is(actual, expected) || Math.abs(expected - actual) <= allowed,
    msg ?? `Expected ${actual} to be within ${allowed} of ${expected}`,
  );
}

/** Fails unless `fn` throws. Returns what was thrown. */
export function assertThrows(fn: () => unknown): unknown;
/** Fails unless `fn` throws an error of the class with the text in its message. Returns the error. */
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass?: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): unknown {
  try {
    fn();
  } catch (error) {
    return checked(error, ErrorClass, msgIncludes, msg);
  }
  throw failure("Expected function to throw", msg);
}

/** Fails unless the promise of `fn` rejects. Returns what it rejects with. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
): Promise<unknown>;
/** Fails unless the promise of `fn` rejects with an error of the class with the text in its message. Returns the error. */
export function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    throw failure("Function throws when expected to reject", msg);
  }
  try {
    await promise;
  } catch (error) {
    return checked(error, ErrorClass, msgIncludes, msg);
  }
  throw failure("Expected function to reject", msg);
}

/** Returns `error`, or fails unless it is of the class and says the text. */
function checked<E extends Error>(
  error: unknown,
  ErrorClass: ErrorClass<E> | undefined,
  msgIncludes = "",
  msg?: string,
): unknown {
  if (!ErrorClass) return error;
  if (!(error instanceof ErrorClass)) {
    throw failure(
      `Expected error to be instance of ${ErrorClass.name}, but was ${error}`,
      msg,
    );
  }
  assertStringIncludes(error.message, msgIncludes, msg);
  return error;
}

function failure(message: string, msg?: string): AssertionError {
  return new AssertionError({ message: msg ? `${message}: ${msg}` : message });
}
