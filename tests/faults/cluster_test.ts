/**
 * A cluster of three RabbitMQ nodes, of which two are killed in turn.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import amqp from "amqplib";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { serve, Service } from "../../src/core/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { until } from "../until.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

Deno.test({
  name:
    "of a cluster two nodes are killed in turn: no service is lost, and no alert that was confirmed",
  ignore: !rabbitmqInstalled,
  async fn() {
    await using first = await RabbitmqNode.start();
    await using second = await RabbitmqNode.start({ join: first });
    await using third = await RabbitmqNode.start({ join: first });
    const nodes = [first, second, third];
    const options = {
      broker: nodes.map(({ port }) => `127.0.0.1:${port}`),
      heartbeat: 2,
    };

    const service = new Service("kitchen");
    service.add(new KeyValueStore("peaches"));
    await using running = await serve(service, options);
    await using client = await connect({ ...options, timeout: 60 });
    assertEquals(running.where, options.broker[0]);

    // A queue that outlives any one node, as a logger of values has it.
    await using ledger = await Ledger.open(third.port);
    const confirmed: number[] = [];
    let number = 0;
    const sendOne = async () => {
      const sent = ++number;
      try {
        await client.alert("value.peaches", sent);
        confirmed.push(sent);
      } catch {
        // The broker was away, and the sender knows.
      }
    };

    for (const node of [first, second]) {
      for (let count = 0; count < 50; count++) await sendOne();
      const sending = Promise.all(Array.from({ length: 50 }, sendOne));
      await node.kill();
      await sending;
      // Until the service is on another node, nobody listens to its name.
      await until(() => client.set("peaches", number).then(() => true));
      assertEquals(await client.get("peaches"), { value_raw: number });
      await until(async () => {
        const before = confirmed.length;
        await sendOne();
        return confirmed.length > before;
      });
      await node.start();
      await node.ctl("await_online_nodes", "3");
    }

    await until(() => confirmed.every((value) => ledger.seen.has(value)));
  },
});

/** Reads alerts from a queue that is kept on all nodes. */
class Ledger implements AsyncDisposable {
  readonly seen = new Set<number>();
  readonly #connection: amqp.ChannelModel;

  private constructor(connection: amqp.ChannelModel) {
    this.#connection = connection;
    connection.on("error", () => {});
  }

  static async open(port: number): Promise<Ledger> {
    const ledger = new Ledger(
      await amqp.connect(`amqp://guest:guest@127.0.0.1:${port}`),
    );
    const channel = await ledger.#connection.createChannel();
    await channel.assertQueue("ledger", {
      durable: true,
      arguments: { "x-queue-type": "quorum" },
    });
    await channel.bindQueue("ledger", "alerts", "value.#");
    await channel.consume("ledger", (message) => {
      if (!message) return;
      ledger.seen.add(JSON.parse(message.content.toString()));
      channel.ack(message);
    });
    return ledger;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }
}
