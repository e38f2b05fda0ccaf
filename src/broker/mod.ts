/**
 * An embedded AMQP 0-9-1 broker, for meshes that have no RabbitMQ: demonstrations, tests, a single machine.
 *
 * It behaves as RabbitMQ does towards its clients, with topic, direct and fanout exchanges, confirms, returns,
 * prefetch and heartbeats, and answers what it does not offer with 540 NOT_IMPLEMENTED. It keeps everything in
 * memory: `durable` and delivery modes are accepted, and nothing survives its end.
 *
 * ```ts
 * await using broker = startBroker({ port: 0 });
 * console.log(broker.url);
 * ```
 *
 * @module
 */
export {
  type Broker,
  type BrokerHandle,
  type BrokerStats,
  startBroker,
} from "./broker.ts";
export type { BrokerOptions } from "./options.ts";
export { product } from "./server_properties.ts";
export { startBrokerWorker } from "./worker.ts";
