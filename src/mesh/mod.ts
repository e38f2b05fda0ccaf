/**
 * The mesh: dripline's messages over AMQP. Knows nothing of endpoints or configurations.
 *
 * @module
 */
export * from "./alert_stream.ts";
export { whoSent } from "./answered.ts";
export { parseBrokerAddress, withoutLogin } from "./broker_address.ts";
export * from "./broker_error.ts";
export * from "./client.ts";
export * from "./clock.ts";
export type { CallAll, Replies, RepliesEnd } from "./collector.ts";
export type { QueueFailure } from "./consumer_spec.ts";
export type {
  Delivery,
  DurableListener,
  DurableListenOptions,
} from "./durable_listener.ts";
export type { Listener, ListenOptions } from "./listener.ts";
export * from "./mesh.ts";
export * from "./monitors.ts";
export * from "./options.ts";
export { type Call, defaultTimeout } from "./requester.ts";
export type { AlertOptions } from "./sender.ts";
export * from "./sender_info.ts";
export { targets } from "./targets.ts";
export { Timeouts } from "./timeouts.ts";
export type { InboxLimits } from "./inbox.ts";
