/**
 * Names on the wire: routing keys, patterns, queues, exchanges, ids. AMQP gives each of them one byte for its length.
 *
 * @module
 */

/** The most bytes of a name. Bytes of UTF-8, not characters. */
export const maxNameBytes = 255;

/** The most bytes of the name of a service or an endpoint: `.#` and a little more has to fit behind it. */
export const maxEndpointBytes = 250;

const encoder = new TextEncoder();

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * Says why `name` cannot be sent as what it is, if it has more than `room` bytes. `what` says what it is, such as "the routing key".
 */
export function nameProblem(
  what: string,
  name: string,
  room: number = maxNameBytes,
): string | undefined {
  if (name.length <= room / 3) return undefined;
  const bytes = byteLength(name);
  if (bytes <= room) return undefined;
  return `${what} "${
    name.slice(0, 20)
  }..." has ${bytes} bytes; AMQP has room for ${room}. Shorten it`;
}

/** Throws a `RangeError` if {@linkcode nameProblem} finds one. */
export function checkName(what: string, name: string): void {
  const problem = nameProblem(what, name);
  if (problem !== undefined) throw new RangeError(`Cannot use ${problem}`);
}
