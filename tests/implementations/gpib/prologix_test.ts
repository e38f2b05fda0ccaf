import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ask, startMesh } from "../../../testing.ts";
import {
  type Endpoint,
  FormatEntity,
  PrologixService,
  SimpleSCPIEntity,
} from "../../../mod.ts";
import { offline } from "../../../src/core/mod.ts";
import { randomFrom } from "../scpi/random.ts";
import { set } from "../../instruments/set.ts";
import { type BusMood, SimulatedBus } from "./simulated_bus.ts";

const well = (answer: string) => [{ text: `${answer}\n` }];

function busOf(mood: BusMood = {}): SimulatedBus {
  return new SimulatedBus(mood, randomFrom(1));
}

/** A service on a bus, which runs until the end of its scope. */
async function serviceOn(
  bus: SimulatedBus,
  options: object = {},
  endpoints: readonly Endpoint[] = [],
): Promise<PrologixService & AsyncDisposable> {
  const service = new PrologixService("rack");
  set(service, {
    socket_info: `127.0.0.1:${bus.port}`,
    socket_timeout: 0.2,
    ...options,
  });
  for (const endpoint of endpoints) service.add(endpoint);
  service.enter(offline(), () => {});
  await service.start();
  return Object.assign(service, {
    [Symbol.asyncDispose]: () => service.stop(),
  });
}

function formatOf(name: string, options: object): FormatEntity {
  const entity = new FormatEntity(name);
  set(entity, options);
  return entity;
}

Deno.test("a configuration says at which address the instrument of each endpoint is", async () => {
  await using bus = busOf();
  bus.add("5", well);
  bus.add("9 96", well);
  await using mesh = await startMesh({
    name: "rack",
    module: "PrologixService",
    socket_info: `127.0.0.1:${bus.port}`,
    address: 5,
    endpoints: [
      { name: "field", module: "SimpleSCPIEntity", base_str: "V1" },
      { name: "current", module: "FormatEntity", get_str: "V2?", address: 5 },
      { name: "flow", module: "FormatEntity", get_str: "V1?", address: "9 96" },
    ],
  });

  assertEquals(await mesh.client.get("field"), { value_raw: "5 1 1" });
  assertEquals(await mesh.client.get("current"), { value_raw: "5 2 1" });
  assertEquals(await mesh.client.get("flow"), { value_raw: "9 96 1 1" });
  assertEquals(
    await mesh.client.cmd("rack", "exchange", ["V1?"], { address: "9 96" }),
    "9 96 1 2",
  );
});

Deno.test("an endpoint without address is an error of the configuration, and so is an address without a bus", async () => {
  const rack = { name: "rack", "socket_info": "127.0.0.1:1" };
  const field = { name: "field", module: "FormatEntity", "get_str": "V1?" };
  await assertRejects(
    () => startMesh({ ...rack, module: "PrologixService", endpoints: [field] }),
    Error,
    '"field" needs the address of its instrument on the bus, such as address: 5',
  );
  await assertRejects(
    () =>
      startMesh({
        ...rack,
        module: "EthernetSCPIService",
        endpoints: [{ ...field, address: 5 }],
      }),
    Error,
    '"address" is for instruments on a GPIB bus, and the service "rack" (EthernetSCPIService) has none',
  );
  for (const address of [31, -1, "5 3", "five", 1.5, "9:96"]) {
    await assertRejects(
      () =>
        startMesh({
          ...rack,
          module: "PrologixService",
          endpoints: [{ ...field, address }],
        }),
      Error,
      "must be a GPIB address from 0 to 30",
    );
  }
});

Deno.test("what the controller would take for itself reaches the instrument", async () => {
  await using bus = busOf();
  const instrument = bus.add("5", well);
  await using service = await serviceOn(bus, { address: "5" });

  for (const command of ["++rst", "A+B", "TWO\nLINES", "CR\r", "\x1bE", "+1"]) {
    await service.askDevice(command, { count: 0 });
    assertEquals(instrument.heard.at(-1), `${command}\n`);
  }
  assertEquals(bus.lines.includes("++rst"), false);
});

Deno.test("the controller is set before anything else, and its memory is spared", async () => {
  await using bus = busOf();
  bus.add("5", well);
  await using service = await serviceOn(bus, {
    address: "5",
    command_terminator: "\r\n",
  });

  await service.askDevice("V1?", {});

  const first = bus.lines.filter((line) => !line.startsWith("++read_tmo_ms"));
  assertEquals(first.slice(0, 8), [
    "++savecfg 0",
    "++mode 1",
    "++auto 0",
    "++eoi 1",
    "++eos 0",
    "++eot_enable 1",
    "++eot_char 4",
    "++addr 1",
  ]);
  assertEquals(bus.instruments.get("5")!.heard.at(-1), "V1?\r\n");
});

Deno.test("an address where nobody is costs an error, and disturbs nobody", async () => {
  await using bus = busOf();
  bus.add("5", well);
  const there = formatOf("there", { get_str: "V1?", address: 5 });
  const nowhere = formatOf("nowhere", { get_str: "V1?", address: 6 });
  await using _service = await serviceOn(bus, {}, [there, nowhere]);

  const [right, wrong] = await Promise.all([
    ask(there, "get"),
    ask(nowhere, "get"),
  ]);

  assertEquals(right.payload, { value_raw: "5 1 1" });
  assertEquals(wrong.returnCode, 202);
  assertEquals(
    wrong.returnMessage,
    "The instrument at GPIB address 6 has not answered: nothing came in 0.2 s (socket_timeout)",
  );
  assertEquals((await ask(there, "get")).payload, { value_raw: "5 1 2" });
});

Deno.test("a set is sent once, also when the controller hangs up after it", async () => {
  let isLost = true;
  await using bus = busOf({
    hangsUp: (line) => {
      if (!line.startsWith("V1 7") || !isLost) return false;
      isLost = false;
      return true;
    },
  });
  const instrument = bus.add("5", well);
  const entity = new SimpleSCPIEntity("field");
  set(entity, { base_str: "V1", address: 5 });
  await using _service = await serviceOn(bus, {}, [entity]);

  const { returnCode } = await ask(entity, "set", { payload: { values: [7] } });

  assertEquals([201, 202].includes(returnCode), true);
  const sent = instrument.heard.filter((command) => command.startsWith("V1 7"));
  assertEquals(sent.length, 1);
});

Deno.test("an instrument slower than the controller can wait for is read again", async () => {
  await using bus = busOf();
  bus.add("5", (answer) => [{ text: `${answer}\n`, after: 3200 }]);
  await using service = await serviceOn(bus, {
    address: "5",
    socket_timeout: 4,
    sync: "connection",
  });

  assertEquals(await service.askDevice("V1?", {}), "5 1 1");
});

Deno.test("a device clear is sent only if the configuration says so, when there is doubt", async () => {
  for (const isOn of [false, true]) {
    await using bus = busOf();
    const instrument = bus.add("5", well);
    await using service = await serviceOn(bus, {
      address: "5",
      device_clear: isOn,
    });

    await service.sendToDevice(["V1?", "V2?"]);

    const clears = instrument.heard.filter((command) => command === "<clear>");
    assertEquals(clears.length, isOn ? 1 : 0);
  }
});

Deno.test("an instrument that always has a reading is given sync: connection at its address", async () => {
  await using bus = busOf();
  bus.add("5", well);
  const talker = bus.add("7", () => Array(20).fill({ text: "7 1 1\n" }), "old");
  talker.hear("V1?");
  await using service = await serviceOn(bus);
  const options = { address: "7" };

  const error = await assertRejects(() => service.askDevice("V1?", options));
  assertStringIncludes(`${error}`, '"*IDN?" was not answered');

  await service.stop();
  set(service, { sync_by_address: { 7: "connection" } });
  await service.start();
  assertEquals(await service.askDevice("V1?", options), "7 1 1");
  assertEquals(await service.askDevice("V1?", { address: "5" }), "5 1 1");
});

Deno.test("options of the service that make no sense are told", () => {
  const cases: [object, string][] = [
    [
      { command_terminator: ";" },
      'must be one of "\\r\\n", "\\r", "\\n", "", in double quotes: received ";"',
    ],
    [{ sync_by_address: "silence" }, "must be a map from addresses"],
    [{ sync_by_address: { 40: "silence" } }, "must be a GPIB address"],
    [{ sync_by_address: { 4: "silent" } }, "must be one of"],
    [{ address: 40 }, "must be a GPIB address"],
  ];
  for (const [options, text] of cases) {
    let message = "";
    try {
      set(new PrologixService("rack"), options);
    } catch (error) {
      message = (error as Error).message;
    }
    assertStringIncludes(message, text);
  }
});
