/**
 * A mesh of its own for a test.
 *
 * @module
 */
import { startBroker } from "../broker/mod.ts";
import { loadService, runService } from "../config/mod.ts";
import type { RunningService, Service } from "../core/mod.ts";
import {
  type Client,
  type Clock,
  connect,
  type MeshOptions,
} from "../mesh/mod.ts";
import { showBugs } from "./bugs.ts";

/** How {@linkcode startMesh} starts a mesh. */
export interface StartMeshOptions {
  /** `key=value` arguments, as the command line takes them. */
  readonly overrides?: readonly string[];
  /** The clock of the service. Default: the machine's. */
  readonly clock?: Clock;
  /** Numbers from 0 up to 1 for the service. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A mesh that nobody else is on: an embedded broker, one service and one client. */
export interface TestMesh extends AsyncDisposable {
  /** Asks the service and hears its alerts. It goes by the machine's clock. */
  readonly client: Client;
  /** The service. */
  readonly service: Service;
  /** The service as it runs, to stop it before the mesh ends. */
  readonly running: RunningService;
  /** What further clients and services need to join. */
  readonly options: MeshOptions;
  /** Where the broker is, such as `amqp://127.0.0.1:40123`, for clients of other makes. */
  readonly brokerUrl: string;
}

/**
 * Starts the service of a configuration, given as the name of a file or as the data itself, on a mesh of its own. Whatever the
 * configuration says of the broker, an embedded one at a free port takes its place. Disposal ends everything. Unless logging is
 * configured, an error of a handler that is a bug is printed with its stack.
 *
 * Throws a `ConfigurationError` that lists everything that is wrong with the configuration, and whatever an endpoint throws when it starts.
 */
export async function startMesh(
  configuration: string | Readonly<Record<string, unknown>>,
  options: StartMeshOptions = {},
): Promise<TestMesh> {
  const { overrides, clock, random } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(showBugs());
  const broker = stack.use(startBroker({ port: 0 }));
  const loaded = await loadService({
    ...(typeof configuration === "string"
      ? { file: configuration }
      : { data: configuration }),
    overrides,
    options: {
      dripline_mesh: {
        broker: broker.hostname,
        broker_port: broker.port,
        vhost: null,
        tls: null,
      },
    },
  });
  const running = stack.use(await runService(loaded, { clock, random }));
  const client = stack.use(await connect(loaded.options));
  const everything = stack.move();
  return {
    client,
    running,
    service: running.service,
    options: loaded.options,
    brokerUrl: broker.url,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
