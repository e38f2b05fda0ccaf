/**
 * What happens to a service when RabbitMQ itself fails. On a private node.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { until } from "../until.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

function store(): Service {
  const service = new Service("store");
  service.add(new KeyValueStore("peaches"));
  const own = new KeyValueStore("own");
  own.async = true;
  service.add(own);
  return service;
}

Deno.test({
  name:
    "a service outlives what befalls RabbitMQ: a lost queue, a memory alarm, a second instance, a kill and a restart",
  ignore: !rabbitmqInstalled,
  async fn(t) {
    await using node = await RabbitmqNode.start();
    const at = { broker: "127.0.0.1", port: node.port };
    const service = store();
    await using _running = await serve(service, at);
    await using client = await connect({ ...at, timeout: 2 });
    const allAnswer = async () => {
      for (const name of ["store", "peaches", "own"]) {
        await until(async () => {
          await client.cmd(name, "ping");
          return true;
        }, `${name} to answer`);
      }
    };
    await allAnswer();

    await t.step("a queue that somebody deletes is made again", async () => {
      await node.ctl("delete_queue", "store");
      await allAnswer();
    });

    await t.step(
      "a second instance of a service ends, naming the first (9)",
      async () => {
        const error = await assertRejects(() => serve(store(), at), ReplyError);
        assert(error.message.includes(`"store" on host`), error.message);
        await allAnswer();
      },
    );

    await t.step(
      "a memory alarm stops what we say, not what we hear",
      async () => {
        await client.set("peaches", 1);
        await node.ctl("set_vm_memory_high_watermark", "0.000001");
        await until(async () =>
          (await node.ctl("eval", "rabbit_alarm:get_alarms().")).includes(
            "memory",
          )
        );
        const answered = client.set("peaches", 2, { timeout: 20 });
        await node.ctl("set_vm_memory_high_watermark", "0.8");
        await answered;
        assertEquals(await client.get("peaches"), { value_raw: 2 });
      },
    );

    await t.step(
      "a broker that is killed and started again is found again, with alerts that were kept",
      async () => {
        await node.kill();
        const error = await assertRejects(
          () => client.get("peaches"),
          ReplyError,
        );
        assert([101, 404].includes(error.returnCode.value), error.message);
        await service.context.alert("sensor_value.peaches", { value_raw: 2 }, {
          keep: true,
        });
        const alerts = client.alerts("sensor_value.#");
        await node.start();
        await until(() => client.get("peaches"));
        await allAnswer();
        await alerts.return();
      },
    );
  },
});
