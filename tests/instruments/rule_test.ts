/**
 * An answer belongs to its question: the rule, piece by piece. The matrix has the whole.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { FormatEntity, SimpleSCPIEntity } from "../../mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { Bench, refusal } from "../implementations/scpi/bench.ts";

const silence = { "answer_silence": 0.1 };

Deno.test("an answer is believed when the instrument has been silent after it, and then the next command is sent", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1", "B?": "2" } },
    config: silence,
  });
  const { clock, instrument, service } = bench;
  let believed = false;
  await clock.timers(2);
  const { set } = clock;
  const answer = service.sendToDevice(["A?"]).finally(() => believed = true);
  const next = service.sendToDevice(["B?"]);
  await clock.timers(set + 2);
  await clock.advance(99);
  assertEquals(believed, false);
  assertEquals(instrument.received, ["A?"]);
  await clock.advance(1);
  assertEquals(await answer, "1");

  await bench.received(2);
  await clock.timers(set + 8);
  await clock.advance(100);
  assertEquals(await next, "2");
});

Deno.test("a second line within the silence is an error that shows both, and names the ways to allow for it", async () => {
  await using bench = await Bench.start({ config: silence });
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = refusal(service.queryDevice("A?"));
  await bench.received(1);
  const { set } = clock;
  await instrument.say("5\n");
  await clock.timers(set + 1);
  await instrument.say("OK\n");
  const [code, message] = await answer;

  assertEquals(code, 202);
  assert(message.includes('"A?" was answered "5\\nOK\\n"'), message);
  assert(message.includes("answer_lines"), message);
  // It would be answered so again.
  assertEquals(instrument.received, ["A?"]);
});

Deno.test("two lines in one piece are no answer of one line either, with or without silence", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "5\nOK" } },
  });
  const [code, message] = await refusal(bench.service.sendToDevice(["A?"]));

  assertEquals(code, 202);
  assert(message.includes('"A?" was answered "5\\nOK\\n"'), message);
});

Deno.test("a line after the silence: the log names the endpoint whose value is doubtful", async () => {
  await using log = await LogRecords.listen();
  const volts = new SimpleSCPIEntity("volts");
  await using bench = await Bench.start({
    instrument: { knows: { VOLT: "5" } },
    endpoints: [[volts, { base_str: "VOLT" }]],
  });
  assertEquals(await volts.onGet(), "5");
  await bench.clock.advance(300);
  await bench.instrument.say("6\n");
  const line = await log.line("doubtful");

  assert(line.startsWith("the last value of volts is doubtful, 300 ms old"));
  assert(line.includes('sent "6\\n"'), line);
  assertEquals(log.lines("error").length, 1);
  assertEquals(await volts.onGet(), "5");
});

Deno.test("a line that comes during the next exchange fails that, and the log names the one before", async () => {
  await using log = await LogRecords.listen();
  const endpoints = ["volts", "amps"].map((name) => new SimpleSCPIEntity(name));
  await using bench = await Bench.start({
    instrument: { knows: { VOLT: "5" } },
    endpoints: endpoints.map((entity, index) =>
      [entity, { base_str: ["VOLT", "CURR"][index] }] as const
    ),
  });
  const [volts, amps] = endpoints;
  assertEquals(await volts!.onGet(), "5");
  bench.instrument.mood = "mute";
  const reading = refusal(amps!.onGet());
  await bench.received(2);
  await bench.instrument.say("5\n0.1\n");

  assertEquals((await reading)[0], 202);
  const [line] = log.lines("error");
  assert(line!.startsWith("the last value of volts is doubtful"), line);
});

Deno.test("an answer of so many lines, up to a line, or none at all", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1\n2", "B?": "1\n2\n3\nOK", "C?": "OK" } },
  });
  const { instrument, service } = bench;

  assertEquals(await service.exchange("A?", 2), "1\n2");
  assertEquals(await service.exchange("B?", undefined, "OK"), "1\n2\n3");
  assertEquals(await service.exchange("C?", undefined, "OK"), "");
  instrument.mood = "mute";
  assertEquals(
    await service.exchange("D 1", undefined, undefined, "none"),
    null,
  );
  await bench.received(4);
  instrument.mood = "well";
  assertEquals(await service.exchange("A?", 2), "1\n2");
  assertEquals(instrument.accepted, 1);
});

Deno.test("an answer to a command without one is an error", async () => {
  await using bench = await Bench.start({ config: silence });
  const answer = refusal(
    bench.service.exchange("D 1", undefined, undefined, "none"),
  );
  const [code, message] = await answer;

  assertEquals(code, 202);
  assert(message.includes('"D 1" was answered'), message);
});

Deno.test("entities say what their instrument answers", async () => {
  const trace = new FormatEntity("trace");
  await using bench = await Bench.start({
    instrument: { knows: { "T?": "1\n2", "S": "0" } },
    endpoints: [[trace, {
      get_str: "T?",
      set_str: "S {}",
      answer_lines: 2,
      answer: "none",
    }]],
  });
  assertEquals(await trace.onGet(), "1\n2");
  bench.instrument.mood = "mute";
  assertEquals(await trace.onSet(5), null);
  assertEquals(bench.instrument.accepted, 1);
});

Deno.test("the echo of a question is no answer to it, however late that comes", async () => {
  await using bench = await Bench.start();
  const { instrument, service } = bench;
  instrument.mood = "mute";
  const answer = refusal(service.sendToDevice(["A?"]));
  await bench.received(1);
  await instrument.say("A?\n");

  assertEquals((await answer)[0], 202);
});

Deno.test("a question of several lines is believed after a silence as long as the timeout", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
    config: silence,
  });
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = refusal(service.sendToDevice(["A?\nB?"]));
  await bench.received(2);
  const { set } = clock;
  await instrument.say("1\n");
  await clock.timers(set + 1);
  await clock.advance(900);
  await instrument.say("2\n");

  assert((await answer)[1].includes('answered "1\\n2\\n"'));
});

Deno.test("by default a connection begins with the handshake and the identity", async () => {
  await using bench = await Bench.start({
    config: { cmd_at_reconnect: ["*OPC?"], sync: "identity" },
  });
  assertEquals(await bench.service.sendToDevice(["*OPC?"]), "1");
  assertEquals(bench.instrument.received, ["*OPC?", "*IDN?", "*OPC?"]);
});

Deno.test("what comes before the identity is thrown away, and the log says so", async () => {
  await using log = await LogRecords.listen();
  await using bench = await Bench.start({ config: { sync: "identity" } });
  const { instrument, service } = bench;
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");

  const release = instrument.hold();
  instrument.cut();
  await bench.received(3);
  await instrument.say("1\n7\n");
  release();
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
  const line = await log.line("threw away");
  assert(line.startsWith('threw away "1\\n7\\n"'), line);
});

Deno.test("an instrument without *IDN? is in step when it has been silent for a timeout", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "*IDN?": "what?", "A?": "1" } },
    config: { sync: "identity" },
  });
  const { clock, service } = bench;
  const answer = service.sendToDevice(["A?"]);
  await clock.timers(3);
  await clock.advance(999);
  assertEquals(bench.instrument.received, ["*IDN?"]);
  await clock.advance(1);
  assertEquals(await answer, "1");
});

Deno.test("an instrument that was replaced by another one is known after two attempts", async () => {
  await using log = await LogRecords.listen();
  await using bench = await Bench.start({ config: { sync: "identity" } });
  const { clock, instrument, service } = bench;
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
  instrument.know("*IDN?", "another,simulated instrument,0,1");
  const { set } = clock;
  instrument.cut();
  // Connecting, the question, its answer.
  await clock.timers(set + 3);
  await clock.advance(1000);
  assertEquals((await refusal(service.sendToDevice(["*OPC?"])))[0], 201);
  await clock.advance(200);
  // An answer to the first question may still be on its way.
  const next = service.sendToDevice(["*OPC?"]);
  await bench.received(4);
  await clock.timers(set + 7);
  await clock.advance(1000);
  assertEquals(await next, "1");
  assert((await log.line("no longer")).includes("another,simulated"));
});

Deno.test("sync: silence listens for a timeout at the beginning and after whatever leaves doubt, and only then", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
    config: { sync: "silence" },
  });
  const { clock, instrument, service } = bench;
  const first = service.sendToDevice(["A?"]);
  await clock.timers(2);
  await clock.advance(1000);
  assertEquals(await first, "1");

  // A connection that ends while nothing is asked leaves no doubt.
  instrument.cut();
  await bench.accepted(2);
  assertEquals(await service.sendToDevice(["A?"]), "1");

  instrument.mood = "mute";
  const mute = refusal(service.sendToDevice(["A?"]));
  await bench.received(3);
  await clock.advance(1000);
  assertEquals((await mute)[0], 202);
  instrument.mood = "well";
  await bench.accepted(3);
  const last = service.sendToDevice(["A?"]);
  await clock.advance(999);
  const { set } = clock;
  await instrument.say("late\n");
  await clock.timers(set + 1);
  await clock.advance(999);
  assertEquals(instrument.received.length, 3);
  await clock.advance(1);
  assertEquals(await last, "1");
});

Deno.test("an instrument that hangs up when idle is reached by connecting, not answered 201", async () => {
  await using bench = await Bench.start();
  const { clock, instrument, service } = bench;
  await clock.timers(2);
  for (const accepted of [1, 3]) {
    await clock.advance(300);
    const { set } = clock;
    // It was connected less than a second ago, and nobody has asked: a pause begins.
    instrument.cut();
    await clock.timers(set + 1);
    assertEquals(await service.sendToDevice(["*OPC?"]), "1");
    assertEquals(instrument.accepted, accepted + 1);
    // Now it was asked, and is connected again at once.
    instrument.cut();
    await bench.accepted(accepted + 2);
    await clock.timers(set + 6);
  }
});
