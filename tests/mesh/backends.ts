// deno-lint-ignore-file no-console -- says what is skipped
/**
 * The brokers that tests of the mesh run on: the embedded one, and RabbitMQ where it answers.
 *
 * @module
 */
import { startBroker } from "../../src/broker/mod.ts";
import { connect, Mesh, type MeshOptions } from "../../src/mesh/mod.ts";
import amqp from "amqplib";

/** A broker to test on. `options` name exchanges of the test's own, so that meshes do not hear each other. */
export interface Backend extends AsyncDisposable {
  /** What a mesh has to know. */
  readonly options: MeshOptions & {
    readonly broker: string;
    readonly port: number;
  };
}

/** A kind of broker. */
export interface BackendKind {
  /** What it is called in the names of tests. */
  readonly name: string;
  /** Whether it is not there. */
  readonly ignore: boolean;
  /** Starts it, or joins it. */
  start(): Promise<Backend>;
}

const rabbitUrl = new URL(
  Deno.env.get("AMQP_URL") ?? "amqp://guest:guest@localhost:5672",
);

const embedded: BackendKind = {
  name: "embedded",
  ignore: false,
  start() {
    const broker = startBroker({ port: 0 });
    return Promise.resolve({
      options: { broker: "127.0.0.1", port: broker.port },
      [Symbol.asyncDispose]: () => broker.stop(),
    });
  },
};

const rabbitmq: BackendKind = {
  name: "RabbitMQ",
  ignore: !await answers(),
  start() {
    const unique = crypto.randomUUID().slice(0, 8);
    const options = {
      broker: rabbitUrl.hostname,
      port: Number(rabbitUrl.port || 5672),
      username: decodeURIComponent(rabbitUrl.username || "guest"),
      password: decodeURIComponent(rabbitUrl.password || "guest"),
      requestsExchange: `test_requests_${unique}`,
      alertsExchange: `test_alerts_${unique}`,
    };
    return Promise.resolve({
      options,
      [Symbol.asyncDispose]: async () => {
        const connection = await amqp.connect(rabbitUrl.href);
        const channel = await connection.createChannel();
        await channel.deleteExchange(options.requestsExchange);
        await channel.deleteExchange(options.alertsExchange);
        await connection.close();
      },
    });
  },
};

async function answers(): Promise<boolean> {
  try {
    const connection = await amqp.connect(rabbitUrl.href, { timeout: 2000 });
    await connection.close();
    return true;
  } catch (error) {
    console.log(
      `skipped: tests on RabbitMQ: none answers at ${rabbitUrl.host} (${
        (error as Error).message
      })`,
    );
    return false;
  }
}

/** Every kind of broker. */
export const backends: readonly BackendKind[] = [embedded, rabbitmq];

/** Registers a test once for each kind of broker. */
export function testOnEach(
  name: string,
  run: (backend: Backend) => Promise<void>,
): void {
  for (const kind of backends) {
    Deno.test({
      name: `${name} [${kind.name}]`,
      ignore: kind.ignore,
      async fn() {
        await using backend = await kind.start();
        await run(backend);
      },
    });
  }
}

/** A mesh that echoes: the reply to every request to `name` carries what came. */
export async function echo(
  options: MeshOptions,
  name: string,
): Promise<AsyncDisposable & { readonly mesh: Mesh }> {
  const mesh = new Mesh(options, { name });
  await mesh.open();
  const listener = mesh.listen({
    queue: name,
    requests: [`${name}.#`],
    handle: (message) => {
      if (message.type !== "request") return;
      const { payload, specifier } = message;
      mesh.reply(message, {
        returnCode: specifier === "fail" ? 304 : 0,
        returnMessage: specifier,
        payload,
      });
    },
  });
  await listener.ready;
  return { mesh, [Symbol.asyncDispose]: () => mesh.close() };
}

export { connect };
