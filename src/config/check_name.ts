/**
 * The names of services and endpoints, which are first words of routing keys.
 *
 * @module
 */
import { byteLength, maxEndpointBytes } from "../wire/mod.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

/** Reports a name, standing at `path`, that requests would not reach or that would take the requests of others. */
export function checkName(
  name: string,
  what: "service" | "endpoint",
  path: Path,
  problems: Problems,
): void {
  if (name === "*" || name === "#") {
    problems.add(
      path,
      `${what} "${name}" would receive the requests of all others. Give it a name of letters.`,
    );
  } else if (byteLength(name) > maxEndpointBytes) {
    problems.add(
      path,
      `the name of ${what} "${
        name.slice(0, 20)
      }..." is longer than ${maxEndpointBytes} bytes, the most that AMQP has room for.`,
    );
  } else if (name.includes(".")) {
    problems.warn(
      path,
      `no request reaches ${what} "${name}": only what stands before the first dot of a routing key is looked up.`,
    );
  }
}
