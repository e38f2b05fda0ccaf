/**
 * What goes between a service and an instrument, and what can go wrong.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { maxAnswer } from "../../../src/instruments/arrived_bytes.ts";
import { ask } from "../../../testing.ts";
import { Bench, refusal } from "./bench.ts";

Deno.test("send_to_device refuses a line break or a control character in a command", async () => {
  await using bench = await Bench.start({ instrument: {} });
  for (
    const command of ["*RST\n", "VOLT?\r\n*RST", "\0", "A\x1b[2J", "A\u2028B"]
  ) {
    for (const values of [[command], [["*OPC?", command]]]) {
      const answer = await ask(bench.service, "cmd", {
        specifier: "send_to_device",
        payload: { values },
      });
      assertEquals(answer.returnCode, 304, JSON.stringify(command));
      assert(
        answer.returnMessage.includes("without line breaks"),
        answer.returnMessage,
      );
    }
  }
  assertEquals(bench.instrument.received, []);
});

Deno.test("send_to_device sends each command and joins the answers with ; (163)", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { VOLTage: "5" } },
  });
  const { instrument, service } = bench;

  assertEquals(await service.sendToDevice(["VOLT?", "*OPC?"]), "5;1");
  assertEquals(await service.sendToDevice(["VOLT 6;VOLT?"]), "6");
  assertEquals(await service.sendToDevice([]), "");
  assertEquals(instrument.received, ["VOLT?", "*OPC?", "VOLT 6;VOLT?"]);
  assertEquals(instrument.accepted, 1);
});

Deno.test("an answer that comes byte by byte is put together, also within a character (161)", async () => {
  const text = "größe 5 µΩ \u{1f600}";
  await using bench = await Bench.start({
    instrument: { knows: { "A?": text } },
  });
  bench.instrument.pieceSize = 1;
  for (let round = 0; round < 20; round++) {
    assertEquals(await bench.service.sendToDevice(["A?"]), text);
  }
});

Deno.test("an answer may trickle in as long as no pause is longer than the timeout, ten timeouts at most", async () => {
  await using bench = await Bench.start();
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = refusal(service.sendToDevice(["A?"]));
  await bench.received(1);
  for (let piece = 0; piece < 11; piece++) {
    const { set } = clock;
    await clock.advance(900);
    await instrument.say("1");
    await clock.timers(set + 1);
  }
  await clock.advance(99);
  assertEquals(clock.pending, 1);
  await clock.advance(1);

  const [code, message] = await answer;
  assertEquals(code, 202);
  assert(message.includes('only "11111111111" came in 10 s'), message);
});

Deno.test("a mute instrument is 202, and the next command works again (160)", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
  });
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = refusal(service.sendToDevice(["A?"]));
  await bench.received(1);
  await clock.advance(1000);
  const [code, message] = await answer;

  assertEquals(code, 202);
  assert(
    message.startsWith(
      "Timeout while waiting for a response from the instrument: nothing came",
    ),
    message,
  );
  instrument.mood = "well";
  assertEquals(await service.sendToDevice(["A?"]), "1");
  assertEquals(instrument.received, ["A?", "A?"]);
});

Deno.test("an answer that comes too late is not taken for the answer to the next command", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "late", "B?": "right" } },
  });
  const { clock, instrument, service } = bench;
  const release = instrument.hold();
  const late = refusal(service.sendToDevice(["A?"]));
  await bench.received(1);
  await clock.advance(1000);
  const next = service.sendToDevice(["B?"]);
  release();

  assertEquals((await late)[0], 202);
  assertEquals(await next, "right");
  assertEquals(await service.sendToDevice(["A?"]), "late");
});

Deno.test("an instrument that hangs up instead of an answer is 202, and a command is not sent again", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { A: "0" } },
  });
  bench.instrument.mood = "hangs up";
  const [code, message] = await refusal(
    bench.service.sendToDevice(["A 1;A?"]),
  );

  assertEquals(code, 202);
  assert(message.startsWith("Empty socket.recv packet"), message);
  bench.instrument.mood = "well";
  assertEquals(await bench.service.sendToDevice(["A?"]), "1");
  assertEquals(bench.instrument.received, ["A 1;A?", "A?"]);
});

Deno.test("an instrument that breaks off in the middle of an answer is 202 at once (the originals loop for ever)", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "12345678" } },
  });
  bench.instrument.mood = "breaks off";
  const [code, message] = await refusal(bench.service.sendToDevice(["A?"]));

  assertEquals(code, 202);
  assert(message.includes("in the middle of an answer"), message);
  bench.instrument.mood = "well";
  assertEquals(await bench.service.sendToDevice(["A?"]), "12345678");
});

Deno.test("an answer without end is refused at a mebibyte", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "x".repeat(maxAnswer + 1) } },
  });
  const [code, message] = await refusal(bench.service.sendToDevice(["A?"]));

  assertEquals(code, 202);
  assert(message.includes("longer than 1048576 bytes"), message);
});

Deno.test("the answers to a list of commands are not longer than that either", async () => {
  const half = "x".repeat(maxAnswer / 2);
  await using bench = await Bench.start({ instrument: { knows: { A: half } } });
  const { service } = bench;

  assertEquals(
    (await service.sendToDevice(["A?", "A?"])).length,
    maxAnswer + 1,
  );
  const [code, message] = await refusal(
    service.sendToDevice(["A?", "A?", "*OPC?"]),
  );
  assertEquals(code, 202);
  assert(message.includes("longer than 1048576 bytes"), message);
});

Deno.test("bytes that nobody asked for end the connection, and do not get into the next answer", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "right" } },
  });
  const { instrument, service } = bench;
  assertEquals(await service.sendToDevice(["A?"]), "right");
  await instrument.say("wrong\n");
  await bench.accepted(2);

  assertEquals(await service.sendToDevice(["A?"]), "right");
});

Deno.test("the echo is taken off, also when it comes alone or in pieces (162)", async () => {
  await using bench = await Bench.start({
    instrument: { echo: true, knows: { "A?": "1" } },
    config: { reply_echo_cmd: true },
  });
  const { instrument, service } = bench;
  assertEquals(await service.sendToDevice(["A?"]), "1");
  instrument.pieceSize = 3;
  assertEquals(await service.sendToDevice(["A?"]), "1");

  instrument.mood = "mute";
  const answer = service.sendToDevice(["A?"]);
  await bench.received(3);
  const { set } = bench.clock;
  await instrument.say("A?\n");
  await bench.clock.timers(set + 1);
  await instrument.say("2\n");
  assertEquals(await answer, "2");
});

Deno.test("an answer without the echo is 202 (162)", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
    config: { reply_echo_cmd: true },
  });

  assertEquals(await refusal(bench.service.sendToDevice(["A?"])), [
    202,
    "Bad ethernet query return: 1",
  ]);
});

Deno.test("an answer of several lines in one piece is one answer, and a prompt can end it", async () => {
  await using bench = await Bench.start({
    instrument: {
      knows: { "A?": "1\r\n2" },
      commandTerminator: "\r\n",
      responseTerminator: "\r\n34980A> ",
      echo: true,
    },
    config: {
      command_terminator: "\r\n",
      response_terminator: "\r\n34980A> ",
      reply_echo_cmd: true,
    },
  });

  assertEquals(await bench.service.sendToDevice(["A?"]), "1\r\n2");
});

Deno.test("an empty command asks for what there is, and silence is an answer", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
  });
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = service.sendToDevice([""]);
  await bench.received(1);
  await clock.advance(1000);
  assertEquals(await answer, "");

  // What it says later is not the answer to the next command.
  instrument.mood = "well";
  const next = service.sendToDevice(["A?"]);
  await instrument.say("late\n");
  assertEquals(await next, "1");
});

Deno.test("a query is sent a second time over a new connection, a third time never (160)", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "1" } },
  });
  const { clock, instrument, service } = bench;
  instrument.mood = "mute";
  const answer = service.queryDevice("A?");
  await bench.received(1);
  instrument.mood = "well";
  await clock.advance(1000);
  assertEquals(await answer, "1");
  assertEquals(instrument.accepted, 2);

  instrument.mood = "hangs up";
  const [code, message] = await refusal(service.queryDevice("A?"));
  assertEquals(code, 202);
  assert(message.startsWith("Empty socket.recv packet"), message);
  assertEquals(instrument.received.length, 4);
});

Deno.test("a request that nobody waits for any more: its command is not sent if it waits, and its answer goes nowhere", async () => {
  await using bench = await Bench.start({
    instrument: { knows: { "A?": "a", "B?": "b", "C?": "c" } },
  });
  const { instrument, service } = bench;
  const release = instrument.hold();
  const [first, second] = [new AbortController(), new AbortController()];
  const sent = refusal(service.sendToDevice(["A?"], first.signal));
  const waiting = refusal(service.sendToDevice(["B?"], second.signal));
  const third = service.sendToDevice(["C?"]);
  await bench.received(1);
  second.abort();
  assertEquals((await waiting)[0], 305);
  first.abort();
  assertEquals((await sent)[0], 305);
  release();

  assertEquals(await third, "c");
  assertEquals(instrument.received, ["A?", "C?"]);
  assertEquals(
    (await refusal(service.sendToDevice(["B?"], first.signal)))[0],
    305,
  );
  assertEquals(instrument.received, ["A?", "C?"]);
});

Deno.test("everybody gets their turn in the order of arrival, and lists are not torn apart", async () => {
  await using bench = await Bench.start();
  const { instrument, service } = bench;
  const release = instrument.hold();
  const sent = [..."abcdef"].map((name) =>
    service.sendToDevice([`${name}1`, `${name}2`])
  );
  await bench.received(1);
  release();
  await Promise.all(sent);

  assertEquals(
    instrument.received,
    [..."abcdef"].flatMap((name) => [`${name}1`, `${name}2`]),
  );
});

Deno.test("a thousand may wait, the next is told that the instrument is busy", async () => {
  await using bench = await Bench.start();
  const { instrument, service } = bench;
  const release = instrument.hold();
  const sent = Array.from(
    { length: 1001 },
    () => service.sendToDevice(["*OPC?"]),
  );
  await bench.received(1);
  const [code, message] = await refusal(service.sendToDevice(["*OPC?"]));
  assertEquals(code, 200);
  assert(message.includes("1000 requests wait"), message);
  release();

  await Promise.all(sent);
  assertEquals(instrument.received.length, 1001);
});

Deno.test("a service that stops answers those who wait", async () => {
  await using bench = await Bench.start();
  const release = bench.instrument.hold();
  const sent = refusal(bench.service.sendToDevice(["A?"]));
  const waiting = refusal(bench.service.sendToDevice(["B?"]));
  await bench.received(1);
  await bench.service.stop();
  release();

  assertEquals(await sent, [201, "The service is being stopped"]);
  assertEquals(await waiting, [201, "The service is being stopped"]);
  assertEquals(
    await refusal(bench.service.sendToDevice(["A?"])),
    [201, 'The service "dmm" does not run'],
  );
});
