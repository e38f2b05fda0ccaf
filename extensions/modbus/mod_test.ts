import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import { isReplyError } from "@dripline/dripline";
import { startMesh, type TestMesh } from "@dripline/dripline/testing";
import configuration from "./deno.json" with { type: "json" };
import { SimulatedDevice, type SimulatedDeviceOptions } from "./testing.ts";
import { version } from "./mod.ts";

type Options = Readonly<Record<string, unknown>>;

/** A service with these endpoints, of the class ModbusEntity. */
function serviceOf(
  port: number,
  endpoints: Readonly<Record<string, Options>>,
  options: Options = {},
): Options & { readonly name: string } {
  return {
    extensions: [import.meta.resolve("./mod.ts")],
    name: "plant",
    module: "ModbusService",
    "socket_info": `127.0.0.1:${port}`,
    "socket_timeout": 0.3,
    endpoints: Object.entries(endpoints).map(([name, more]) => ({
      name,
      module: "ModbusEntity",
      ...more,
    })),
    ...options,
  };
}

/** A device with registers from 0 to 199, and bits from 0 to 31, all 0. */
function deviceOf(options: SimulatedDeviceOptions = {}): SimulatedDevice {
  const device = new SimulatedDevice(options);
  const unit = device.unit(1);
  for (let address = 0; address < 200; address++) {
    unit.holdingRegisters.set(address, 0);
    unit.inputRegisters.set(address, 0);
    if (address > 31) continue;
    unit.coils.set(address, 0);
    unit.discreteInputs.set(address, 0);
  }
  return device;
}

async function rawOf(mesh: TestMesh, name: string): Promise<unknown> {
  return (await mesh.client.get(name) as { value_raw: unknown }).value_raw;
}

/** Resolves with the code and the words of what an operation is refused with. */
async function refusalOf(done: Promise<unknown>): Promise<[number, string]> {
  try {
    await done;
  } catch (error) {
    if (isReplyError(error)) return [error.returnCode.value, error.message];
  }
  throw new Error("It was not refused");
}

Deno.test("the version is that of the package", () => {
  assertEquals(version, configuration.version);
});

Deno.test("the service of modbus.yaml does what its comments say", async () => {
  await using device = deviceOf();
  const unit = device.unit(1);
  unit.inputRegisters.set(10, 215);
  unit.holdingRegisters.set(101, 0x41ac);
  unit.holdingRegisters.set(4, 0b0010_0000);
  await using mesh = await startMesh(
    fileURLToPath(import.meta.resolve("./modbus.yaml")),
    { overrides: [`socket_info=127.0.0.1:${device.port}`] },
  );
  const { client } = mesh;

  assertEquals(await client.get("room_temperature"), { value_raw: 21.5 });
  assertEquals(await rawOf(mesh, "tank_temperature"), 21.5);
  assertEquals(await client.get("pump_state"), {
    value_raw: 2,
    value_cal: "on",
  });
  await client.set("pump", true);
  assertEquals(unit.coils.get(0), 1);
  assertEquals(await client.set("setpoint", 25.25), 25.3);
  assertEquals(unit.holdingRegisters.get(20), 253);
});

Deno.test("values of every type are read and written, in every order", async () => {
  const values: Readonly<Record<string, readonly (number | string)[]>> = {
    int16: [-32768, -1, 0, 32767],
    uint16: [0, 65535],
    int32: [-2147483648, -2, 2147483647],
    uint32: [4294967295, 70000],
    int64: [-5, 9007199254740991],
    uint64: [0, 4294967296],
    float32: [21.5, -0.1, 3.4e38],
    float64: [Math.PI, -1e300],
    string: ["PUMP 7", ""],
  };
  const orders = ["big", "little"];
  await using device = deviceOf();
  const endpoints = Object.keys(values).flatMap((type) =>
    orders.flatMap((words) =>
      orders.map((bytes) =>
        [`${type}_${words}_${bytes}`, {
          holding_register: 8,
          type,
          word_order: words,
          byte_order: bytes,
          ...(type === "string" ? { length: 4 } : {}),
        }] as const
      )
    )
  );
  await using mesh = await startMesh(
    serviceOf(device.port, Object.fromEntries(endpoints)),
  );

  for (const [name, { type }] of endpoints) {
    for (const value of values[type]!) {
      assertEquals(await mesh.client.set(name, value), value, name);
      assertEquals(await rawOf(mesh, name), value, name);
    }
  }
});

Deno.test("a value stands in its registers as the device wants it", async () => {
  await using device = deviceOf();
  const { holdingRegisters } = device.unit(1);
  const float = { "holding_register": 2, type: "float32" };
  await using mesh = await startMesh(serviceOf(device.port, {
    abcd: float,
    cdab: { ...float, word_order: "little" },
    badc: { ...float, byte_order: "little" },
    dcba: { ...float, word_order: "little", byte_order: "little" },
    text: { holding_register: 2, type: "string", length: 2 },
  }));
  const cases: [string, number | string, number, number][] = [
    ["abcd", 21.5, 0x41ac, 0x0000],
    ["cdab", 21.5, 0x0000, 0x41ac],
    ["badc", 21.5, 0xac41, 0x0000],
    ["dcba", 21.5, 0x0000, 0xac41],
    ["text", "OK", 0x4f4b, 0x0000],
  ];
  for (const [name, value, first, second] of cases) {
    await mesh.client.set(name, value);
    assertEquals(
      [holdingRegisters.get(2), holdingRegisters.get(3)],
      [first, second],
      name,
    );
  }
});

Deno.test("whole numbers that JavaScript cannot hold arrive to the last digit", async () => {
  await using device = deviceOf();
  for (let address = 0; address < 4; address++) {
    device.unit(1).inputRegisters.set(address, 0xffff);
  }
  await using mesh = await startMesh(
    serviceOf(device.port, {
      counter: { input_register: 0, type: "uint64" },
    }),
  );

  assertEquals(await rawOf(mesh, "counter"), 18446744073709551615n);
});

Deno.test("a float that is no number is no value", async () => {
  await using device = deviceOf();
  device.unit(1).inputRegisters.set(0, 0x7fc0);
  await using mesh = await startMesh(
    serviceOf(device.port, {
      gauge: { input_register: 0, type: "float32", calibration: "2*{}" },
    }),
  );

  const reading = await mesh.client.get("gauge") as Record<string, unknown>;

  assertEquals(reading.value_raw, "NaN");
  assertEquals("value_cal" in reading, false);
});

Deno.test("scale and offset are applied, and taken back when a value is set", async () => {
  await using device = deviceOf();
  const { holdingRegisters } = device.unit(1);
  await using mesh = await startMesh(serviceOf(device.port, {
    tenths: { holding_register: 0, type: "int16", scale: 0.1 },
    kelvin: { holding_register: 0, scale: 0.01, offset: -273.15 },
    triple: { holding_register: 0, type: "float32", scale: 3 },
  }));

  holdingRegisters.set(0, 3);
  assertEquals(await rawOf(mesh, "tenths"), 0.3);
  assertEquals(await mesh.client.set("tenths", -21.26), -21.3);
  assertEquals(holdingRegisters.get(0), 0x10000 - 213);
  await mesh.client.set("kelvin", 0);
  assertEquals(holdingRegisters.get(0), 27315);
  assertEquals(await rawOf(mesh, "kelvin"), 0);
  await mesh.client.set("triple", 1.5);
  assertEquals(await rawOf(mesh, "triple"), 1.5);
});

Deno.test("bits of a register are values, and a set leaves the others alone", async () => {
  await using device = deviceOf();
  const { holdingRegisters } = device.unit(1);
  holdingRegisters.set(0, 0b1010_0101_1111_0000);
  await using mesh = await startMesh(serviceOf(device.port, {
    lowest: { holding_register: 0, bits: 0 },
    highest: { holding_register: 0, bits: [15] },
    middle: { holding_register: 0, bits: [8, 11] },
  }));

  assertEquals(await rawOf(mesh, "lowest"), 0);
  assertEquals(await rawOf(mesh, "highest"), 1);
  assertEquals(await rawOf(mesh, "middle"), 5);
  assertEquals(await mesh.client.set("middle", 10), 10);
  assertEquals(await mesh.client.set("lowest", "on"), 1);
  assertEquals(holdingRegisters.get(0), 0b1010_1010_1111_0001);
  const [code, text] = await refusalOf(mesh.client.set("middle", 16));
  assertEquals(code, 304);
  assertEquals(text, 'Cannot set "middle" to 16: it must be from 0 to 15');
});

Deno.test("coils and discrete inputs are 1 or 0", async () => {
  await using device = deviceOf();
  device.unit(1).discreteInputs.set(9, 1);
  await using mesh = await startMesh(serviceOf(device.port, {
    door: { discrete_input: 9 },
    window: { discrete_input: 8 },
    valve: { coil: 17 },
  }));

  assertEquals(await rawOf(mesh, "door"), 1);
  assertEquals(await rawOf(mesh, "window"), 0);
  for (const on of [true, 1, "1", "on", "True"]) {
    device.unit(1).coils.set(17, 0);
    assertEquals(await mesh.client.set("valve", on), 1);
    assertEquals(await rawOf(mesh, "valve"), 1);
  }
  assertEquals(await mesh.client.set("valve", "off"), 0);
  for (const value of [2, "yes", 0.5]) {
    const [code] = await refusalOf(mesh.client.set("valve", value));
    assertEquals(code, 304);
  }
});

Deno.test("what a type cannot hold is refused, and nothing is sent", async () => {
  await using device = deviceOf();
  await using mesh = await startMesh(serviceOf(device.port, {
    word: { holding_register: 0 },
    tenths: { holding_register: 0, type: "int16", scale: 0.1 },
    small: { holding_register: 0, type: "float32" },
    text: { holding_register: 0, type: "string", length: 2 },
    input: { input_register: 0 },
  }));
  const cases: [string, number | string | boolean, number, string][] = [
    ["word", 65536, 304, "is no whole number from 0 to 65535, as uint16 holds"],
    ["word", -1, 304, "is no whole number from 0 to 65535"],
    ["word", 1.5, 304, "is no whole number"],
    ["word", "many", 304, 'Cannot set "word" to "many": it must be a number'],
    ["word", "", 304, "it must be a number"],
    ["tenths", 3276.8, 304, "is no whole number from -32768 to 32767"],
    ["small", 1e39, 304, "is no float32"],
    ["text", "PUMPS", 304, "has more than 4 bytes"],
    ["text", 5, 304, "it must be a text"],
    ["input", 1, 306, "endpoint 'input' does not support set"],
  ];
  for (const [name, value, code, text] of cases) {
    const refusal = await refusalOf(mesh.client.set(name, value));
    assertEquals(refusal[0], code, refusal[1]);
    assertStringIncludes(refusal[1], text);
  }
  assertEquals(device.received, []);
});

Deno.test("one register is written by function 6, more by 16, one by 16 where it has to be", async () => {
  await using device = deviceOf();
  await using mesh = await startMesh(serviceOf(device.port, {
    one: { holding_register: 0 },
    two: { holding_register: 0, type: "uint32" },
    many: { holding_register: 0, write_multiple: true },
  }));
  const functions: number[] = [];
  for (const name of ["one", "two", "many"]) {
    await mesh.client.set(name, 7);
    functions.push(device.received.at(-1)![1]!);
  }
  assertEquals(functions, [6, 16, 16]);
});

Deno.test("neighbours that are due together are one request", async () => {
  await using device = deviceOf();
  const { inputRegisters } = device.unit(1);
  for (let address = 0; address < 200; address++) {
    inputRegisters.set(address, address);
  }
  const endpoints = {
    ...Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `r${index}`,
        { input_register: index },
      ]),
    ),
    wide: { input_register: 20, type: "uint32" },
    far: { input_register: 100 },
    again: { input_register: 5 },
    valve: { coil: 0 },
  };
  await using mesh = await startMesh(serviceOf(device.port, endpoints));
  const names = Object.keys(endpoints);

  const { endpoints: served } = mesh.running.service;
  const readings = await Promise.all(
    names.map((name) => served.get(name)!.get()),
  );

  assertEquals(
    readings.map((reading) => (reading as { value_raw: number }).value_raw),
    [...Array(20).keys(), 20 * 65536 + 21, 100, 5, 0],
  );
  const sent = device.received.map((request) => [...request]);
  assertEquals(sent, [
    [1, 1, 0, 0, 0, 1],
    [1, 4, 0, 0, 0, 22],
    [1, 4, 0, 100, 0, 1],
  ]);
});

Deno.test("a block is no larger than max_block", async () => {
  await using device = deviceOf();
  const endpoints = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      `r${index}`,
      { input_register: index },
    ]),
  );
  await using mesh = await startMesh(
    serviceOf(device.port, endpoints, { max_block: 4 }),
  );
  const service = mesh.running.service;
  await Promise.all(
    Object.keys(endpoints).map((name) => service.endpoints.get(name)!.get()),
  );

  assertEquals(device.received.map((request) => request[5]), [4, 4, 2]);
});

Deno.test("a register that is not there costs its endpoint an error, and its neighbours nothing", async () => {
  await using device = deviceOf();
  const { holdingRegisters } = device.unit(1);
  holdingRegisters.delete(11);
  for (const address of [10, 12]) holdingRegisters.set(address, address);
  await using mesh = await startMesh(serviceOf(device.port, {
    a: { holding_register: 10 },
    b: { holding_register: 11 },
    c: { holding_register: 12 },
  }));
  const { endpoints } = mesh.running.service;
  const readAll = () =>
    Promise.allSettled(
      ["a", "b", "c"].map((name) => endpoints.get(name)!.get()),
    );

  const [a, b, c] = await readAll();

  assertEquals([a, c], [
    { status: "fulfilled", value: { value_raw: 10 } },
    { status: "fulfilled", value: { value_raw: 12 } },
  ]);
  assert(b?.status === "rejected");
  assertStringIncludes(
    `${b.reason}`,
    "The device refuses to read holding_register 11 of unit 1: exception 2, illegal data address",
  );
  const before = device.received.length;
  await readAll();
  assertEquals(device.received.length - before, 3);
});

Deno.test("each exception of a device has its words", async () => {
  await using device = deviceOf();
  device.unit(1).unknownFunctions.add(6);
  await using mesh = await startMesh(serviceOf(device.port, {
    word: { holding_register: 0 },
    nowhere: { holding_register: 500 },
    other: { holding_register: 0, unit: 9 },
  }));
  const cases: [Promise<unknown>, string][] = [
    [
      mesh.client.set("word", 5),
      "The device refuses to write 5 to holding_register 0 of unit 1: exception 1, illegal function",
    ],
    [mesh.client.get("nowhere"), "exception 2, illegal data address"],
    [
      mesh.client.get("other"),
      "exception 11, gateway target device failed to respond: nobody answers the gateway for this unit",
    ],
  ];
  for (const [done, text] of cases) {
    const [code, message] = await refusalOf(done);
    assertEquals(code, 200);
    assertStringIncludes(message, text);
  }
});

for (const protocol of ["tcp", "rtu"] as const) {
  Deno.test(`over ${protocol}, a write whose answer is lost is not sent again`, async () => {
    await using device = deviceOf({ protocol, habit: () => {} });
    await using mesh = await startMesh(
      serviceOf(device.port, { word: { holding_register: 0 } }, { protocol }),
    );

    const [code, text] = await refusalOf(mesh.client.set("word", 5));

    assertEquals(code, 202);
    assertStringIncludes(text, "nothing came in 0.3");
    assertEquals(device.received.length, 1);
    assertEquals(device.unit(1).holdingRegisters.get(0), 5);
  });

  Deno.test(`over ${protocol}, the answer to another write is not believed`, async () => {
    await using device = deviceOf({
      protocol,
      habit: ({ send, response }) => {
        const other = response.slice();
        // The address, over TCP after the header.
        other[protocol === "tcp" ? 9 : 3]! ^= 1;
        send(other);
      },
    });
    await using mesh = await startMesh(
      serviceOf(device.port, { word: { holding_register: 0 } }, { protocol }),
    );

    const [code, text] = await refusalOf(mesh.client.set("word", 5));

    assertEquals(code, 202);
    assertStringIncludes(text, "which is the answer to something else");
  });
}

for (const keeps of [false, true]) {
  const gateway = keeps ? "a gateway that queues" : "a gateway";
  Deno.test(`over rtu behind ${gateway}, an answer that is late is not that of the next question`, async () => {
    let isSlow = true;
    await using device = deviceOf({
      protocol: "rtu",
      keeps,
      habit: async ({ send, pause, response }) => {
        if (isSlow) {
          isSlow = false;
          await pause(400);
        }
        send(response);
      },
    });
    const addresses = [3, 10, 20, 30];
    for (const address of addresses) {
      device.unit(1).holdingRegisters.set(address, 100 * address);
    }
    await using mesh = await startMesh(serviceOf(
      device.port,
      Object.fromEntries(addresses.map((address) => [
        `r${address}`,
        { holding_register: address },
      ])),
      { protocol: "rtu" },
    ));

    const [code] = await refusalOf(mesh.client.get("r3"));
    assertEquals(code, 202);
    for (const address of [10, 20, 30]) {
      assertEquals(await rawOf(mesh, `r${address}`), 100 * address);
    }
  });
}

Deno.test("over rtu, a unit that is off costs its endpoints an error, and the others a moment", async () => {
  await using device = deviceOf({ protocol: "rtu" });
  device.unit(1).inputRegisters.set(0, 7);
  await using mesh = await startMesh(
    serviceOf(device.port, {
      there: { input_register: 0 },
      off: { input_register: 0, unit: 2 },
    }, { protocol: "rtu" }),
  );

  const [there, off] = await Promise.all([
    rawOf(mesh, "there"),
    refusalOf(mesh.client.get("off")),
  ]);

  assertEquals(there, 7);
  assertEquals(off[0], 202);
  assertEquals(await rawOf(mesh, "there"), 7);
});

Deno.test("the service starts without the device, and finds it when it comes", async () => {
  await using device = deviceOf();
  device.unplug();
  await using mesh = await startMesh(
    serviceOf(device.port, { word: { holding_register: 0 } }),
  );

  const [code] = await refusalOf(mesh.client.get("word"));
  assertEquals(code, 201);

  device.plugIn();
  for (;;) {
    try {
      assertEquals(await rawOf(mesh, "word"), 0);
      break;
    } catch (error) {
      assert(isReplyError(error), `${error}`);
    }
  }
});

Deno.test("read_registers shows what a table holds", async () => {
  await using device = deviceOf();
  device.unit(1).holdingRegisters.set(1, 65535);
  device.unit(1).coils.set(2, 1);
  await using mesh = await startMesh(serviceOf(device.port, {}));
  const read = (...values: (string | number)[]) =>
    mesh.client.cmd("plant", "read_registers", values);

  assertEquals(await read("holding_register", 0, 3), [0, 65535, 0]);
  assertEquals(await read("coil", 0, 3), [0, 0, 1]);
  assertEquals(await read("input_register", 0), [0]);
});

Deno.test("configurations that make no sense are told", async () => {
  const word = { "holding_register": 0 };
  const cases: [Options, Options, string][] = [
    [{}, {}, '"x" needs one of coil, discrete_input, input_register'],
    [{}, { ...word, coil: 1 }, "received coil and holding_register"],
    [{}, { holding_register: 65536 }, "must be at most 65535"],
    [{}, { holding_register: 65535, type: "int32" }, "is too high"],
    [{}, { ...word, type: "float" }, 'Did you mean "float32"?'],
    [{}, { ...word, type: "string" }, 'needs its "length"'],
    [{}, { ...word, length: 2 }, '"length" is for type: string'],
    [{}, { ...word, scale: 0 }, '"scale" must not be 0'],
    [{}, { ...word, bits: [7, 4] }, '"bits" must be one bit'],
    [{}, { ...word, bits: [1, 2, 3] }, '"bits" must be one bit'],
    [{}, { ...word, bits: 16 }, "must be at most 15"],
    [{}, { ...word, bits: 1, type: "int16" }, "those of type: uint16"],
    [{}, { coil: 0, bits: 1 }, '"bits" is for registers'],
    [{}, { coil: 0, scale: 2 }, "scale and offset are for registers"],
    [{ device: "/dev/ttyUSB0" }, word, "needs either socket_info"],
    [{ socket_info: null }, word, "needs either socket_info"],
    [
      { socket_info: null, device: "ttyUSB0" },
      word,
      '"device" must be the whole path',
    ],
    [
      { socket_info: null, device: "/dev/ttyUSB0", protocol: "tcp" },
      word,
      "protocol: tcp needs socket_info",
    ],
    [{ protocol: "rtu", unit: 0 }, word, "unit 0 is every device"],
    [{ protocol: "rtu" }, { ...word, unit: 0 }, "unit 0 is every device"],
    [{ max_block: 126 }, word, "must be at most 125"],
    [{ module: "Service", socket_info: null }, word, "ModbusService"],
  ];
  for (const [options, endpoint, text] of cases) {
    const { socket_info: socket, ...rest } = serviceOf(
      1,
      { x: endpoint },
      options,
    );
    const given = socket === null ? rest : { ...rest, "socket_info": socket };
    const { socket_timeout: _, ...bare } = given as Options;
    const error = await assertRejects(() =>
      startMesh(options.module ? bare : given)
    );
    assertStringIncludes(`${error}`, text);
  }
});
