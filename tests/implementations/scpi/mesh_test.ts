/**
 * An instrument on a mesh: clients, service and instrument together.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect } from "../../../src/mesh/mod.ts";
import { ReplyError } from "../../../src/wire/mod.ts";
import {
  SimulatedInstrument,
  startMesh,
  type TestMesh,
} from "../../../testing.ts";
import { until } from "../../until.ts";

function start(
  instrument: SimulatedInstrument,
  config: Readonly<Record<string, unknown>> = {},
): Promise<TestMesh> {
  const entity = (name: string, base: string) => ({
    name,
    module: "SimpleSCPIEntity",
    base_str: base,
    async: true,
  });
  return startMesh({
    name: "supply",
    module: "EthernetSCPIService",
    socket_info: `('127.0.0.1', ${instrument.port})`,
    command_terminator: "\n",
    response_terminator: "\n",
    endpoints: [entity("volts", "VOLTage"), entity("amps", "CURRent")],
    ...config,
  });
}

const knows = { VOLTage: "1.5", CURRent: "0.1" };

Deno.test("get, set and send_to_device reach the instrument (151, 163)", async () => {
  await using instrument = new SimulatedInstrument({ knows });
  await using mesh = await start(instrument);
  const { client } = mesh;

  assertEquals(await client.get("volts"), { value_raw: "1.5" });
  assertEquals(await client.set("volts", 2.5), "2.5");
  assertEquals(await client.cmd("supply", "send_to_device", ["VOLT?"]), "2.5");
  assertEquals(
    await client.cmd("supply", "send_to_device", [["VOLT?", "CURR?"]]),
    "2.5;0.1",
  );
  assertEquals(await client.get("supply", { specifier: "socket_info" }), {
    values: [["127.0.0.1", instrument.port]],
  });
});

Deno.test("an instrument that is off is 201 with the reason, and found as soon as it is on (164)", async () => {
  await using instrument = new SimulatedInstrument({ knows });
  await instrument.unplug();
  await using mesh = await start(instrument);
  const error = await assertRejects(
    () => mesh.client.get("volts"),
    ReplyError,
  );
  assertEquals(error.returnCode.value, 201);
  assert(
    error.message.startsWith("Unable to establish ethernet socket"),
    error.message,
  );
  instrument.plugIn();
  await instrument.until(() => instrument.accepted > 0);

  assertEquals(await mesh.client.get("volts"), { value_raw: "1.5" });
});

Deno.test("a required instrument that is off ends the start with 201 (164)", async () => {
  await using instrument = new SimulatedInstrument();
  await instrument.unplug();
  const error = await assertRejects(
    () => start(instrument, { require_instrument: true }),
    ReplyError,
  );

  assertEquals(error.returnCode.value, 201);
});

Deno.test("two clients at a slow instrument each get their own answers, in turns", async () => {
  await using instrument = new SimulatedInstrument({ knows });
  await using mesh = await start(instrument, { sync: "connection" });
  await using second = await connect(mesh.options);
  await instrument.until(() => instrument.received.length === 1);
  const release = instrument.hold();
  const rounds = 10;
  const volts = (async () => {
    for (let i = 0; i < rounds; i++) {
      assertEquals(await mesh.client.set("volts", i), `${i}`);
    }
  })();
  const amps = (async () => {
    for (let i = 0; i < rounds; i++) {
      assertEquals(await second.set("amps", 100 + i), `${100 + i}`);
    }
  })();
  await instrument.until(() => instrument.received.length === 2);
  release();
  await Promise.all([volts, amps]);

  const [, ...sets] = instrument.received;
  assertEquals(sets.length, 2 * rounds);
  assertEquals(new Set(sets).size, 2 * rounds);
});

Deno.test("a request that takes longer than request_timeout_s is 305, and the next one is answered", async () => {
  await using instrument = new SimulatedInstrument({ knows });
  await using mesh = await start(instrument, {
    request_timeout_s: 0.2,
    socket_timeout: 30,
    cmd_at_reconnect: null,
    sync: "connection",
  });
  instrument.mood = "mute";
  const error = await assertRejects(
    () => mesh.client.set("volts", 5),
    ReplyError,
  );
  assertEquals(error.returnCode.value, 305);
  instrument.mood = "well";

  assertEquals(await mesh.client.get("volts"), { value_raw: "5" });
  assertEquals(instrument.received, ["VOLTage 5;VOLTage?", "VOLTage?"]);
});

Deno.test("a service whose endpoints talk to an instrument, but that has none, does not start", async () => {
  const error = await assertRejects(
    () =>
      startMesh({
        name: "store",
        endpoints: [{
          name: "volts",
          module: "SimpleSCPIEntity",
          base_str: "VOLT",
        }],
      }),
    Error,
  );

  assert(error.message.includes("has no send_to_device"), error.message);
});

Deno.test("an instrument that fails in every way in turn is served again after each of them", async () => {
  await using instrument = new SimulatedInstrument({ knows });
  await using mesh = await start(instrument, { socket_timeout: 0.2 });
  const { client } = mesh;
  const faults: (() => void | Promise<void>)[] = [
    () => instrument.cut(),
    () => instrument.say("out of turn\n"),
    () => instrument.unplug(),
    () => void (instrument.mood = "mute"),
    () => void (instrument.mood = "hangs up"),
    () => void (instrument.mood = "breaks off"),
    () => void (instrument.pieceSize = 1),
    () => void (instrument.lie = "?"),
  ];
  for (const fault of [...faults, ...faults]) {
    await fault();
    try {
      await client.get("volts");
    } catch (error) {
      assert(error instanceof ReplyError, String(error));
      assert([201, 202].includes(error.returnCode.value), error.message);
    }
    instrument.plugIn();
    instrument.mood = "well";
    instrument.pieceSize = Infinity;
    instrument.lie = undefined;
    await until(async () => {
      const reading = await client.get("volts");
      assertEquals(reading, { value_raw: "1.5" });
      return true;
    });
  }
});
