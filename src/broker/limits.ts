/**
 * How much of each thing there may be, so that nothing grows without bound. Far above what a laboratory needs.
 *
 * @module
 */

/** Upper limits, fixed. What a broker's owner may choose is in the options. */
export const limits = {
  /** Exchanges of the broker. */
  exchanges: 10_000,
  /** Queues of the broker. */
  queues: 50_000,
  /** Bindings of the broker. */
  bindings: 200_000,
  /** Bindings of one queue. */
  bindingsPerQueue: 50_000,
  /** Exclusive queues of one connection. */
  queuesPerConnection: 10_000,
  /** Consumers of one connection. */
  consumersPerConnection: 10_000,
} as const;
