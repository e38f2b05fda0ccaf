/**
 * The names of services and endpoints, which are first words of routing keys.
 *
 * @module
 */
import { byteLength, maxEndpointBytes } from "../wire/mod.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

/**
 * Reports a name, standing at `path`, that requests would not reach or that would take the requests of others. Returns whether a service
 * takes it.
 */
export function checkName(
  name: string,
  what: "service" | "endpoint",
  path: Path,
  problems: Problems,
): boolean {
  if (name === "*" || name === "#") {
    problems.add(
      path,
      `${what} "${name}" would receive the requests of all others. Give it a name of letters.`,
    );
    return false;
  }
  if (byteLength(name) > maxEndpointBytes) {
    problems.add(
      path,
      `the name of ${what} "${
        name.slice(0, 20)
      }..." is longer than ${maxEndpointBytes} bytes, the most that AMQP has room for.`,
    );
    return false;
  }
  if (name.includes(".")) {
    problems.warn(
      path,
      `no request reaches ${what} "${name}": only what stands before the first dot of a routing key is looked up.`,
    );
  }
  return true;
}
