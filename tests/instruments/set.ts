/**
 * Options as a configuration gives them.
 *
 * @module
 */
import { configure, type Endpoint } from "../../src/core/mod.ts";

/** Sets the options of an endpoint as its configuration would. Throws an `Error` that says what is wrong with them. */
export function set(target: Endpoint, options: object): void {
  const config = { name: target.name, ...options };
  const known = { functions: new Map(), offeredElsewhere: new Map() };
  const [problem] = [...configure(target, config), ...target.validate(known)];
  if (problem) throw new Error(problem.message);
}
