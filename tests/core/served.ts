/**
 * A service on a broker of its own.
 *
 * @module
 */
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import {
  type RunningService,
  serve,
  type ServeOptions,
  type Service,
} from "../../src/core/mod.ts";
import { type Client, connect, type MeshOptions } from "../../src/mesh/mod.ts";

/** A service, a client and the broker between them. */
export interface Served extends AsyncDisposable {
  /** The broker. */
  readonly broker: Broker;
  /** What it takes to join. */
  readonly options: MeshOptions;
  /** The service, which runs. */
  readonly running: RunningService;
  /** A client. */
  readonly client: Client;
}

/** Starts a broker, a service on it and a client, which goes by the machine's clock. */
export async function served(
  service: Service,
  options: ServeOptions = {},
): Promise<Served> {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(startBroker({ port: 0 }));
  const mesh = { broker: broker.hostname, port: broker.port };
  const running = stack.use(await serve(service, { ...mesh, ...options }));
  const client = stack.use(await connect(mesh));
  const all = stack.move();
  return {
    broker,
    options: mesh,
    running,
    client,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
