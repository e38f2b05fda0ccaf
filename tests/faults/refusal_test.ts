/**
 * A message that the broker refuses for good is dropped, with its reason, and nothing else suffers. On a private RabbitMQ.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { until } from "../until.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

/** More than the node takes in one message. */
const tooLong = "x".repeat(200_000);

const noRight = (exchange: string, user: string) =>
  new RegExp(`access to exchange '${exchange}' .*refused for user '${user}'`);

Deno.test({
  name: "what RabbitMQ refuses is dropped, and everything else goes on",
  ignore: !rabbitmqInstalled,
  async fn(t) {
    await using node = await RabbitmqNode.start({
      settings: ["max_message_size = 100000"],
    });
    const at = { broker: "127.0.0.1", port: node.port };
    const user = async (name: string, write: string) => {
      await node.ctl("add_user", name, "secret");
      await node.ctl("set_permissions", name, ".*", write, ".*");
      return { ...at, username: name, password: "secret" };
    };
    // Declares the exchanges.
    await using guest = await connect({ ...at, timeout: 5 });

    await t.step(
      "a service without the right to send alerts answers every request at once, and says once why its alerts are lost",
      async () => {
        await using log = await LogRecords.listen();
        const mute = await user("mute", "^(?!alerts$).*");
        const service = new Service("store");
        service.heartbeatIntervalS = 0.1;
        let read = 0;
        /** Counts how often it is read. */
        class Counting extends KeyValueStore {
          override onGet(): number {
            return ++read;
          }
        }
        const logged = new Counting("logged");
        logged.logInterval = 0.1;
        service.add(logged);
        await using running = await serve(service, mute);
        await until(() => running.mesh!.outbox.dropped >= 10);

        const begun = performance.now();
        const before = read;
        for (let i = 0; i < 50; i++) {
          await guest.get("logged", { timeout: 1 });
        }
        const seconds = (performance.now() - begun) / 1000;
        assert(read <= before + 50 + 20 * seconds + 5, `${read} readings`);
        assertEquals(running.mesh!.outbox.kept, 0);
        const told = log.lines("error");
        assertEquals(told.length, 2, told.join("\n"));
        for (const line of told) assert(noRight("alerts", "mute").test(line));
        const closed = log.lines("debug")
          .filter((line) => line.includes("closed the channel"));
        assert(closed.length <= 3, closed.join("\n"));
      },
    );

    await t.step("a client is told why its alert is refused", async () => {
      await using client = await connect({
        ...at,
        username: "mute",
        password: "secret",
      });
      const refused = () => client.alert("news", 1);
      for (let i = 0; i < 3; i++) {
        const { message } = await assertRejects(refused, Error);
        assert(noRight("alerts", "mute").test(message), message);
      }
    });

    await t.step("a client is told why its request is refused", async () => {
      const deaf = await user("deaf", "^(?!requests$).*");
      await using client = await connect(deaf);
      const { message } = await assertRejects(
        () => client.get("peaches"),
        ReplyError,
      );
      assert(noRight("requests", "deaf").test(message), message);
    });

    await t.step(
      "a client that may not listen to alerts is told so at once",
      async () => {
        await node.ctl("add_user", "closed", "secret");
        const rights = [".*", ".*", "^(requests$|amq\\.)"];
        await node.ctl("set_permissions", "closed", ...rights);
        await using client = await connect({
          ...at,
          username: "closed",
          password: "secret",
        });
        await using alerts = client.alerts("#");
        const { message } = await assertRejects(
          () => alerts.next(),
          ReplyError,
        );
        assert(noRight("alerts", "closed").test(message), message);
      },
    );

    await t.step(
      "of many alerts those that are refused are lost, and no other",
      async () => {
        await using log = await LogRecords.listen();
        const alerts = guest.alerts("kept.#");
        await alerts.ready;
        await using sender = await connect(at);
        const sent: number[] = [];
        for (let i = 0; i < 60; i++) {
          const payload = i % 20 === 10 ? tooLong : i;
          if (payload === i) sent.push(i);
          await sender.mesh.alert("kept.x", payload, { keep: true });
        }
        const heard = new Set<unknown>();
        for await (const { payload } of alerts) {
          heard.add(payload);
          if (heard.size === sent.length) break;
        }
        assertEquals([...heard], sent);
        await until(() => sender.mesh.outbox.kept === 0);
        assertEquals(sender.mesh.outbox.dropped, 3);
        const [told, ...more] = log.lines("error");
        assert(/dropped an alert to kept.x: .*message size/.test(told!), told);
        assertEquals(more, []);
      },
    );

    await t.step(
      "a topic without a right is refused, and no other",
      async () => {
        const choosy = await user("choosy", ".*");
        await node.ctl(
          "set_topic_permissions",
          "choosy",
          "alerts",
          "^good\\.",
          ".*",
        );
        const alerts = guest.alerts("good.#", "bad.#");
        await alerts.ready;
        await using sender = await connect(choosy);
        for (const key of ["bad.a", "good.a", "bad.b", "good.b"]) {
          await sender.mesh.alert(key, 0, { keep: true });
        }
        const heard: string[] = [];
        for await (const { routingKey } of alerts) {
          heard.push(routingKey);
          if (heard.length === 2) break;
        }
        assertEquals(heard, ["good.a", "good.b"]);
        await until(() => sender.mesh.outbox.dropped === 2);
      },
    );

    await t.step(
      "a reply that is refused is answered with the reason, and others are answered as ever",
      async () => {
        const service = new Service("store");
        const long = new KeyValueStore("long");
        long.initialValue = tooLong;
        const short = new KeyValueStore("short");
        short.initialValue = 1;
        service.add(long);
        service.add(short);
        await using _running = await serve(service, at);
        const asked = Array.from(
          { length: 40 },
          (_, i) =>
            i % 10 === 5
              ? assertRejects(
                () => guest.get("long"),
                ReplyError,
                "message size",
              )
              : guest.get("short"),
        );
        await Promise.all(asked);
      },
    );
  },
});
