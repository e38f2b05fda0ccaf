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

/** Fails unless `fn` throws an error of the class with the text in its message. Returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: ErrorClass<E>,
  msgIncludes = "",
  msg?: string,
): E {
  let thrown: unknown;
  strict.throws(fn, (error: unknown) => {
    thrown = error;
    return true;
  }, msg);
  return checked(thrown, ErrorClass, msgIncludes);
}

/** Fails unless the promise of `fn` rejects with an error of the class with the text in its message. Returns the error. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: ErrorClass<E>,
  msgIncludes = "",
  msg?: string,
): Promise<E> {
  let thrown: unknown;
  await strict.rejects(async () => await fn(), (error: unknown) => {
    thrown = error;
    return true;
  }, msg);
  return checked(thrown, ErrorClass, msgIncludes);
}

function checked<E extends Error>(
  thrown: unknown,
  ErrorClass: ErrorClass<E> | undefined,
  msgIncludes: string,
): E {
  if (ErrorClass) {
    strict.ok(thrown instanceof ErrorClass, `Wrong class of error: ${thrown}`);
  }
  assertStringIncludes((thrown as Error).message, msgIncludes);
  return thrown as E;
}
