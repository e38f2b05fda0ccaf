/**
 * The thread of a broker that {@linkcode startBrokerWorker} has started. Not to be imported.
 *
 * @module
 */
import { type Broker, startBroker } from "./broker.ts";
import type { WorkerAnswer, WorkerRequest } from "./worker.ts";

/** What the global scope of a worker offers besides that of other threads. */
interface WorkerScope {
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<WorkerRequest>) => void,
  ): void;
  postMessage(answer: WorkerAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;
let broker: Broker | undefined;

scope.addEventListener("message", async ({ data: request }) => {
  if (request === "stop") {
    await broker?.stop();
    scope.postMessage("stopped");
    return;
  }
  try {
    broker = startBroker(request.start);
    const { hostname, port, url } = broker;
    scope.postMessage({ started: { hostname, port, url } });
  } catch (error) {
    const { message, cause } = error as Error;
    const addressInUse = cause instanceof Deno.errors.AddrInUse;
    scope.postMessage({ failed: { message, addressInUse } });
  }
});
