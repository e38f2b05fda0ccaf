/**
 * The optional arguments of declarations: the few that are offered, and a plain refusal of the others.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import type { FieldTable } from "./field_table.ts";

/** Values that say what this broker does anyway. */
const harmless: ReadonlyMap<string, readonly unknown[]> = new Map([
  ["x-queue-type", ["classic"]],
  ["x-queue-mode", ["default", "lazy"]],
  ["x-overflow", ["drop-head"]],
]);

/** Names that mean something to RabbitMQ without beginning with `x-`. */
const meaningful: ReadonlySet<string> = new Set(["alternate-exchange"]);

/**
 * Throws a 540 {@linkcode AmqpError} if `table` asks `what`, such as `queue 'x'`, for something that is not
 * offered. Names that mean nothing to RabbitMQ either are ignored, as it does.
 */
export function refuseUnknown(
  what: string,
  table: FieldTable,
  offered: readonly string[] = [],
): void {
  for (const [name, value] of table) {
    if (!name.startsWith("x-") && !meaningful.has(name)) continue;
    if (offered.includes(name) || harmless.get(name)?.includes(value)) continue;
    throw new AmqpError(540, `argument '${name}' of ${what} is not offered`);
  }
}

/** Returns `x-max-length` of a queue, `Infinity` if it is absent. Throws a 406 {@linkcode AmqpError} if it is not a count. */
export function maxLengthOf(queue: string, table: FieldTable): number {
  const value = table.get("x-max-length");
  if (value === undefined) return Infinity;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
    return value;
  }
  throw new AmqpError(
    406,
    `invalid arg 'x-max-length' for queue '${queue}' in vhost '/': it must be an integer of at least 0`,
  );
}
