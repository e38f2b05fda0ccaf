import { assertEquals } from "@std/assert";
import { connect, serve } from "../../mod.ts";
import { stringifyJson } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";
import { backends, testOnEach } from "../mesh/backends.ts";
import { type Recorded, recordings } from "../wire/recordings.ts";
import { rawMessage } from "./raw_message.ts";
import { RawPeer } from "./raw_peer.ts";
import { keyValueStore } from "./services.ts";
import { canonical, differences } from "./view.ts";

const [embedded] = backends;

Deno.test("our service sends sensor values and heartbeats as theirs did when recorded (22, 23, 36, 138, 170)", async () => {
  await using backend = await embedded!.start();
  await using peer = await RawPeer.join(backend.options);
  await peer.declareExchange("alerts");
  await peer.bind("alerts", "#");
  const service = keyValueStore("my_store");
  service.enableScheduling = true;
  service.heartbeatIntervalS = 5;
  const clock = new FakeClock();
  await using _ = await serve(service, { ...backend.options, clock });
  const ids = new Set<unknown>();
  for (const [seconds, recorded] of scheduled()) {
    await clock.advance(seconds * 1000);
    const sent = await peer.next();
    // Ours are persistent, so that a durable queue keeps them over a restart of its broker.
    const { deliveryMode, ...asRecorded } = Object.fromEntries(sent.properties);
    const isValue = recorded.routingKey.startsWith("sensor_value.");
    assertEquals(deliveryMode, isValue ? 2 : undefined);
    const properties = new Map(Object.entries(asRecorded));
    assertEquals(
      differences(rawMessage(recorded), { ...sent, properties }),
      {},
    );
    ids.add(sent.properties.get("messageId"));
  }
  assertEquals(ids.size, scheduled().length);
});

testOnEach(
  "our client hears recorded alerts in their order, chunks joined and what is unreadable left out (44)",
  async ({ options }) => {
    await using client = await connect(options);
    await using peer = await RawPeer.join(options);
    const alerts = client.alerts("#");
    await alerts.ready;
    for (const recorded of recordings.filter(isHeardByMonitor)) {
      const message = rawMessage(recorded);
      const exchange = options.alertsExchange ?? "alerts";
      await peer.publish({ ...message, exchange });
    }
    const heard: string[] = [];
    for await (const { routingKey, payload } of alerts) {
      heard.push(`${routingKey} ${canonical(stringifyJson(payload))}`);
      if (heard.length === expected.length) break;
    }
    assertEquals(heard, expected);
  },
);

const expected = [
  `an_alert.sub {"values":[5],"x":1}`,
  `sensor_value.peaches {"value_cal":1000,"value_raw":500}`,
  `an_alert.sub {"values":[5],"x":1}`,
  `an_alert.sub {"values":[5],"x":1}`,
  `an_alert.sub {"values":[5],"x":1}`,
  `sensor_value.peaches {"value_cal":1000,"value_raw":500}`,
  `an_alert.sub {"values":[5],"x":1}`,
  `sensor_value.peaches {"value_cal":6,"value_raw":3}`,
  `an_alert {"values":[123456789,123456789]}`,
  `after.bad {"values":[1]}`,
  `an_alert {"values":[5]}`,
];

function isHeardByMonitor({ scenario, exchange }: Recorded): boolean {
  return scenario.startsWith("9") && exchange === "alerts";
}

/** What the recorded service sent on its own, and how many seconds after what it had sent before. */
function scheduled(): [seconds: number, recorded: Recorded][] {
  const first = recordings.find(({ scenario }) => scenario.startsWith("01-"))!;
  const [beat, value, again] = recordings.filter(({ scenario, publisher }) =>
    scenario.startsWith("04-") && publisher === "kvs"
  );
  return [[0.15, first], [4.85, beat!], [5, again!], [0.15, value!]];
}
