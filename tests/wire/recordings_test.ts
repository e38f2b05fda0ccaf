import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ChunkPack,
  decode,
  encode,
  type Envelope,
  type Json,
  type Message,
  messageJson,
  messageText,
  parseJson,
  UnreadableMessage,
} from "../../src/wire/mod.ts";
import {
  type Field,
  field,
  fieldList,
  printedObjects,
  printedTexts,
  type Recorded,
  recordings,
} from "./recordings.ts";

/** What this implementation reads although the originals drop it or crash. All of it is on purpose. */
const lenient: Record<string, string> = {
  "70-mid-missing": "an id without a slash is a whole message (51)",
  "70-mid-plain": "an id without a slash is a whole message (51)",
  "80-agent-no-message-id": "an id without a slash is a whole message (51)",
  "80-agent-plain-message-id": "an id without a slash is a whole message (51)",
  "80-agent-garbage-then-ok": "an id without a slash is a whole message (51)",
  "70-missing-sender_info": "incomplete sender_info (45)",
  "70-sender-empty": "incomplete sender_info (45)",
  "70-sender-missing-exe": "incomplete sender_info (45)",
  "70-sender-missing-hostname": "incomplete sender_info (45)",
  "70-sender-missing-service_name": "incomplete sender_info (45)",
  "70-sender-missing-username": "incomplete sender_info (45)",
  "70-sender-missing-versions": "incomplete sender_info (45)",
  "70-sender-string": "incomplete sender_info (45)",
  "70-sender-version-no-version": "incomplete sender_info (45)",
  "80-agent-missing-sender_info": "incomplete sender_info (45)",
  "70-type-double": "amqplib tells no 3.0 from 3",
  "70-type-float": "amqplib tells no 3.0 from 3",
  "80-agent-rc-double": "amqplib tells no 200.0 from 200",
};

const readable = recordings.filter((recorded) => !recorded.refused);
const chunked = chunkedMessages();
const ours = recordings.filter((recorded) => recorded.publisher);

Deno.test("decode() reads every recorded message that the originals read (37, 42, 46, 47, 55, 63)", () => {
  assert(readable.length > 400);
  for (const recorded of readable) {
    const expected = expectedMessage(recorded);
    const message = open(recorded);
    assertEquals<unknown>(message, { ...expected, ...contentOf(message) });
  }
});

Deno.test("decode() drops every recorded message that the originals drop, but for the lenient ones (38, 39, 43, 44, 53, 54)", () => {
  const accepted = new Set<string>();
  let dropped = 0;
  for (const recorded of recordings.filter(({ refused }) => refused)) {
    if (recorded.scenario in lenient) {
      decodeRecorded(recorded).open(recorded.body!);
      accepted.add(recorded.scenario);
    } else {
      assertThrows(() => decodeRecorded(recorded), UnreadableMessage);
      dropped++;
    }
  }
  assertEquals([...accepted].sort(), Object.keys(lenient).sort());
  assertEquals(dropped, 24);
});

Deno.test("a body is read or refused as in the recordings (48, 49, 50)", () => {
  let refused = 0;
  for (const request of readable.filter(isWhole)) {
    const message = open(request);
    const reply = readable.find(({ scenario, fields }) =>
      scenario === request.scenario && field(fields, "return_code") === 302
    );
    if (message.type === "request" && reply) {
      assertEquals(contentOf(message), {
        payload: payloadOf(reply),
        valid: false,
      });
      refused++;
    } else if (message.valid) {
      assertEquals(message.payload, payloadOf(request), request.scenario);
    } else {
      assert(/^80-agent-body-(bad|empty)$/.test(request.scenario));
    }
  }
  assertEquals(refused, 7);
});

Deno.test("recorded chunks join to the whole message, whatever their order and however often they come (57, 58, 62)", () => {
  const scenarios = [...chunked.values()].map(({ scenario }) => scenario);
  assertEquals(new Set(scenarios).size, 14);
  for (const { message, scenario } of chunked.values()) {
    assert(message.valid, scenario);
  }
});

Deno.test("encode() writes what the originals sent, with the same properties, headers, field types and order (19, 21, 22, 23, 24, 25)", () => {
  assert(ours.length > 300);
  for (const recorded of ours.filter(isWhole)) {
    const { headers: _, ...properties } = recorded.properties;
    const [sent, ...more] = encode(open(recorded), {
      id: decodeRecorded(recorded).chunk.id,
      now: Date.parse(field(recorded.fields, "timestamp") as string),
    });
    const { headers, ...ownProperties } = sent!.properties;
    assertEquals(more, []);
    assertEquals(ownProperties, properties, recorded.scenario);
    assertEquals(fieldList(headers!), recorded.fields.map(toMilliseconds));
    assertEquals(
      parseJson(text(sent!.body)),
      payloadOf(recorded),
    );
  }
});

Deno.test("encode() cuts a message where the originals did (31)", () => {
  const parts = recordings.filter(({ scenario, properties }) =>
    scenario === "52-chunked-reply" && !properties.messageId!.endsWith("/0/1")
  );
  const { id } = decodeRecorded(parts[0]!).chunk;
  const { message } = chunked.get(id)!;
  const sent = encode(message, { id, now: 0, maxPayloadSize: 40 });
  assert(parts.length > 1);
  assertEquals(
    sent.map(({ body, properties }) => [properties.messageId, text(body)]),
    parts.map(({ body, properties }) => [properties.messageId, text(body)]),
  );
});

Deno.test("a payload of 25015 bytes is cut into chunks of the recorded sizes (31)", () => {
  const parts = recordings.filter(({ scenario, body }) =>
    scenario === "51-chunked-25k" && body.length > 1000
  );
  const [payload, id] = ["y".repeat(25013), "u"];
  const sent = encode({ ...open(ours[0]!), payload }, {
    id,
    now: 0,
    maxPayloadSize: 10_000,
  });
  assertEquals(
    sent.map(({ body, properties }) => [body.length, properties.messageId]),
    parts.map(({ body, properties }) => [
      body.length,
      properties.messageId!.replace(/^[^/]*/, id),
    ]),
  );
});

Deno.test("messageText() prints recorded messages as dl-agent and dl-mon did", () => {
  assertEquals(printedTexts.length, 12);
  for (const { scenario, text } of printedTexts) {
    const printed = readable.filter((recorded) =>
      recorded.scenario === scenario && isWhole(recorded)
    ).map((recorded) => messageText(open(recorded)));
    assert(printed.includes(text), `${scenario}\n${text}`);
  }
});

Deno.test("messageJson() has the content that dl-agent --json-print printed (69)", () => {
  const whole = new Map(chunked);
  for (const recorded of readable.filter(isWhole)) {
    const { id } = decodeRecorded(recorded).chunk;
    whole.set(id, { scenario: recorded.scenario, message: open(recorded) });
  }
  let compared = 0;
  for (const { scenario, json } of printedObjects) {
    const expected = parseJson(json) as { message_id: string };
    const id = expected.message_id;
    const found = whole.get(id);
    if (!found) continue;
    assertEquals(messageJson(found.message, { id }), expected, scenario);
    compared++;
  }
  assertEquals(compared, printedObjects.length);
});

function decodeRecorded(recorded: Recorded): Envelope {
  return decode(recorded.routingKey, recorded.properties);
}

function open(recorded: Recorded): Message {
  return decodeRecorded(recorded).open(recorded.body);
}

function isWhole({ properties }: Recorded): boolean {
  return properties.messageId!.endsWith("/0/1");
}

function contentOf({ payload, valid }: Message): object {
  return { payload, valid };
}

function payloadOf({ body }: Recorded): Json {
  return parseJson(text(body));
}

/** What section 3.3 of the standard makes of recorded headers. */
function expectedMessage(recorded: Recorded): object {
  const { fields, properties, routingKey } = recorded;
  const header = (name: string) => field(fields, name) ?? "";
  const sender = field(fields, "sender_info") as Field[];
  const type = field(fields, "message_type");
  return {
    routingKey,
    correlationId: properties.correlationId ?? "",
    replyTo: properties.replyTo ?? "",
    specifier: header("specifier"),
    timestamp: header("timestamp"),
    senderInfo: {
      exe: String(field(sender, "exe")),
      hostname: field(sender, "hostname"),
      username: field(sender, "username"),
      serviceName: field(sender, "service_name"),
      versions: Object.fromEntries(
        (field(sender, "versions") as Field[]).map(([name, , component]) => [
          name,
          {
            commit: "",
            package: "",
            ...Object.fromEntries(named(component as Field[])),
          },
        ]),
      ),
    },
    ...(type === 2 && {
      type: "reply",
      returnCode: (field(fields, "return_code") as number ?? 999) >>> 0,
      returnMessage: header("return_message"),
    }),
    ...(type === 3 && {
      type: "request",
      operation: field(fields, "message_operation") ?? 4294967295,
      lockoutKey: expectedKey(header("lockout_key") as string),
    }),
    ...(type === 4 && { type: "alert" }),
  };
}

function named(fields: Field[]): [string, unknown][] {
  return fields.map(([name, , value]) => [name, value]);
}

function expectedKey(spelled: string): string | undefined {
  const digits = spelled.replaceAll("-", "").toLowerCase() || "0".repeat(32);
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]]
    .map(([from, to]) => digits.slice(from, to)).join("-");
}

/** Every recorded message in chunks that came whole, by its id: joined from last to first, each chunk twice. */
function chunkedMessages(): Map<
  string,
  { scenario: string; message: Message }
> {
  const found = new Map<string, { scenario: string; message: Message }>();
  const packs = new Map<string, ChunkPack>();
  for (const recorded of readable.toReversed()) {
    if (isWhole(recorded)) continue;
    const envelope = decodeRecorded(recorded);
    const { id, index, total } = envelope.chunk;
    const pack = packs.get(id) ?? new ChunkPack(total);
    packs.set(id, pack);
    assert(pack.add(index, recorded.body));
    assert(!pack.add(index, recorded.body));
    if (!pack.complete) continue;
    const message = envelope.open(pack.join());
    found.set(id, { scenario: recorded.scenario, message });
  }
  return found;
}

/** The clock of JavaScript has no microseconds. */
function toMilliseconds([name, type, value]: Field): Field {
  if (name !== "timestamp") return [name, type, value];
  return [name, type, (value as string).replace(/\d{3}Z$/, "000Z")];
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
