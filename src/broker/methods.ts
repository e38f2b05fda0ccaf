/**
 * The methods of AMQP 0-9-1 by name.
 *
 * @module
 */

/** Number of each method on the wire: its class in the upper 16 bits, the method within it in the lower. */
export const method = {
  "connection.start": 0x000a_000a,
  "connection.start-ok": 0x000a_000b,
  "connection.tune": 0x000a_001e,
  "connection.tune-ok": 0x000a_001f,
  "connection.open": 0x000a_0028,
  "connection.open-ok": 0x000a_0029,
  "connection.close": 0x000a_0032,
  "connection.close-ok": 0x000a_0033,
  "connection.blocked": 0x000a_003c,
  "connection.unblocked": 0x000a_003d,
  "connection.update-secret": 0x000a_0046,
  "channel.open": 0x0014_000a,
  "channel.open-ok": 0x0014_000b,
  "channel.flow": 0x0014_0014,
  "channel.flow-ok": 0x0014_0015,
  "channel.close": 0x0014_0028,
  "channel.close-ok": 0x0014_0029,
  "access.request": 0x001e_000a,
  "exchange.declare": 0x0028_000a,
  "exchange.declare-ok": 0x0028_000b,
  "exchange.delete": 0x0028_0014,
  "exchange.delete-ok": 0x0028_0015,
  "exchange.bind": 0x0028_001e,
  "exchange.unbind": 0x0028_0028,
  "queue.declare": 0x0032_000a,
  "queue.declare-ok": 0x0032_000b,
  "queue.bind": 0x0032_0014,
  "queue.bind-ok": 0x0032_0015,
  "queue.purge": 0x0032_001e,
  "queue.purge-ok": 0x0032_001f,
  "queue.delete": 0x0032_0028,
  "queue.delete-ok": 0x0032_0029,
  "queue.unbind": 0x0032_0032,
  "queue.unbind-ok": 0x0032_0033,
  "basic.qos": 0x003c_000a,
  "basic.qos-ok": 0x003c_000b,
  "basic.consume": 0x003c_0014,
  "basic.consume-ok": 0x003c_0015,
  "basic.cancel": 0x003c_001e,
  "basic.cancel-ok": 0x003c_001f,
  "basic.publish": 0x003c_0028,
  "basic.return": 0x003c_0032,
  "basic.deliver": 0x003c_003c,
  "basic.get": 0x003c_0046,
  "basic.get-ok": 0x003c_0047,
  "basic.get-empty": 0x003c_0048,
  "basic.ack": 0x003c_0050,
  "basic.reject": 0x003c_005a,
  "basic.recover-async": 0x003c_0064,
  "basic.recover": 0x003c_006e,
  "basic.recover-ok": 0x003c_006f,
  "basic.nack": 0x003c_0078,
  "confirm.select": 0x0055_000a,
  "confirm.select-ok": 0x0055_000b,
  "tx.select": 0x005a_000a,
  "tx.commit": 0x005a_0014,
  "tx.rollback": 0x005a_001e,
} as const;

/** A method, such as `basic.publish`. */
export type MethodName = keyof typeof method;

const names = new Map<number, string>(
  Object.entries(method).map(([name, id]) => [id, name]),
);

/** Returns the name of the method with this number, or its class and method numbers. */
export function methodName(id: number): string {
  return names.get(id) ?? `method ${id >>> 16}.${id & 0xffff}`;
}

/** The class of basic.publish, which every content header repeats. */
export const basicClass = 60;

/** Returns handlers that were listed by name as a map by number. */
export function byId<Handler>(
  handlers: Partial<Record<MethodName, Handler>>,
): ReadonlyMap<number, Handler> {
  return new Map(
    Object.entries(handlers).map(([name, handler]) => [
      method[name as MethodName],
      handler,
    ]),
  );
}
