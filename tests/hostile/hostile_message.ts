/**
 * Messages that no honest program would send, from a seeded random generator: the same seed gives the same messages.
 *
 * @module
 */
import { frameType } from "../../src/broker/frames.ts";
import { basicClass } from "../../src/broker/methods.ts";
import type { Writer } from "../../src/broker/writer.ts";
import type { Random } from "../broker/random.ts";
import { writeMethod } from "../broker/raw_client.ts";

/** The longest payload that victims take, in bytes. */
export const longest = 2_000_000;

/** Where hostile messages go, and what they name. */
export interface Aim {
  /** The exchanges. */
  readonly exchanges: readonly string[];
  /** The routing keys of those who listen. */
  readonly targets: readonly string[];
  /** Queues that replies may be asked to. */
  readonly replyTo: readonly string[];
  /** Correlation ids that somebody waits for. */
  readonly correlationIds: readonly string[];
}

/** Names that lead out of a table if they are looked up carelessly. */
const names: readonly string[] = [
  ...["__proto__", "constructor", "prototype", "toString", "valueOf"],
  ...["hasOwnProperty", "__defineGetter__", "constructor.constructor"],
  ...["lockout", "context", "service", "start", "stop", "onGet", "on_get"],
  ...["on_set", "get", "set", "#value", "name", "async", "attributes"],
  ...["is-locked", "ping", "lock", "unlock", "set_condition", "describe"],
  ...["log_interval", "start_logging", "stop_logging", "throw_something"],
  ...["log_routing_key_prefix", "check_field", "calibration", "get_on_set"],
  ...["initial_value", "", ".", "..", "a.b.c", "\u0000", "ping.extra"],
];

const bodies: readonly string[] = [
  "null",
  "{}",
  "[]",
  "0",
  '{"values":[1]}',
  '{"values":["x"]}',
  '{"values":[true]}',
  '{"values":[0.1]}',
  '{"values":[]}',
  '{"values":[null]}',
  '{"values":[[1]]}',
  '{"values":{"length":4294967295}}',
  '{"values":[1,2,3,4,5,6,7,8,9]}',
  '{"__proto__":{"polluted":1},"values":[1]}',
  '{"values":[{"__proto__":{"polluted":1}}]}',
  '{"constructor":{"prototype":{"polluted":1}},"values":[]}',
  '{"force":true}',
  '{"force":{"valueOf":"polluted"}}',
  '{"toString":1,"valueOf":2,"values":[1]}',
  // What makes a pattern that backtracks take for ever.
  `{"values":["${"1".repeat(50_000)}x"]}`,
  `{"values":["${"1_".repeat(20_000)}"]}`,
  `{"values":["${" ".repeat(50_000)}x"]}`,
  "1e999",
  "-0",
  "18446744073709551616",
  '"\\ud800"',
  "{",
  "[1,",
  '"',
  "",
  " ",
  "\ufeffnull",
  "nul",
  "NaN",
  '{"values":[1e400]}',
];

/** Writes one hostile message as the frames of basic.publish. */
export function writeHostile(
  writer: Writer,
  channel: number,
  random: Random,
  aim: Aim,
): void {
  const body = bodyOf(random);
  const key = random.below(2000) === 0
    ? random.bytes(random.below(256))
    : utf8(routingKey(random, aim));
  writeMethod(writer, channel, "basic.publish", () => {
    writer.uint16(0).shortString(random.pick(aim.exchanges));
    shortBytes(writer, key);
    writer.uint8(random.below(2));
  });
  writer.frame(frameType.header, channel, () => {
    writer.uint16(basicClass).uint16(0).uint64(body.length);
    writeProperties(writer, random, aim);
  });
  for (let at = 0; at < body.length; at += 100_000) {
    const part = body.subarray(at, at + 100_000);
    writer.frame(frameType.body, channel, () => writer.bytes(part));
  }
}

function routingKey(random: Random, { targets }: Aim): string {
  const target = random.pick(targets);
  return random.pick([
    ...Array(24).fill(target),
    `${target}.${random.pick(names)}`,
    random.pick(names),
    `sensor_value.${target}`,
    "x".repeat(255),
    `heartbeat.${"x".repeat(245)}`,
    `heartbeat.${random.pick(["#", "*", "é".repeat(120)])}`,
  ]);
}

function writeProperties(writer: Writer, random: Random, aim: Aim): void {
  const bits = {
    contentEncoding: 0x4000,
    headers: 0x2000,
    priority: 0x0800,
    correlationId: 0x0400,
    replyTo: 0x0200,
    messageId: 0x0080,
  };
  let flags = Object.values(bits).reduce((sum, bit) => sum | bit);
  if (random.below(8) === 0) flags &= ~random.pick(Object.values(bits));
  writer.uint16(flags);
  if (flags & bits.contentEncoding) {
    const odd = random.below(50) === 0;
    writer.shortString(odd ? "text/plain" : "application/json");
  }
  if (flags & bits.headers) writeHeaders(writer, random);
  if (flags & bits.priority) writer.uint8(random.below(256));
  if (flags & bits.correlationId) {
    shortBytes(writer, idBytes(random, aim.correlationIds));
  }
  if (flags & bits.replyTo) shortBytes(writer, idBytes(random, aim.replyTo));
  if (flags & bits.messageId) shortBytes(writer, utf8(messageId(random)));
}

/** Seldom bytes that are no text, else one of those known. */
function idBytes(random: Random, known: readonly string[]): Uint8Array {
  return random.below(20) === 0
    ? random.bytes(random.below(256))
    : utf8(random.pick(known));
}

/** Whole messages, chunks of few ids so that they meet, and nonsense. */
function messageId(random: Random): string {
  if (random.below(5) > 0) return `${random.below(2 ** 31)}/0/1`;
  const part = () =>
    random.pick([0, 1, 2, 3, 9_999, 10_000, 999_999_999, -1, "", "x", "1e3"]);
  const id = random.pick(["a", "b", "", random.below(2 ** 31)]);
  return random.pick([
    `${id}/${part()}/${part()}`,
    `${id}/${random.below(3)}/3`,
    `${id}/${random.below(9999)}/9999`,
    `${id}/${part()}/${part()}/${part()}`,
    `${id}`,
    "/",
  ]);
}

type WriteField = (writer: Writer) => void;

const text = (value: string): WriteField => (writer) =>
  writer.uint8(0x53).longString(value);
const number = (value: number): WriteField => (writer) =>
  writer.uint8(0x69).uint32(value);

function writeHeaders(writer: Writer, random: Random): void {
  const specifier = random.below(100) === 0
    ? "x".repeat(60_000)
    : random.pick(names);
  const fields = new Map<string, WriteField>([
    ["message_type", number(random.pick([...Array(20).fill(3), 2, 4, 0]))],
    ["message_operation", number(random.pick([0, 1, 9, 0, 1, 9, 2, 4e9]))],
    ["specifier", text(specifier)],
    ["lockout_key", text(lockoutKey(random))],
    ["timestamp", text(random.pick(["", "2026-01-01T00:00:00Z", "x"]))],
    ["return_code", number(random.pick([0, 1, 304, 999, 4e9]))],
    ["return_message", text(random.pick(["", "polluted", "x".repeat(9000)]))],
    ["sender_info", (writer) => writeSender(writer, random)],
  ]);
  if (random.below(4) === 0) {
    const name = random.pick([...fields.keys(), ...names]);
    fields.set(name, oddField(random));
  }
  if (random.below(10) === 0) fields.delete(random.pick([...fields.keys()]));
  writer.sized(() => {
    for (const [name, write] of fields) {
      writer.shortString(name);
      write(writer);
    }
  });
}

function writeSender(writer: Writer, random: Random): void {
  const members = ["exe", "hostname", "username", "service_name"];
  if (random.below(4) === 0) members.push(random.pick(names));
  writer.uint8(0x46).sized(() => {
    for (const name of members) {
      writer.shortString(name);
      (random.below(10) === 0 ? oddField(random) : text("polluted?"))(writer);
    }
    writer.shortString("versions").uint8(0x46).sized(() => {
      writer.shortString(random.pick(names));
      oddField(random)(writer);
    });
  });
}

function lockoutKey(random: Random): string {
  const key = "0123456789abcdef0123456789ABCDEF";
  return random.pick(["", "", "", key, `{${key}}`, "{", "x", "0".repeat(999)]);
}

/** A field of any type that AMQP knows; seldom of one that it does not know. */
function oddField(random: Random, depth = 0): WriteField {
  if (depth === 0 && random.below(30) === 0) return nested(random);
  const sizes = { t: 1, b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, l: 8, f: 4, d: 8 };
  const fixed = { ...sizes, L: 8, D: 5, T: 8, V: 0 };
  const type = random.below(2000) === 0
    ? "Z"
    : random.pick([...Object.keys(fixed), "S", "x", "F", "A"]);
  const content = random.bytes(random.below(20));
  const inner = depth < 5 ? oddField(random, depth + 1) : number(1);
  const name = random.pick(names);
  return (writer) => {
    writer.uint8(type.charCodeAt(0));
    if (type === "S" || type === "x") {
      writer.uint32(content.length).bytes(content);
    } else if (type === "A") writer.sized(() => inner(writer));
    else if (type === "F") {
      writer.sized(() => inner(writer.shortString(name)));
    } else {
      const size = new Map(Object.entries(fixed)).get(type) ?? 8;
      writer.bytes(new Uint8Array(size).fill(content[0] ?? 0));
    }
  };
}

/** Tables within each other; seldom more than the embedded broker lets through. */
function nested(random: Random): WriteField {
  const deepest = random.below(50) === 0 ? 5000 : 55;
  const depth = random.below(deepest);
  return (writer) => {
    writer.uint8(0x46);
    for (let inside = depth * 6; inside > 0; inside -= 6) {
      writer.uint32(inside).uint8(0).uint8(0x46);
    }
    writer.uint32(0);
  };
}

function bodyOf(random: Random): Uint8Array {
  switch (random.below(30)) {
    case 0:
      return random.bytes(random.below(100));
    case 1: {
      const depth = random.pick([150, 250, 50_000]);
      return utf8("[".repeat(depth) + "]".repeat(depth));
    }
    case 2:
      return utf8(`{"values":["${"x".repeat(random.below(200_000))}"]}`);
    case 3:
      return utf8(`{"a":`.repeat(random.below(300)));
    case 4:
      return utf8(`{"${random.pick(names)}":1,"values":[]}`);
    case 6:
      // Longer than is taken; seldom, as it takes time.
      return random.below(20) === 0
        ? new Uint8Array(longest + 1)
        : utf8("[[],{}]");
    case 7:
      return random.below(20) === 0
        ? utf8(`[${"[],".repeat(random.below(300_000))}0]`)
        : utf8("[]");
    case 5:
      return utf8(`[${"9".repeat(random.below(400))}]`);
    default:
      return utf8(random.pick(bodies));
  }
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function shortBytes(writer: Writer, bytes: Uint8Array): void {
  writer.uint8(bytes.length).bytes(bytes);
}
