/**
 * What can become of a message that is published, other than that the broker has it.
 *
 * @module
 */

/** Thrown when no queue is bound to the routing key of a mandatory message. */
export class Unroutable extends Error {
  /** Always `"Unroutable"`. */
  override readonly name = "Unroutable";
}

/** Thrown when the broker does not want a message, and will not want it another time. */
export class Refused extends Error {
  /** Always `"Refused"`. */
  override readonly name = "Refused";
}

/** Thrown when a message could not be handed to the broker, or the broker lost it. Another time it may work. */
export class NotPublished extends Error {
  /** Always `"NotPublished"`. */
  override readonly name = "NotPublished";
}
