/**
 * Methods that declare and delete exchanges.
 *
 * @module
 */
import { refuseUnknown } from "./arguments.ts";
import type { Channel } from "./channel.ts";
import type { ChannelHandler } from "./channel_methods.ts";
import { readTable } from "./field_table.ts";
import { byId } from "./methods.ts";
import type { Reader } from "./reader.ts";

/** The handlers by the number of their method. */
export const exchangeMethods: ReadonlyMap<number, ChannelHandler> = byId({
  "exchange.declare": declare,
  "exchange.delete": deleteExchange,
});

function declare(channel: Channel, args: Reader): void {
  args.skip(2);
  const name = args.shortString();
  const type = args.shortString();
  const [passive, durable, autoDelete, internal, noWait] = args.bits();
  const table = readTable(args);
  const { host } = channel.connection;
  if (passive) host.exchange(name);
  else {
    refuseUnknown(`exchange '${name}'`, table);
    host.declareExchange(name, type, { durable, autoDelete, internal });
  }
  if (!noWait) channel.send("exchange.declare-ok");
}

function deleteExchange(channel: Channel, args: Reader): void {
  args.skip(2);
  const name = args.shortString();
  const [ifUnused, noWait] = args.bits();
  channel.connection.host.deleteExchange(name, ifUnused);
  if (!noWait) channel.send("exchange.delete-ok");
}
