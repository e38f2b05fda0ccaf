/**
 * Versions that every message carries.
 *
 * @module
 */

/** The version of this package. */
export const version = "0.1.0";

/** The version of the dripline protocol. */
export const protocolVersion = "3.0.0";
