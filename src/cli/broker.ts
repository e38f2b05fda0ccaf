/**
 * `broker`: runs the embedded broker on its own.
 *
 * @module
 */
import { startBroker } from "../broker/mod.ts";
import type { Arguments } from "./arguments.ts";
import { announce } from "./output.ts";
import { stopSignals } from "./signals.ts";

/** Runs `broker`. Returns the exit code when it is interrupted. */
export async function run(given: Arguments): Promise<number> {
  using stop = stopSignals();
  const port = given.number("port");
  await using broker = startBroker(port === undefined ? {} : { port });
  announce(
    [
      `The embedded broker is up at ${broker.url}. It takes any login and keeps nothing. Ctrl-C stops it.`,
      "",
      "Services and clients find it with:",
      `  dripline_mesh.broker=embedded dripline_mesh.broker_port=${broker.port}`,
      "",
    ].join("\n"),
  );
  announce(`Stopping the broker (${await stop.received}).`);
  return 0;
}
