/**
 * The embedded broker in a process of its own.
 *
 * @module
 */
import { startBroker } from "../src/broker/mod.ts";
import { obey } from "./child.ts";

await using broker = startBroker({ port: 0 });
await obey(() => ({ port: broker.port }));
