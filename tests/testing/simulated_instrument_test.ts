/**
 * The simulated instrument, as a plain socket sees it.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  SimulatedInstrument,
  type SimulatedInstrumentOptions,
} from "../../testing.ts";

/** A plain socket at an instrument. */
class Talk implements AsyncDisposable {
  readonly instrument: SimulatedInstrument;
  #socket!: Deno.TcpConn;

  constructor(options: SimulatedInstrumentOptions = {}) {
    this.instrument = new SimulatedInstrument(options);
  }

  static async begin(options?: SimulatedInstrumentOptions): Promise<Talk> {
    const talk = new Talk(options);
    await talk.connect();
    return talk;
  }

  async connect(): Promise<void> {
    this.#socket?.close();
    this.#socket = await Deno.connect({ port: this.instrument.port });
  }

  /** Sends text, and reads until what has come ends with `end`. */
  async ask(text: string, end = "\n"): Promise<string> {
    await this.#socket.write(new TextEncoder().encode(text));
    let said = "";
    while (!said.endsWith(end)) {
      const piece = await this.read();
      if (piece === undefined) return `${said}<end>`;
      said += piece;
    }
    return said;
  }

  /** Reads what comes next, `undefined` at the end. */
  async read(): Promise<string | undefined> {
    const bytes = new Uint8Array(1000);
    const length = await this.#socket.read(bytes);
    return length === null
      ? undefined
      : new TextDecoder().decode(bytes.subarray(0, length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.instrument[Symbol.asyncDispose]();
  }
}

Deno.test("it knows queries and settings, in their long and short forms", async () => {
  await using talk = await Talk.begin({
    knows: { VOLTage: "1", "MEAS?": (parameters) => `at ${parameters}` },
  });

  assertEquals(await talk.ask("*OPC?\n"), "1\n");
  assertEquals(await talk.ask("volt?\n"), "1\n");
  assertEquals(await talk.ask("VOLTAGE 5;VOLT?;*OPC?\n"), "5;1\n");
  assertEquals(await talk.ask("MEAS? (@101)\n"), "at (@101)\n");
  assertEquals(await talk.ask("NOSUCH?\n"), '-113,"Undefined header"\n');
  assertEquals(await talk.ask("VOLT 6\n"), "\n");
  talk.instrument.know("*OPC?", "0");
  assertEquals(await talk.ask("*OPC?\n"), "0\n");
  assertEquals(talk.instrument.received.length, 7);
});

Deno.test("it greets, echoes and ends its lines as it is told", async () => {
  await using talk = await Talk.begin({
    greeting: "hello> ",
    echo: true,
    commandTerminator: "\r\n",
    responseTerminator: "\r\n> ",
  });

  assertEquals(await talk.read(), "hello> ");
  assertEquals(await talk.ask("*OPC?\r\n", "> "), "*OPC?\r\n1\r\n> ");
});

Deno.test("it can hang up, and break off in the middle of an answer", async () => {
  await using talk = await Talk.begin({ knows: { "A?": "1234567" } });
  talk.instrument.mood = "breaks off";
  assertEquals(await talk.ask("A?\n"), "1234<end>");
  await talk.connect();
  talk.instrument.mood = "hangs up";
  assertEquals(await talk.ask("A?\n"), "<end>");
});

Deno.test("it can be slow, lie, and speak out of turn", async () => {
  await using talk = await Talk.begin();
  const { instrument } = talk;
  const release = instrument.hold();
  const answer = talk.ask("*OPC?\n");
  await instrument.until(() => instrument.received.length === 1);
  await instrument.say("wait\n");
  assertEquals(await answer, "wait\n");
  release();
  assertEquals(await talk.read(), "1\n");
  instrument.lie = "0";
  assertEquals(await talk.ask("*OPC?\n"), "0\n");
});

Deno.test("it can be unplugged and plugged in again at the same port", async () => {
  await using talk = await Talk.begin();
  const { instrument } = talk;
  const { port } = instrument;
  await instrument.unplug();
  assertEquals(instrument.connections, 0);
  assertEquals(await talk.read().catch(() => undefined), undefined);
  await assertRejects(
    () => Deno.connect({ port }),
    Deno.errors.ConnectionRefused,
  );

  instrument.plugIn();
  await talk.connect();
  assertEquals(instrument.port, port);
  assertEquals(await talk.ask("*OPC?\n"), "1\n");
  assertEquals(instrument.accepted, 2);
});

Deno.test("an instrument ends with its test, whatever it is doing", async () => {
  const talk = await Talk.begin();
  talk.instrument.hold();
  const answer = talk.ask("*OPC?\n").catch(() => "cut");
  await talk.instrument.until(() => talk.instrument.received.length === 1);
  await talk[Symbol.asyncDispose]();

  assert(["<end>", "cut"].includes(await answer));
});
