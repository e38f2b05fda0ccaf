/**
 * An example of an extension, made to be copied: readings that jitter, and a function for calibrations.
 *
 * An extension is a module that exports its `version` and a function `register`. A configuration lists it under `extensions:`;
 * then its classes can be named as `module:`, and its functions called in `calibration:`.
 *
 * ```yaml
 * extensions:
 *   - jsr:@dripline/jitter@^1
 * name: jitter_service
 * endpoints:
 *   - name: peaches
 *     module: JitterEntity
 *     calibration: times3({})
 *     initial_value: 0.75
 *     jitter_fraction: 0.2
 *     seed: 42
 * ```
 *
 * @module
 */
import type { Namespace } from "@dripline/dripline";
import { JitterEntity } from "./jitter_entity.ts";

export { JitterEntity };

/** The version of this extension. */
export const version = "1.0.0";

/** Adds {@linkcode JitterEntity} and {@linkcode times3} to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ JitterEntity });
  namespace.calibrations({ times3 });
}

/** Returns three times `value`. */
export function times3(value: number): number {
  return 3 * value;
}
