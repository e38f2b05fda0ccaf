/**
 * How an AMQP broker behaves towards its clients, as far as dripline or any test depends on it.
 *
 * Every behaviour is a function that gets a {@linkcode Laboratory} on the broker in question.
 *
 * @module
 */
import type { Behaviour } from "./conformance/behaviour.ts";
import { connections } from "./conformance/connections.ts";
import { consuming } from "./conformance/consuming.ts";
import { exchanges } from "./conformance/exchanges.ts";
import { publishing } from "./conformance/publishing.ts";
import { queues } from "./conformance/queues.ts";
import { routing } from "./conformance/routing.ts";

/** All behaviours. */
export const behaviours: Behaviour[] = [
  ...exchanges,
  ...queues,
  ...routing,
  ...publishing,
  ...consuming,
  ...connections,
];
