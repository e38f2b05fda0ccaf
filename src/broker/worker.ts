/**
 * A broker in a thread of its own, for programs that compute for longer than a heartbeat.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { BrokerHandle } from "./broker.ts";
import { type BrokerOptions, resolveOptions } from "./options.ts";

const logger = getLogger(["dripline", "broker"]);

/** What the worker is asked: to start with these options, or to stop. */
export type WorkerRequest = { start: BrokerOptions } | "stop";

/** What the worker answers. */
export type WorkerAnswer =
  | { started: { hostname: string; port: number; url: string } }
  | { failed: { message: string; addressInUse: boolean } }
  | "stopped";

/**
 * Starts a broker in a Web Worker.
 *
 * Rejects with what {@linkcode startBroker} throws: a `RangeError` if an option is out of range, an `Error` with
 * the same text if it cannot listen.
 */
export async function startBrokerWorker(
  options: BrokerOptions = {},
): Promise<BrokerHandle> {
  resolveOptions(options);
  const thread = new WorkerThread();
  try {
    const answer = await thread.ask({ start: options });
    if (answer === "stopped") {
      throw new Error("The broker's worker has stopped");
    }
    if ("failed" in answer) throw failure(answer.failed);
    return new WorkerBroker(thread, answer.started);
  } catch (error) {
    thread.terminate();
    throw error;
  }
}

/** A worker that is asked one thing at a time. */
class WorkerThread {
  readonly #worker = new Worker(new URL("./worker_main.ts", import.meta.url), {
    type: "module",
    name: "dripline-broker",
  });
  readonly #death = Promise.withResolvers<never>();

  constructor() {
    this.#death.promise.catch(() => {});
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      const error = new Error(`The broker's worker died: ${event.message}`);
      logger.error("{error}", { error });
      this.#death.reject(error);
    });
  }

  /** Asks, and waits for the answer. Rejects if the worker dies. */
  ask(request: WorkerRequest): Promise<WorkerAnswer> {
    const answer = new Promise<WorkerAnswer>((resolve) => {
      this.#worker.addEventListener(
        "message",
        (event: MessageEvent<WorkerAnswer>) => resolve(event.data),
        { once: true },
      );
    });
    this.#worker.postMessage(request);
    return Promise.race([answer, this.#death.promise]);
  }

  terminate(): void {
    this.#worker.terminate();
  }
}

class WorkerBroker implements BrokerHandle {
  readonly hostname: string;
  readonly port: number;
  readonly url: string;
  readonly #thread: WorkerThread;
  #stopped: Promise<void> | undefined;

  constructor(
    thread: WorkerThread,
    { hostname, port, url }: { hostname: string; port: number; url: string },
  ) {
    this.#thread = thread;
    this.hostname = hostname;
    this.port = port;
    this.url = url;
  }

  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    try {
      await this.#thread.ask("stop");
    } catch {
      // A worker that has died, which is in the log, has stopped too.
    }
    this.#thread.terminate();
  }
}

function failure(
  { message, addressInUse }: { message: string; addressInUse: boolean },
): Error {
  const cause = addressInUse ? new Deno.errors.AddrInUse(message) : undefined;
  return new Error(message, { cause });
}
