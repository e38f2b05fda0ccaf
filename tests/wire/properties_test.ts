import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  type AmqpProperties,
  decode,
  encode,
  encodeSenderInfo,
  JsonError,
  type Message,
  nilKey,
  operations,
  timestampText,
  UnreadableMessage,
} from "../../src/wire/mod.ts";
import { alert, randomMessage, reply, request } from "./messages.ts";
import { Random } from "./random.ts";
import { fieldList } from "./recordings.ts";

const id = "0c1ad6a2-8d7c-4f0b-b5fd-9d8a2ff6e0a1";
const now = Date.UTC(2026, 10, 22, 7, 53, 52, 929);
const text = new TextDecoder();
const nothing = new TextEncoder().encode("null");

Deno.test("a message has the five properties of dripline and no others (19, 20)", () => {
  for (const message of [request(), reply(), alert()]) {
    const { properties } = only(message);
    assertEquals(Object.keys(properties).sort(), [
      "contentEncoding",
      "correlationId",
      "headers",
      "messageId",
      "replyTo",
    ]);
    assertEquals(properties.contentEncoding, "application/json");
    assertMatch(properties.messageId!, /^[0-9a-f-]{36}\/0\/1$/);
    assertEquals(properties.correlationId, message.correlationId);
    assertEquals(properties.replyTo, message.replyTo);
  }
});

Deno.test("a request carries exactly the standard's headers (21, 24, 25)", () => {
  for (
    const [operation, number] of [["set", 0], ["get", 1], ["cmd", 9]] as const
  ) {
    const message = request({ operation: operations[operation] });
    assertEquals(headersOf(message), [
      ["lockout_key", "S", "00000000-0000-0000-0000-000000000000"],
      ["message_operation", "i", number],
      ["message_type", "i", 3],
      senderField,
      ["specifier", "S", ""],
      ["timestamp", "S", "2026-11-22T07:53:52.929000Z"],
    ]);
  }
});

Deno.test("a reply carries exactly the standard's headers (22, 24)", () => {
  const message = reply({
    returnCode: 310,
    returnMessage: "no such attribute",
  });
  assertEquals(headersOf(message), [
    ["message_type", "i", 2],
    ["return_code", "i", 310],
    ["return_message", "S", "no such attribute"],
    senderField,
    ["specifier", "S", ""],
    ["timestamp", "S", "2026-11-22T07:53:52.929000Z"],
  ]);
});

Deno.test("an alert carries exactly the standard's headers (23, 24)", () => {
  assertEquals(headersOf(alert({ specifier: "a.b" })), [
    ["message_type", "i", 4],
    senderField,
    ["specifier", "S", "a.b"],
    ["timestamp", "S", "2026-11-22T07:53:52.929000Z"],
  ]);
});

Deno.test("a time is written in UTC with six digits of a second (26)", () => {
  assertEquals(timestampText(0), "1970-01-01T00:00:00.000000Z");
  assertEquals(timestampText(now + 0.7), "2026-11-22T07:53:52.929000Z");
});

Deno.test("sender_info names the five members, and of a version what is known (27, 28)", () => {
  assertEquals(encodeSenderInfo(request().senderInfo), {
    exe: "/usr/bin/deno",
    hostname: "lab",
    service_name: "my_store",
    username: "operator",
    versions: {
      dripline: { version: "3.0.0" },
      "dripline-deno": {
        commit: "na",
        package: "@dripline/dripline",
        version: "0.1.0",
      },
    },
  });
});

Deno.test("no payload is the four bytes null (29)", () => {
  assertEquals(text.decode(only(reply()).body), "null");
});

Deno.test("a payload is written as compact JSON (30)", () => {
  const message = alert({ payload: { b: 1, a: [2, 18446744073709551615n] } });
  assertEquals(
    text.decode(only(message).body),
    '{"b":1,"a":[2,18446744073709551615]}',
  );
});

Deno.test("a message is sent whole unless there is a limit, then in chunks that differ in their ids alone (31)", () => {
  const message = alert({ payload: "y".repeat(24_998) });
  assertEquals(only(message).body.length, 25_000);
  const chunks = encode(message, { id, now, maxPayloadSize: 10_000 });
  assertEquals(chunks.map(({ body }) => body.length), [10_000, 10_000, 5_000]);
  assertEquals(
    chunks.map(({ properties }) => properties.messageId),
    [`${id}/0/3`, `${id}/1/3`, `${id}/2/3`],
  );
  for (const { properties } of chunks) {
    assertEquals({ ...properties, messageId: "" }, {
      ...only(message).properties,
      messageId: "",
    });
  }
});

Deno.test("what cannot be read back is not sent: NaN, numbers that are no unsigned 32-bit integers, a limit of 0 (35)", () => {
  const options = { id, now };
  assertThrows(
    () => encode(reply({ payload: { value: NaN } }), options),
    JsonError,
    "payload.value",
  );
  for (const returnCode of [-1, 0.5, NaN, 2 ** 32]) {
    assertThrows(
      () => encode(reply({ returnCode }), options),
      RangeError,
      `return_code ${returnCode}`,
    );
    assertThrows(
      () => encode(request({ operation: returnCode }), options),
      RangeError,
      `message_operation ${returnCode}`,
    );
  }
  assertThrows(
    () => encode(reply(), { ...options, maxPayloadSize: 0 }),
    RangeError,
    "max_payload_size",
  );
});

Deno.test("a message is read back as it was written (32, 68)", () => {
  const random = new Random(5);
  for (let i = 0; i < 1000; i++) {
    const message = randomMessage(random);
    const { body, properties } = only(message);
    const envelope = decode(message.routingKey, received(properties));
    assertEquals(envelope.chunk, { id, index: 0, total: 1 });
    assertEquals(envelope.open(body), message);
  }
});

Deno.test("a request without a key has the nil key; one whose key is no key has none (42, 65)", () => {
  const keyOf = (changes: Record<string, unknown>) => {
    const message = openWith(request(), changes);
    assert(message.type === "request");
    return message.lockoutKey;
  };
  assertEquals(keyOf({ lockout_key: undefined }), nilKey);
  assertEquals(keyOf({ lockout_key: "" }), nilKey);
  assertEquals(keyOf({ lockout_key: "zzz" }), undefined);
});

Deno.test("headers that are missing have the standard's defaults (40, 42, 63)", () => {
  const { versions: _, ...bare } = request().senderInfo;
  assertEquals(
    openWith(request(), {
      lockout_key: undefined,
      message_operation: undefined,
      specifier: undefined,
      timestamp: undefined,
      sender_info: { ...bare, service_name: "my_store" },
    }),
    request({
      lockoutKey: nilKey,
      operation: 4294967295,
      timestamp: "",
      senderInfo: { ...request().senderInfo, versions: {} },
    }),
  );
  assertEquals(
    openWith(reply(), { return_code: undefined, return_message: undefined }),
    reply({ returnCode: 999 }),
  );
});

Deno.test("properties that are missing are empty texts", () => {
  const { headers } = received(only(reply()).properties);
  const envelope = decode("key", {
    contentEncoding: "application/json",
    headers,
  });
  assertEquals(envelope.chunk, { id: "", index: 0, total: 1 });
  const { correlationId, replyTo } = envelope.open(nothing);
  assertEquals([correlationId, replyTo], ["", ""]);
});

Deno.test("an integer header is converted to an unsigned one, as the originals do (37)", () => {
  const codeOf = (value: number) => {
    const message = openWith(reply(), { return_code: value });
    assert(message.type === "reply");
    return message.returnCode;
  };
  assertEquals(codeOf(-1), 4294967295);
  assertEquals(codeOf(2 ** 32 + 5), 5);
});

Deno.test("a text header may come as bytes", () => {
  const specifier = new TextEncoder().encode("a.b");
  assertEquals(openWith(alert(), { specifier }).specifier, "a.b");
});

Deno.test("a header of the wrong type makes a message unreadable (38, 43)", () => {
  const wrong: [Message, string, unknown[]][] = [
    [request(), "message_type", ["3", null, 0.5, true, {}]],
    [request(), "message_operation", ["1", null, NaN]],
    [request(), "lockout_key", [1, null]],
    [request(), "specifier", [null, 1, ["a"]]],
    [request(), "timestamp", [1, { "!": "timestamp", value: 1 }]],
    [reply(), "return_code", ["0", null, 1.5]],
    [reply(), "return_message", [0, null]],
  ];
  for (const [message, name, values] of wrong) {
    for (const value of values) {
      assertThrows(
        () => openWith(message, { [name]: value }),
        UnreadableMessage,
        name,
      );
    }
  }
});

Deno.test("a type of message that dripline does not have is unreadable (39)", () => {
  for (const type of [0, 1, 5, 9, undefined]) {
    assertThrows(
      () => openWith(request(), { message_type: type }),
      UnreadableMessage,
      `unhandled type: ${type ?? 4294967295}`,
    );
  }
});

Deno.test("another content encoding is unreadable, and the reason names it (44)", () => {
  const { properties } = only(request());
  for (const contentEncoding of [undefined, "utf-8", "application/JSON"]) {
    assertThrows(
      () => decode("key", { ...properties, contentEncoding }),
      UnreadableMessage,
      `content type <${contentEncoding ?? ""}>`,
    );
  }
});

Deno.test("a message id that makes no sense is unreadable, and the reason names it (52, 53, 54)", () => {
  const { properties } = only(request());
  for (const messageId of ["u/0", "u/3/2", "u/0/0", "abc/x/y"]) {
    assertThrows(
      () => decode("key", { ...properties, messageId }),
      UnreadableMessage,
      `<${messageId}>`,
    );
  }
});

Deno.test("a sender that says too little is read, with unknown for what is missing (45, 46)", () => {
  const unknown = {
    exe: "unknown",
    hostname: "unknown",
    username: "unknown",
    serviceName: "unknown",
    versions: {},
  };
  for (
    const value of [
      undefined,
      null,
      "me",
      5,
      [],
      {},
      { versions: "1.0" },
      { versions: new Uint8Array(3) },
      new Uint8Array(3),
    ]
  ) {
    assertEquals(openWith(alert(), { sender_info: value }).senderInfo, unknown);
  }
  assertEquals(
    openWith(alert(), {
      sender_info: {
        exe: 5,
        extra: {},
        versions: { x: {}, y: new Uint8Array(2) },
      },
    }).senderInfo,
    {
      ...unknown,
      exe: "5",
      versions: {
        x: { version: "unknown", commit: "", package: "" },
        y: { version: "unknown", commit: "", package: "" },
      },
    },
  );
});

Deno.test("headers named like members of Object are headers and nothing else (47)", () => {
  const headers = JSON.parse('{"__proto__":{"specifier":"x"},"constructor":1}');
  const { specifier } = openWith(alert(), { specifier: undefined, ...headers });
  assertEquals(specifier, "");
  const inherited = Object.create(received(only(alert()).properties).headers!);
  assertThrows(
    () =>
      decode("key", {
        contentEncoding: "application/json",
        headers: inherited,
      }),
    UnreadableMessage,
  );
});

Deno.test("a body that is no JSON makes an invalid message with its text (48, 49)", () => {
  for (const body of ["", "{oops", "\ufeffnull", "1e400", '{"v":}']) {
    const message = decode("key", received(only(request()).properties))
      .open(new TextEncoder().encode(body));
    assertEquals([message.valid, message.payload], [false, {
      error: "Message body could not be parsed; skipping request",
      invalid: body,
    }]);
  }
});

Deno.test("any JSON value is a payload, and broken UTF-8 within a text is replaced (50)", () => {
  const open = (body: Uint8Array) =>
    decode("key", received(only(request()).properties)).open(body);
  for (
    const [body, payload] of [['"str"', "str"], ["5", 5], ["null", null], [
      "[1]",
      [1],
    ]]
  ) {
    const message = open(new TextEncoder().encode(body as string));
    assertEquals<unknown>([message.valid, message.payload], [true, payload]);
  }
  assertEquals(open(Uint8Array.of(0x22, 0xff, 0x22)).payload, "\ufffd");
});

Deno.test("of a body that cannot be read only so much is kept that a reply can carry it back", () => {
  const body = new Uint8Array(1_000_000).fill(0xff);
  const { payload } = decode("k", received(only(request()).properties))
    .open(body);
  assertEquals((payload as { invalid: string }).invalid.length, 100_000);
});

Deno.test("a payload beyond the limit is not sent", () => {
  const long = request({ payload: "x".repeat(99) });
  assertThrows(
    () => encode(long, { id, now, maxMessageSize: 100 }),
    RangeError,
    "Cannot send a payload of 101 bytes: at most 100 are sent and taken",
  );
  assertEquals(encode(long, { id, now, maxMessageSize: 101 }).length, 1);
});

Deno.test("a message with holes is invalid and says so (59)", () => {
  const { properties } = only(request());
  const message = decode("key", received(properties))
    .openIncomplete(new TextEncoder().encode('{"a":###'));
  assertEquals([message.valid, message.payload], [false, {
    error: "Entire message was not available",
    invalid: '{"a":###',
  }]);
});

Deno.test("nothing that comes in makes decode() throw anything but UnreadableMessage, or open() anything at all", () => {
  const random = new Random(6);
  let opened = 0;
  for (let i = 0; i < 20_000; i++) {
    const properties = spoiled(random, only(randomMessage(random)).properties);
    try {
      const envelope = decode(random.text(), properties);
      envelope.open(random.bytes());
      envelope.openIncomplete(random.bytes());
      opened++;
    } catch (error) {
      assert(error instanceof UnreadableMessage, String(error));
    }
  }
  assert(opened > 2000 && opened < 18_000, `${opened}`);
});

const senderField = ["sender_info", "F", [
  ["exe", "S", "/usr/bin/deno"],
  ["hostname", "S", "lab"],
  ["service_name", "S", "my_store"],
  ["username", "S", "operator"],
  ["versions", "F", [
    ["dripline", "F", [["version", "S", "3.0.0"]]],
    ["dripline-deno", "F", [
      ["commit", "S", "na"],
      ["package", "S", "@dripline/dripline"],
      ["version", "S", "0.1.0"],
    ]],
  ]],
]] as const;

function only(message: Message) {
  const [sent, ...more] = encode(message, { id, now });
  assertEquals(more, []);
  return sent!;
}

function headersOf(message: Message): unknown {
  return fieldList(only(message).properties.headers!);
}

/** What amqplib makes of integers that went over the wire. */
function received(properties: AmqpProperties): AmqpProperties {
  const headers = Object.entries(properties.headers!).map(([name, value]) => [
    name,
    Object.hasOwn(value as object, "!")
      ? (value as { value: unknown }).value
      : value,
  ]);
  return { ...properties, headers: Object.fromEntries(headers) };
}

/** Reads a message of which some headers are changed, or taken away where the change is `undefined`. */
function openWith(message: Message, changes: Record<string, unknown>): Message {
  const { headers, ...properties } = received(only(message).properties);
  const changed = Object.entries({ ...headers, ...changes })
    .filter(([, value]) => value !== undefined);
  return decode(message.routingKey, {
    ...properties,
    headers: Object.fromEntries(changed),
  }).open(nothing);
}

/** Puts nonsense into one place, or into none. */
function spoiled(random: Random, properties: AmqpProperties): AmqpProperties {
  const intact = received(properties);
  const nonsense: unknown = random.pick([
    () => random.json(3),
    () => random.bytes(),
    () => undefined,
    () => NaN,
    () => random.text(),
    () => ({ "!": "timestamp", value: random.number() }),
  ])();
  const name = random.pick(Object.keys(intact.headers!));
  return random.pick<() => AmqpProperties>([
    () => ({ ...intact, headers: { ...intact.headers, [name]: nonsense } }),
    () => {
      const sender = intact.headers!.sender_info as Record<string, unknown>;
      const part = random.pick(Object.keys(sender));
      const changed = { ...sender, [part]: nonsense };
      return {
        ...intact,
        headers: { ...intact.headers, sender_info: changed },
      };
    },
    () => {
      const part = random.pick(Object.keys(intact));
      return { ...intact, [part]: nonsense } as AmqpProperties;
    },
    () => intact,
  ])();
}
