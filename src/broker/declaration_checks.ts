/**
 * What a declaration has to fulfil. Every check throws the {@linkcode AmqpError} that the client has to be told,
 * in RabbitMQ's words where it has some.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import {
  type Exchange,
  type ExchangeFlags,
  type ExchangeType,
  exchangeTypes,
} from "./exchange.ts";
import type { Queue, QueueFlags } from "./queue.ts";

/** Only the broker may give out names that begin so. */
export const reservedPrefix = "amq.";

/** Returns what to call an exchange or a queue in a message. */
export function titleOf(kind: "exchange" | "queue", name: string): string {
  return `${kind} '${name}' in vhost '/'`;
}

/** Returns the type of exchange of this name; 540 if only RabbitMQ offers it, 503 if nobody does. */
export function exchangeType(type: string): ExchangeType {
  const known = exchangeTypes.find((offered) => offered === type);
  if (known) return known;
  if (type === "headers" || type.startsWith("x-")) {
    throw new AmqpError(
      540,
      `exchange type '${type}' is not offered, only ${
        exchangeTypes.join(", ")
      }`,
    );
  }
  throw new AmqpError(503, `unknown exchange type '${type}'`);
}

/** Refuses the default exchange with 403. */
export function refuseDefault(name: string): void {
  if (name === "") {
    throw new AmqpError(403, "operation not permitted on the default exchange");
  }
}

/** Refuses a name that only the broker may give out with 403. */
export function refuseReserved(kind: "exchange" | "queue", name: string): void {
  if (name.startsWith(reservedPrefix)) {
    throw new AmqpError(
      403,
      `${kind} name '${name}' contains reserved prefix 'amq.*'`,
    );
  }
}

/** Requires that an exchange is what a further declaration says, with 406. */
export function requireSameExchange(
  exchange: Exchange,
  type: ExchangeType,
  flags: ExchangeFlags,
): void {
  const title = titleOf("exchange", exchange.name);
  const current = exchange.flags;
  requireEqual(title, "type", type, exchange.type);
  requireEqual(title, "durable", flags.durable, current.durable);
  requireEqual(title, "auto_delete", flags.autoDelete, current.autoDelete);
  requireEqual(title, "internal", flags.internal, current.internal);
}

/** Requires that a queue is what a further declaration says: 405 if it is not as exclusive, 406 if another flag differs. */
export function requireSameQueue(
  queue: Queue,
  flags: QueueFlags,
  maxLength: number,
): void {
  if (flags.exclusive !== queue.flags.exclusive) throw locked(queue.name);
  const title = titleOf("queue", queue.name);
  requireEqual(title, "durable", flags.durable, queue.flags.durable);
  requireEqual(title, "auto_delete", flags.autoDelete, queue.flags.autoDelete);
  const said = (length: number) => length === Infinity ? "none" : length;
  requireEqual(title, "x-max-length", said(maxLength), said(queue.maxLength));
}

/** Returns the 405 for a queue that belongs to another connection. */
export function locked(name: string): AmqpError {
  return new AmqpError(
    405,
    `cannot obtain exclusive access to locked ${titleOf("queue", name)}. ` +
      "It could be originally declared on another connection or the exclusive " +
      "property value does not match that of the original declaration.",
  );
}

function requireEqual(
  title: string,
  flag: string,
  received: unknown,
  current: unknown,
): void {
  if (received === current) return;
  throw new AmqpError(
    406,
    `inequivalent arg '${flag}' for ${title}: received '${received}' but current is '${current}'`,
  );
}

/** Requires that there is room for another one with 406. */
export function requireBelow(what: string, count: number, limit: number): void {
  if (count >= limit) {
    throw new AmqpError(406, `limit of ${limit} ${what} is reached`);
  }
}
