import { assertEquals } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { type Known, serve, Service } from "../../src/core/mod.ts";
import {
  HeartbeatMonitor,
  HeartbeatTracker,
} from "../../src/implementations/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "../core/log_records.ts";
import { until } from "../until.ts";

const known: Known = { functions: new Map(), offeredElsewhere: new Map() };

Deno.test("a service that is heard of for the first time is tracked, and can be asked about at once (168)", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  const monitor = new HeartbeatMonitor("monitor");
  assertEquals(monitor.validate(known), []);
  await using _monitor = await serve(monitor, at);
  const beating = new Service("beating");
  beating.heartbeatIntervalS = 0.1;
  await using _beating = await serve(beating, at);
  await using client = await connect(at);

  await until(() => monitor.endpoints.has("hbmon_beating"));
  const about = await until(async () =>
    await client.get("hbmon_beating") as Record<string, unknown>
  );
  assertEquals(about.service_name, "beating");
  const report = await client.get("monitor") as Record<string, unknown[]>;
  assertEquals(Object.keys(report), ["CRITICAL", "WARNING", "OK", "UNKNOWN"]);
  assertEquals(report.OK?.length, 1);
});

Deno.test("however many services there are, a line of the log names a hundred and counts the others", async () => {
  await using log = await LogRecords.listen();
  const lines = Array.from({ length: 250 }, (_, index) => ({
    service_name: `service_${index}`,
    seconds_since_last_heartbeat: 100,
  }));
  const report = { CRITICAL: [], WARNING: lines, OK: [], UNKNOWN: [] };
  await new HeartbeatMonitor("monitor").processReport(report);

  const [line] = log.lines("warning");
  assertEquals(line!.split("service_").length - 1, 100);
  assertEquals(line!.endsWith(", and 150 more"), true);
});

Deno.test("a service that nobody configured is not tracked if add_unknown_heartbeats is off (168)", () => {
  const monitor = new HeartbeatMonitor("monitor");
  monitor.addUnknownHeartbeats = false;
  monitor.processAlert(heartbeat("x"), { service_name: "x" });
  assertEquals(monitor.endpoints.size, 0);
});

Deno.test("silence becomes a warning, then critical, and UNKNOWN if it is not to count (169)", async () => {
  await using broker = startBroker({ port: 0 });
  const clock = new FakeClock();
  const monitor = new HeartbeatMonitor("monitor");
  const tracker = new HeartbeatTracker("x_heart");
  tracker.serviceName = "x";
  monitor.add(tracker);
  await using _monitor = await serve(monitor, {
    broker: "127.0.0.1",
    port: broker.port,
    clock,
  });
  const status = () =>
    Object.entries(monitor.report()).find(([_, lines]) => lines.length > 0)
      ?.[0];

  assertEquals(status(), "OK");
  await clock.advance(121_000);
  assertEquals(status(), "WARNING");
  await clock.advance(180_000);
  assertEquals(status(), "CRITICAL");
  tracker.isActive = false;
  assertEquals(status(), "UNKNOWN");
  tracker.isActive = true;
  tracker.beat(clock.now());
  assertEquals(status(), "OK");
});

Deno.test("a parser without the group service_name is a problem of the configuration", () => {
  const monitor = new HeartbeatMonitor("monitor");
  monitor.alertKeyParserRe = String.raw`heartbeat\.(\w+)`;
  assertEquals(monitor.validate(known).map(({ key }) => key), [
    "alert_key_parser_re",
  ]);
});

function heartbeat(name: string) {
  return {
    type: "alert",
    routingKey: `heartbeat.${name}`,
    correlationId: "",
    replyTo: "",
    specifier: "",
    timestamp: new Date().toISOString(),
    senderInfo: {
      exe: "",
      hostname: "",
      username: "",
      serviceName: name,
      versions: {},
    },
    payload: { name },
    valid: true,
  } as const;
}
