import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  HeartbeatMonitor,
  KeyValueStore,
} from "../../src/implementations/mod.ts";
import { serve, Service } from "../../src/core/mod.ts";
import { connect, Mesh } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { until } from "../until.ts";
import { echo, testOnEach } from "./backends.ts";

/** 256 bytes, but 128 characters. */
const long = "é".repeat(128);

testOnEach(
  "a name that is too long is refused by the client that is given it, in a sentence, and the next call works",
  async ({ options }) => {
    await using _service = await echo(options, "echo");
    await using client = await connect(options);
    const refused: (() => Promise<unknown>)[] = [
      () => client.get(long),
      () => client.set(long, 1),
      () => client.cmd(long, "ping"),
    ];
    for (const call of refused) {
      const error = await assertRejects(call, ReplyError);
      assertEquals(error.returnCode.value, 401);
      assertEquals(
        error.message.replace(/é+/g, "é"),
        `Cannot ${error.message.split(" ")[1]} é${
          call === refused[2] ? " -s ping" : ""
        }: Cannot use the routing key "é..." has 256 bytes; AMQP has room for 255. Shorten it`,
      );
    }
    await assertRejects(() => client.alert(long, 1), RangeError, "256 bytes");
    await assertRejects(
      () => client.mesh.alert(`sensor_value.${long}`, 1, { keep: true }),
      RangeError,
      "the routing key",
    );
    await assertRejects(
      () => client.get("echo", { specifier: "é".repeat(30_000) }),
      ReplyError,
      "a specifier of 60000 bytes: at most 50000 are sent",
    );
    assertThrows(() => client.alerts(long), RangeError, "the pattern");
    assertThrows(
      () => client.mesh.listen({ queue: long, handle: () => {} }),
      RangeError,
      "the queue",
    );
    const listener = client.mesh.listen({
      queue: `q_${crypto.randomUUID()}`,
      handle: () => {},
    });
    await listener.ready;
    await assertRejects(
      () => listener.bind("requests", long),
      RangeError,
      "the pattern",
    );
    await listener.bind("requests", "short");
    assertEquals(await client.set("echo", 1), { values: [1] });
  },
);

testOnEach(
  "an exchange whose name is too long is refused before anything is connected",
  ({ options }) => {
    assertThrows(
      () => new Mesh({ ...options, alertsExchange: long }),
      RangeError,
      "the exchange",
    );
    return Promise.resolve();
  },
);

testOnEach(
  "a heartbeat of a service whose name leaves no room for a tracker is not tracked; the next is, and the monitor answers",
  async ({ options }) => {
    const monitor = new HeartbeatMonitor("monitor");
    await using _monitor = await serve(monitor, options);
    await using client = await connect(options);
    for (const name of ["n".repeat(245), "é".repeat(120), "#", "*"]) {
      await client.alert(`heartbeat.${name}`, null);
    }
    monitor.endpointNamePrefix = "";
    for (const name of ["#", "*"]) await client.alert(`heartbeat.${name}`, 1);
    await client.alert("heartbeat.short", null);
    await until(() => monitor.endpoints.has("short"));
    assertEquals([...monitor.endpoints.keys()].includes("short"), true);
    await until(() => client.get("short"));
    await client.get("monitor");
  },
);

testOnEach(
  "an endpoint that is added later and cannot have its name is refused, and the service goes on",
  async ({ options }) => {
    const service = new Service("shop");
    await using _service = await serve(service, options);
    await using client = await connect(options);
    for (const name of [long, "#", "*"]) {
      assertThrows(() => service.add(new KeyValueStore(name)), RangeError);
    }
    service.add(new KeyValueStore("peaches"));
    await until(async () => {
      await client.set("peaches", 1);
      return true;
    });
  },
);
