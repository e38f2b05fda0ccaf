/**
 * How a service finds its instrument, loses it and finds it again.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { LogRecords } from "../../core/log_records.ts";
import { Bench, refusal } from "./bench.ts";

Deno.test("every connection begins with cmd_at_reconnect, by default *OPC? answered 1 (158)", async () => {
  await using bench = await Bench.start({
    config: { cmd_at_reconnect: ["*OPC?"] },
  });
  await bench.service.sendToDevice(["*IDN?"]);
  bench.instrument.cut();
  await bench.received(3);

  assertEquals(bench.instrument.received, ["*OPC?", "*IDN?", "*OPC?"]);
});

Deno.test("cmd_at_reconnect: null sends nothing at first (158)", async () => {
  await using bench = await Bench.start();
  await bench.service.sendToDevice(["*OPC?"]);

  assertEquals(bench.instrument.received, ["*OPC?"]);
});

Deno.test("the handshake of a multiplexer: a greeting, an empty command, a prompt as terminator", async () => {
  const prompt = "\r\n34980A> ";
  await using bench = await Bench.start({
    instrument: {
      greeting: `Welcome\r\nto the 34980A${prompt}`,
      echo: true,
      commandTerminator: "\r\n",
      responseTerminator: prompt,
      knows: { "SYST:ERR?": '+0,"No error"', "TRIG:DEL:AUTO?": "1", "": "" },
    },
    config: {
      cmd_at_reconnect: [null, "", "SYST:ERR?", "TRIG:DEL:AUTO?"],
      command_terminator: "\r\n",
      response_terminator: prompt,
      reply_echo_cmd: true,
    },
  });

  assertEquals(await bench.service.sendToDevice(["TRIG:DEL:AUTO?"]), "1");
  assertEquals(bench.instrument.received, [
    "",
    "SYST:ERR?",
    "TRIG:DEL:AUTO?",
    "TRIG:DEL:AUTO?",
  ]);
});

Deno.test("a greeting that does not come is waited for no longer than the timeout", async () => {
  await using bench = await Bench.start({
    config: { cmd_at_reconnect: [null, "*OPC?"] },
  });
  const answer = bench.service.sendToDevice(["*OPC?"]);
  await bench.clock.timers(2);
  await bench.clock.advance(1000);

  assertEquals(await answer, "1");
});

Deno.test("a greeting that nobody waits for is said to be one", async () => {
  await using bench = await Bench.start({
    instrument: { greeting: "hello\n" },
  });
  await bench.clock.timers(3);
  const [code, message] = await refusal(bench.service.sendToDevice(["*OPC?"]));

  assertEquals(code, 201);
  assert(message.includes('sent "hello\\n", which nobody asked for'), message);
  assert(message.includes("cmd_at_reconnect"), message);
});

Deno.test("an instrument that is off does not keep a service from starting; each request is told why", async () => {
  await using bench = new Bench();
  const { instrument, service } = bench;
  await instrument.unplug();
  await service.start();
  for (let i = 0; i < 3; i++) {
    const [code, message] = await refusal(service.sendToDevice(["*OPC?"]));
    assertEquals(code, 201);
    assert(
      message.startsWith(
        `Unable to establish ethernet socket ('127.0.0.1', ${instrument.port}): `,
      ),
      message,
    );
  }
});

Deno.test("a required instrument that is off ends the start (164)", async () => {
  await using bench = new Bench({ config: { require_instrument: true } });
  await bench.instrument.unplug();
  const [code, message] = await refusal(
    bench.service.start() as Promise<void>,
  );

  assertEquals(code, 201);
  assert(message.startsWith("Unable to establish ethernet socket"), message);
});

Deno.test("a required instrument that fails the test ends the start (159)", async () => {
  await using bench = new Bench({
    config: { require_instrument: true, cmd_at_reconnect: ["*OPC?"] },
  });
  bench.instrument.lie = "0";

  assertEquals(await refusal(bench.service.start() as Promise<void>), [
    201,
    'Failed connection test. "*OPC?" was answered "0", not "1" (cmd_at_reconnect, reconnect_test)',
  ]);
});

Deno.test("a test that fails after silence is 202, and 201 from then on (159)", async () => {
  await using bench = await Bench.start({
    config: { cmd_at_reconnect: ["*OPC?"] },
  });
  const { clock, instrument, service } = bench;
  await bench.received(1);
  instrument.mood = "mute";
  const answer = refusal(service.queryDevice("*IDN?"));
  await bench.received(2);
  instrument.mood = "well";
  instrument.lie = "0";
  await clock.advance(1000);
  const [code, message] = await answer;

  assertEquals(code, 202);
  assert(message.startsWith("Failed connection test."), message);
  assertEquals(await refusal(service.queryDevice("*IDN?")), [201, message]);
  assertEquals(instrument.received, ["*OPC?", "*IDN?", "*OPC?"]);
});

Deno.test("attempts to connect pause for 0.2 s, then twice as long each time, up to 5 s", async () => {
  await using bench = new Bench();
  const { clock, instrument, service } = bench;
  await instrument.unplug();
  await service.start();
  for (const pause of [200, 400, 800, 1600, 3200, 5000, 5000]) {
    await refusal(service.sendToDevice(["*OPC?"]));
    assertEquals(clock.pending, 1);
    const { set } = clock;
    await clock.advance(pause - 1);
    assertEquals(clock.set, set);
    await clock.advance(1);
    assert(clock.set > set, `an attempt after ${pause} ms`);
  }
  await refusal(service.sendToDevice(["*OPC?"]));
  instrument.plugIn();
  await clock.advance(5000);
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
});

Deno.test("an instrument that was unplugged and plugged in again is found, any number of times", async () => {
  await using bench = await Bench.start();
  const { clock, instrument, service } = bench;
  for (let round = 0; round < 5; round++) {
    assertEquals(await service.sendToDevice(["*OPC?"]), "1");
    const { set } = clock;
    await instrument.unplug();
    // One timer for the attempt that is refused, one for the pause after it.
    await clock.timers(set + 2);
    assertEquals((await refusal(service.sendToDevice(["*OPC?"])))[0], 201);
    instrument.plugIn();
    await clock.advance(200);
  }
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
  assertEquals(instrument.received.length, 6);
});

Deno.test("an instrument that closes connections at once is not asked again without a pause", async () => {
  await using bench = await Bench.start();
  const { clock, instrument } = bench;
  instrument.cut();
  // Connecting, settling, and the pause.
  await clock.timers(3);
  assertEquals(instrument.accepted, 1);
  await clock.advance(200);
  await bench.accepted(2);
});

Deno.test("an instrument that closes idle connections is connected again at once", async () => {
  await using bench = await Bench.start();
  const { clock, instrument, service } = bench;
  await clock.advance(60_000);
  for (let round = 2; round < 6; round++) {
    instrument.cut();
    await bench.accepted(round);
    await clock.timers(2 * round);
    await clock.advance(60_000);
  }
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
});

Deno.test("the log says once that the instrument is lost, and once that it is back", async () => {
  await using log = await LogRecords.listen();
  await using bench = await Bench.start();
  const { clock, instrument, service } = bench;
  assertEquals(await service.sendToDevice(["*OPC?"]), "1");
  for (let round = 0; round < 2; round++) {
    const { set } = clock;
    await instrument.unplug();
    await clock.timers(set + 2);
    for (const pause of [200, 400, 800, 1600]) {
      await refusal(service.sendToDevice(["*OPC?"]));
      if (pause === 1600) instrument.plugIn();
      await clock.advance(pause);
    }
    assertEquals(await service.sendToDevice(["*OPC?"]), "1");
  }
  const lost = log.lines("warning");
  assertEquals(lost.length, 2);
  assert(lost[0]!.includes(`('127.0.0.1', ${instrument.port})`), lost[0]);
  assertEquals(log.lines("info").length, 2);
});
