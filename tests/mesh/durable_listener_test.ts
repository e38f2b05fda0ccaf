/**
 * Listening that loses nothing: acknowledged by the handler, from a queue that waits.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import amqp from "amqplib";
import {
  connect,
  type Delivery,
  Mesh,
  type MeshOptions,
  targets,
} from "../../src/mesh/mod.ts";
import { until } from "../until.ts";
import { type Backend, backends, testOnEach } from "./backends.ts";

/** A queue of the test's own; gone at the end. */
class Queue implements AsyncDisposable {
  readonly name = `test_durable_${crypto.randomUUID().slice(0, 8)}`;
  readonly #options: MeshOptions;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { hostname, port, username, password } = targets(this.#options)[0];
    const connection = await amqp.connect({
      hostname,
      port,
      username,
      password,
    });
    const channel = await connection.createChannel();
    await channel.deleteQueue(this.name);
    await channel.deleteQueue(`${this.name}.dead`);
    await connection.close();
  }
}

async function open(options: MeshOptions): Promise<Mesh> {
  const mesh = new Mesh(options);
  await mesh.open();
  return mesh;
}

const settled = () => Promise.resolve();

testOnEach(
  "the next alert does not wait for the one before to be acknowledged, and one that is refused comes again",
  async ({ options }: Backend) => {
    await using queue = new Queue(options);
    await using mesh = await open(options);
    await using client = await connect(options);
    const seen: Delivery[] = [];
    const first = Promise.withResolvers<void>();
    const listener = mesh.listenDurably({
      queue: queue.name,
      alerts: ["value.#"],
      handle: (delivery) => {
        seen.push(delivery);
        return seen.length === 1 ? first.promise : settled();
      },
    });
    await listener.ready;
    await client.alert("value.a", 1);
    await client.alert("value.a", 2);
    await until(() => seen.length === 2);
    first.reject(new Error("the database is away"));
    await until(() => seen.length === 3);
    await listener.close();

    assertEquals(seen.map(({ message }) => message.payload), [1, 2, 1]);
    assertEquals(seen.map(({ redelivered }) => redelivered), [
      false,
      false,
      true,
    ]);
    assertEquals(seen[0]!.id, seen[2]!.id);
  },
);

testOnEach(
  "of two listeners to the same queue one stands by, and takes over",
  async ({ options }: Backend) => {
    await using queue = new Queue(options);
    await using one = await open(options);
    await using other = await open(options);
    await using client = await connect(options);
    const seen: string[] = [];
    const listen = (mesh: Mesh, name: string) =>
      mesh.listenDurably({
        queue: queue.name,
        alerts: ["value.#"],
        handle: ({ message }) => {
          seen.push(`${name}: ${message.payload}`);
          return settled();
        },
      });
    const first = listen(one, "one");
    await first.ready;
    const second = listen(other, "other");
    await second.ready;
    await client.alert("value.a", 1);
    await until(() => seen.length === 1);
    await first.close();
    await until(async () => {
      await client.alert("value.a", 2);
      return seen.includes("other: 2");
    });
    await second.close();

    assertEquals(seen[0], "one: 1");
    assertEquals(seen.filter((line) => line.startsWith("one")).length, 1);
  },
);

testOnEach(
  "the chunks of an alert are acknowledged together, as one",
  async ({ options }: Backend) => {
    await using queue = new Queue(options);
    await using mesh = await open(options);
    await using client = await connect({ ...options, maxPayloadSize: 100 });
    const seen: Delivery[] = [];
    const listener = mesh.listenDurably({
      queue: queue.name,
      alerts: ["value.#"],
      handle: (delivery) => {
        seen.push(delivery);
        return seen.length === 1
          ? Promise.reject(new Error("not now"))
          : settled();
      },
    });
    await listener.ready;
    const text = "x".repeat(1000);
    await client.alert("value.a", text);
    await until(() => seen.length === 2);
    await listener.close();

    assertEquals(seen.map(({ message }) => message.payload), [text, text]);
    assertEquals(seen[0]!.id, seen[1]!.id);
  },
);

for (const kind of backends.filter(({ name }) => name === "RabbitMQ")) {
  Deno.test({
    name:
      "what is said while the listener is away waits for it, and what it had not acknowledged comes again [RabbitMQ]",
    ignore: kind.ignore,
    async fn() {
      await using backend = await kind.start();
      const { options } = backend;
      await using queue = new Queue(options);
      await using client = await connect(options);
      const never = Promise.withResolvers<void>();
      const before: Delivery[] = [];
      {
        await using mesh = await open(options);
        const listener = mesh.listenDurably({
          queue: queue.name,
          alerts: ["value.#"],
          handle: (delivery) => {
            before.push(delivery);
            return delivery.message.payload === 2 ? never.promise : settled();
          },
        });
        await listener.ready;
        await client.alert("value.a", 1);
        await client.alert("value.a", 2);
        await until(() => before.length === 2);
      }
      await client.alert("value.a", 3);

      await using mesh = await open(options);
      const after: Delivery[] = [];
      const listener = mesh.listenDurably({
        queue: queue.name,
        alerts: ["value.#"],
        handle: (delivery) => {
          after.push(delivery);
          return settled();
        },
      });
      await until(() => after.length === 2);
      await listener.close();
      never.resolve();

      assertEquals(after.map(({ message }) => message.payload), [2, 3]);
      assertEquals(after.map(({ redelivered }) => redelivered), [true, false]);
      assertEquals(after.map(({ kept }) => kept), [true, true]);
    },
  });
}
