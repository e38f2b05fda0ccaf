/**
 * The heartbeat of a service.
 *
 * @module
 */
import type { Mesh } from "../../mesh/mod.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Service } from "../service.ts";

/** Says again and again that a service is alive, as an alert to `routingKey` and its name. */
export function beat(
  service: Service,
  mesh: Mesh,
  heart: Scheduler,
  routingKey: string,
): void {
  const { name, heartbeatIntervalS: interval } = service;
  if (interval === 0) return;
  const id = crypto.randomUUID();
  const correlationId = crypto.randomUUID();
  heart.every({
    name: `the heartbeat of ${name}`,
    interval,
    run: () =>
      mesh.alert(`${routingKey}.${name}`, { id, name }, { correlationId }),
  });
  heart.start();
}
