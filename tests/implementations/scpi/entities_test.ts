/**
 * The entities of an instrument.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { configure, Service } from "../../../src/core/mod.ts";
import {
  FormatEntity,
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
} from "../../../src/implementations/mod.ts";
import type { Json } from "../../../src/wire/mod.ts";
import { ask } from "../../../testing.ts";
import { Bench } from "./bench.ts";

type Row = [code: number, message: string, payload: Json];

async function get(endpoint: SimpleSCPIEntity | FormatEntity): Promise<Row> {
  const answer = await ask(endpoint, "get");
  return [answer.returnCode, answer.returnMessage, answer.payload];
}

async function set(
  endpoint: SimpleSCPIEntity | FormatEntity,
  value: Json,
): Promise<Row> {
  const answer = await ask(endpoint, "set", { payload: { values: [value] } });
  return [answer.returnCode, answer.returnMessage, answer.payload];
}

/** Sets by the command `on_set`, which takes any value. */
async function onSet(
  endpoint: SimpleSCPIEntity | FormatEntity,
  value: Json,
): Promise<Row> {
  const answer = await ask(endpoint, "cmd", {
    specifier: "on_set",
    payload: { values: [value] },
  });
  return [answer.returnCode, answer.returnMessage, answer.payload];
}

/** A format entity `it` with these options, and an instrument that knows a relay and a heater. */
async function formatted(
  options: object,
): Promise<{ bench: Bench; it: FormatEntity }> {
  const it = new FormatEntity("it");
  const bench = await Bench.start({
    instrument: { knows: { RELAY: "0", HEAT: "23.5 C" } },
    endpoints: [[it, options]],
  });
  return { bench, it };
}

Deno.test("SimpleSCPIEntity sends BASE? and BASE VALUE;BASE?, and answers what the device says (151)", async () => {
  const volts = new SimpleSCPIEntity("volts");
  await using bench = await Bench.start({
    instrument: { knows: { VOLTage: "0" } },
    endpoints: [[volts, { base_str: "VOLTage", calibration: "2*{}" }]],
  });

  assertEquals(await set(volts, 10.1), [0, "", "10.1"]);
  assertEquals(await get(volts), [0, "", {
    value_raw: "10.1",
    value_cal: 20.2,
  }]);
  await set(volts, true);
  await set(volts, 1e-7);
  await set(volts, "MAX");
  await set(volts, 12345678901234567890n);
  assertEquals(bench.instrument.received, [
    "VOLTage 10.1;VOLTage?",
    "VOLTage?",
    "VOLTage True;VOLTage?",
    "VOLTage 1e-07;VOLTage?",
    "VOLTage MAX;VOLTage?",
    "VOLTage 12345678901234567890;VOLTage?",
  ]);
});

Deno.test("a value that is no scalar, or that holds a line break, is not sent", async () => {
  const volts = new SimpleSCPIEntity("volts");
  await using bench = await Bench.start({
    endpoints: [[volts, { base_str: "VOLT" }]],
  });
  for (const value of [null, [1], { a: 1 }, "1\n*RST", "1\r", "\u0085"]) {
    assertEquals((await onSet(volts, value))[0], 304, JSON.stringify(value));
  }
  assertEquals(bench.instrument.received, []);
});

Deno.test("a text of no word or more than one is not sent, unless the configuration says raw: true", async () => {
  const commands = [
    "5;*RST",
    "5 ;OUTP ON",
    "1,2",
    "1 2",
    '"',
    "'A'",
    "5\u00a0V",
    "5\t6",
  ];
  const volts = new SimpleSCPIEntity("volts");
  const phase = new SimpleSCPISetEntity("phase");
  const wave = new FormatEntity("wave");
  const names = new FormatEntity("names");
  const reset = new FormatEntity("reset");
  const mode = new FormatEntity("mode");
  await using bench = await Bench.start({
    instrument: { knows: { VOLT: "0", PHAS: "0", WAVE: "0", NAME: "0" } },
    endpoints: [
      [volts, { base_str: "VOLT" }],
      [phase, { base_str: "PHAS" }],
      [wave, { set_str: "WAVE {0};WAVE?" }],
      [names, { set_str: "NAME {0[a]};NAME?" }],
      [reset, { set_str: "*OPC?" }],
      [mode, { set_str: "WAVE {}", set_value_map: "'{}' + ''" }],
    ],
  });
  for (const value of commands) {
    for (const endpoint of [volts, phase, wave, mode]) {
      const [code, message] = await set(endpoint, value);
      assertEquals(code, 304, value);
      assert(/more than one word|control characters/.test(message), message);
    }
    assertEquals((await onSet(names, { a: value }))[0], 304);
  }
  for (const endpoint of [volts, phase, wave]) {
    const [code, message] = await set(endpoint, "");
    assertEquals(code, 304);
    assertStringIncludes(message, "it is empty");
  }
  assertEquals((await onSet(wave, ["1", "2;3"]))[0], 304);
  assertEquals(bench.instrument.received, []);
  assertEquals((await set(reset, "1 2"))[0], 0);
  assertEquals((await set(volts, "1e3"))[0], 0);
  assertEquals((await onSet(names, { a: "12:30:00" }))[0], 0);
  assertEquals(bench.instrument.received, [
    "*OPC?",
    "VOLT 1e3;VOLT?",
    "NAME 12:30:00;NAME?",
  ]);
});

Deno.test("raw: true, and a map that stands in the configuration, send what they give", async () => {
  const wave = new FormatEntity("wave");
  const mode = new FormatEntity("mode");
  const text = new SimpleSCPISetEntity("text");
  await using bench = await Bench.start({
    instrument: { knows: { WAVE: "0", TEXT: "0" } },
    endpoints: [
      [wave, { set_str: "WAVE {};WAVE?", raw: true }],
      [mode, { set_str: "WAVE {};WAVE?", set_value_map: { slow: "SIN, 1" } }],
      [text, { base_str: "TEXT", raw: true }],
    ],
  });
  assertEquals((await set(wave, "SQU, 5"))[0], 0);
  assertEquals((await set(mode, "slow"))[0], 0);
  assertEquals((await set(text, '"a b"'))[0], 0);
  assertEquals((await set(text, "a\nb"))[0], 304);
  assertEquals(bench.instrument.received, [
    "WAVE squ, 5;WAVE?",
    "WAVE SIN, 1;WAVE?",
    'TEXT "a b";*OPC?',
  ]);
});

Deno.test("a base_str that ends in ? gets no second one", async () => {
  const name = new SimpleSCPIGetEntity("name");
  await using bench = await Bench.start({
    endpoints: [[name, { base_str: "*IDN?" }]],
  });
  assertEquals((await get(name))[0], 0);
  assertEquals(bench.instrument.received, ["*IDN?"]);
});

Deno.test("SimpleSCPIGetEntity refuses a set (152)", async () => {
  const volts = new SimpleSCPIGetEntity("volts");
  await using bench = await Bench.start({
    instrument: { knows: { "VOLT?": "5" } },
    endpoints: [[volts, { base_str: "VOLT" }]],
  });

  assertEquals(await get(volts), [0, "", { value_raw: "5" }]);
  assertEquals(await set(volts, 1), [
    306,
    "endpoint 'volts' does not support set",
    null,
  ]);
  assertEquals(bench.instrument.received, ["VOLT?"]);
});

Deno.test("SimpleSCPISetEntity sends BASE VALUE;*OPC? and refuses a get (153)", async () => {
  const volts = new SimpleSCPISetEntity("volts");
  await using bench = await Bench.start({
    instrument: { knows: { VOLT: "0" } },
    endpoints: [[volts, { base_str: "VOLT" }]],
  });

  assertEquals(await set(volts, 5), [0, "", "1"]);
  assertEquals(await get(volts), [
    306,
    "endpoint 'volts' does not support get",
    null,
  ]);
  bench.instrument.know("*OPC?", "0");
  assertEquals(await set(volts, 6), [0, "", "0"]);
  assertEquals(bench.instrument.received, ["VOLT 5;*OPC?", "VOLT 6;*OPC?"]);
});

Deno.test("FormatEntity sends get_str as it is, and extracts value_raw (154)", async () => {
  const { bench, it } = await formatted({
    get_str: "HEAT?",
    extract_raw_regex: String.raw`(?P<value_raw>[\d.]+) C`,
    calibration: "{}+273",
  });
  await using _ = bench;

  assertEquals(await get(it), [
    0,
    "",
    { value_raw: "23.5", value_cal: 296.5 },
  ]);
  bench.instrument.know("HEAT", "broken");
  assertEquals(await get(it), [
    304,
    String
      .raw`device returned unparsable result, [broken] has no match to input regex [(?P<value_raw>[\d.]+) C]`,
    null,
  ]);
  assertEquals(bench.instrument.received, ["HEAT?", "HEAT?"]);
  assertEquals((await set(it, 1))[1], "endpoint 'it' does not support set");
});

Deno.test("FormatEntity refuses to search an answer of more than 100 kB", async () => {
  const { bench, it } = await formatted({
    get_str: "HEAT?",
    extract_raw_regex: "(?P<value_raw>x+)",
  });
  await using _ = bench;
  bench.instrument.know("HEAT", "x".repeat(100_000));
  assertEquals((await get(it))[0], 0);
  bench.instrument.know("HEAT", "x".repeat(100_001));
  assertEquals((await get(it))[0], 304);
});

Deno.test("FormatEntity looks values up in its map, whatever their case (155)", async () => {
  const { bench, it } = await formatted({
    set_str: "RELAY {};RELAY?",
    set_value_map: { on: 1, OFF: 0, 7: "auto" },
  });
  await using _ = bench;

  assertEquals(await set(it, "ON"), [0, "", "1"]);
  assertEquals(await set(it, "Off"), [0, "", "0"]);
  assertEquals(await set(it, 7), [0, "", "auto"]);
  assertEquals(await set(it, "maybe"), [
    304,
    '"maybe" is not in set_value_map. Known: 7, on, off',
    null,
  ]);
  assertEquals(bench.instrument.received.length, 3);
  assertEquals((await get(it))[1], "endpoint 'it' does not support get");
});

Deno.test("FormatEntity works a value out with an expression; the limits are for what is set", async () => {
  const { bench, it } = await formatted({
    set_str: "RELAY {:.2f};RELAY?",
    set_value_map: "{} * 1000",
    limits: { min: -3, max: 3 },
  });
  await using _ = bench;

  assertEquals(await set(it, 0.0125), [0, "", "12.50"]);
  assertEquals((await set(it, 4))[0], 304);
  assertEquals((await set(it, "four"))[0], 304);
  assertEquals(bench.instrument.received, ["RELAY 12.50;RELAY?"]);
});

Deno.test("FormatEntity puts texts into lower case unless told not to", async () => {
  const lowered = await formatted({ set_str: "RELAY {};RELAY?" });
  await using _lowered = lowered.bench;
  const kept = await formatted({
    set_str: "RELAY {};RELAY?",
    set_value_lowercase: false,
  });
  await using _kept = kept.bench;

  assertEquals((await set(lowered.it, "MiX"))[2], "mix");
  assertEquals((await set(kept.it, "MiX"))[2], "MiX");
});

Deno.test("FormatEntity takes what Python's str.format takes, and says what does not fit", async () => {
  const { bench, it } = await formatted({
    set_str: "RELAY {0[0]:d},{0[1]}{{}};RELAY?",
  });
  await using _ = bench;

  assertEquals(await onSet(it, [1, "a"]), [0, "", "1,a{}"]);
  const [code, message] = await onSet(it, [1]);
  assertEquals(code, 304);
  assert(message.includes("IndexError"), message);
  assertEquals((await onSet(it, ["x", 1]))[0], 304);
  assertEquals((await onSet(it, [1, "\n"]))[0], 304);
  assertEquals(bench.instrument.received.length, 1);
});

Deno.test("a set is sent once, a get twice if nothing answers, unless repeat_get says no", async () => {
  const volts = new SimpleSCPIEntity("volts");
  const once = new SimpleSCPIEntity("once");
  const both = new FormatEntity("both");
  const plain = new FormatEntity("plain");
  await using bench = await Bench.start({
    endpoints: [
      [volts, { base_str: "VOLT" }],
      [once, { base_str: "*ESR", repeat_get: false }],
      [both, { get_str: "CONF 1;READ?" }],
      [plain, { get_str: "APPL? P6V" }],
    ],
  });
  bench.instrument.mood = "hangs up";

  assertEquals((await set(volts, 5))[0], 202);
  assertEquals((await get(volts))[0], 202);
  assertEquals((await get(once))[0], 202);
  assertEquals((await get(both))[0], 202);
  assertEquals((await get(plain))[0], 202);
  assertEquals(bench.instrument.received, [
    "VOLT 5;VOLT?",
    ...["VOLT?", "VOLT?"],
    "*ESR?",
    "CONF 1;READ?",
    ...["APPL? P6V", "APPL? P6V"],
  ]);
});

Deno.test("an entity whose service cannot send to a device is a problem of the configuration, and says what it needs", () => {
  const store = new Service("store");
  const volts = new SimpleSCPIEntity("volts");
  store.add(volts);

  const known = { functions: new Map(), offeredElsewhere: new Map() };
  assertEquals(volts.validate(known), [{
    key: undefined,
    message:
      'SimpleSCPIEntity talks to an instrument, but the service "store" (Service) has no send_to_device. Give the service module: EthernetSCPIService',
  }]);
});

Deno.test("any service with the method sendToDevice will do", async () => {
  class Muxer extends Service {
    sendToDevice(commands: readonly string[]): Promise<string> {
      return Promise.resolve(commands.join("|"));
    }
  }
  const muxer = new Muxer("muxer");
  const volts = new SimpleSCPIEntity("volts");
  configure(volts, { base_str: "VOLT" });
  muxer.add(volts);
  await volts.start();

  assertEquals(await get(volts), [0, "", { value_raw: "VOLT?" }]);
  assertEquals((await set(volts, 5))[2], "VOLT 5;VOLT?");
});

Deno.test("a base with levels is asked from the root after it was set, as SCPI-99 reads it", async () => {
  const volts = new SimpleSCPIEntity("volts");
  const rooted = new SimpleSCPIEntity("rooted");
  const only = new SimpleSCPISetEntity("only");
  await using bench = await Bench.start({
    instrument: { knows: { "SOURce:VOLTage": "0", "OUTP:STAT": "0" } },
    endpoints: [
      [volts, { base_str: "SOUR:VOLT" }],
      [rooted, { base_str: ":SOUR:VOLT" }],
      [only, { base_str: "OUTP:STAT" }],
    ],
  });

  assertEquals(await volts.onSet(5), "5");
  assertEquals(await rooted.onSet(6), "6");
  assertEquals(await only.onSet(1), "1");
  assertEquals(await volts.onGet(), "6");
  assertEquals(bench.instrument.received, [
    "SOUR:VOLT 5;:SOUR:VOLT?",
    ":SOUR:VOLT 6;:SOUR:VOLT?",
    "OUTP:STAT 1;*OPC?",
    "SOUR:VOLT?",
  ]);
});
