/**
 * Extracts tests/wire/fixtures from recordings of the originals. Needed only to refresh them:
 *
 *     deno run -R -W tools/wire_fixtures.ts <folder with the recordings>
 *
 * Every file has one JSON value a line.
 *
 * @module
 */
// deno-lint-ignore-file camelcase -- names of the recordings
import { createHash } from "node:crypto";

/** A header as recorded. An item of an array has no name. */
interface RecordedField {
  name?: string;
  type: string;
  value: unknown;
}

interface RecordedEvent {
  seq: number;
  conn: number;
  method?: string;
  dir: string;
  label: string;
  args: { exchange: string; routing_key: string };
  properties: Record<string, unknown> & { headers: RecordedField[] };
  body_size: number;
  body_utf8?: string;
  body_hex?: string;
  /** The beginning and the end of a long body, and its checksum. */
  body_utf8_head?: string;
  body_utf8_tail?: string;
  body_sha256?: string;
}

interface Recording {
  scenario: string;
  stdout?: string;
  service_log?: string[];
  signal?: string | null;
  service_after?: { signal?: string | null } | string;
  events: RecordedEvent[];
}

/** A header in the fixtures: name, AMQP field type, value. */
type Field = [name: string, type: string, value: unknown];

/** A message in the fixtures. */
interface Fixture {
  scenario: string;
  /** Its place among all recorded events. */
  at: number;
  /** How often it was sent, if more than once. */
  times?: number;
  /** Which of the originals sent it. */
  publisher?: string;
  /** Which runs of originals it reached: name and connection. */
  reached?: string[];
  /** Whether the broker returned it. */
  returned?: true;
  /** Why the originals could not read it. */
  refused?: string;
  /** Unless it is the one for messages of its type. */
  exchange?: string;
  routingKey: string;
  properties: Record<string, unknown>;
  /** The body. */
  kept: Body;
}

/** A body: as text, or in hexadecimal if it is no text, or as text with one character repeated to fill `size` bytes. */
type Body =
  | string
  | { hex: string }
  | { head: string; fill: string; tail: string; size: number };

const originals = new Set(["agent", "kvs", "simple", "osc"]);

/** What the originals log when they drop a message that they cannot read. */
const refusal =
  /receiver\.cc.* -> .*(?:processing message pack|handling message chunk|sending reply|handling message|processing the message): (?!Non-reply)(.*)/g;

const folder = Deno.args[0];
if (folder === undefined) throw new Error("Name the folder of the recordings");
const recordings = await read(folder);
const messages = recordings.flatMap(messagesOf);
await write("senders.jsonl", shareSenders(messages));
await write("messages.jsonl", messages);
await write("printed_texts.jsonl", recordings.flatMap(printedTexts));
await write("printed_objects.jsonl", recordings.flatMap(printedObjects));

async function read(folder: string): Promise<Recording[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  const found: Recording[] = [];
  for (const name of names.filter((n) => n.endsWith(".json")).sort()) {
    const content = JSON.parse(await Deno.readTextFile(`${folder}/${name}`));
    if (!Array.isArray(content)) found.push(content);
  }
  return found;
}

/** Every message of a recording once, in order, with what is known of its fate. */
function messagesOf(recording: Recording): Fixture[] {
  const found = new Map<string, Fixture>();
  for (const event of recording.events) {
    if (!/^basic\.(publish|deliver|return)$/.test(event.method ?? "")) continue;
    const content = toFixture(recording.scenario, event);
    const key = JSON.stringify(content);
    const known = found.get(key);
    const fixture: Fixture = known ?? { at: event.seq, ...content };
    found.set(key, fixture);
    const original = originals.has(event.label);
    if (event.method === "basic.return") fixture.returned = true;
    else if (event.method === "basic.deliver") {
      const run = `${event.label} ${event.conn}`;
      if (original && !fixture.reached?.includes(run)) {
        fixture.reached = [...fixture.reached ?? [], run];
      }
    } else {
      if (known) fixture.times = (fixture.times ?? 1) + 1;
      if (original) fixture.publisher = event.label;
    }
  }
  const foreign = [...found.values()].filter((message) => !message.publisher);
  refusals(recording).forEach((reason, i) => foreign[i]!.refused = reason);
  return [...found.values()];
}

function toFixture(
  scenario: string,
  event: RecordedEvent,
): Omit<Fixture, "at"> {
  const { headers, ...others } = event.properties;
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(others)) {
    properties[name.replace(/_(.)/g, (_, c) => c.toUpperCase())] = value;
  }
  properties.headers = headers.map(toField);
  const { exchange, routing_key: routingKey } = event.args;
  const isAlert = headers.some(({ name, value }) =>
    name === "message_type" && value === 4
  );
  return {
    scenario,
    ...(exchange !== (isAlert ? "alerts" : "requests") && { exchange }),
    routingKey,
    properties,
    kept: toBody(event),
  };
}

function toBody(event: RecordedEvent): Body {
  if (event.body_utf8 !== undefined) return event.body_utf8;
  if (event.body_hex !== undefined) return { hex: event.body_hex };
  const { body_utf8_head = "", body_utf8_tail = "", body_size: size } = event;
  const fill = body_utf8_head.slice(-1);
  const head = body_utf8_head.replace(new RegExp(`${fill}+$`), "");
  const tail = body_utf8_tail.replace(new RegExp(`^${fill}+`), "");
  const whole = head + fill.repeat(size - head.length - tail.length) + tail;
  const checksum = createHash("sha256").update(whole).digest("hex");
  if (checksum === event.body_sha256) return { head, fill, tail, size };
  throw new Error(`Cannot restore a body of ${size} bytes that begins ${head}`);
}

function toField({ name = "", type, value }: RecordedField): Field {
  const nested = type === "F" || type === "A";
  return [name, type, nested ? (value as RecordedField[]).map(toField) : value];
}

/** Why messages that no original sent were refused, first to last. */
function refusals(recording: Recording): string[] {
  if (!/^(70|80|96)-/.test(recording.scenario)) return [];
  const { service_after: after, service_log = [], stdout = "" } = recording;
  const signal = recording.signal ??
    (typeof after === "object" ? after.signal : undefined);
  if (signal === "SIGSEGV") return ["the program crashed"];
  const log = [...service_log, stdout].join("\n");
  return [...log.matchAll(refusal)].map((match) => match[1]!);
}

/** Sender information repeats: it is kept once and named by its number. Returns the list. */
function shareSenders(messages: Fixture[]): unknown[] {
  const senders: unknown[] = [];
  const numbers = new Map<string, number>();
  for (const { properties } of messages) {
    for (const field of properties.headers as Field[]) {
      if (field[0] !== "sender_info" || field[1] !== "F") continue;
      const key = JSON.stringify(field[2]);
      if (!numbers.has(key)) numbers.set(key, senders.push(field[2]) - 1);
      field[2] = numbers.get(key);
    }
  }
  return senders;
}

/** The messages that a program printed for people. */
function printedTexts({ scenario, stdout = "" }: Recording): unknown[] {
  const texts = stdout.match(/^.*Routing key: [^]*?\n(?=\n20\d\d-)/gm) ?? [];
  return texts.map((text) => ({
    scenario,
    text: text.replace(/^.*Routing key: /, "Routing key: "),
  }));
}

/** The message that dl-agent printed as JSON, unless it was cut off. A choice of scenarios that differ. */
function printedObjects({ scenario, stdout = "" }: Recording): unknown[] {
  if (!/^(1[0-9]|63|80)/.test(scenario)) return [];
  const json = /^\{"correlation_id".*\}$/m.exec(stdout)?.[0];
  return json === undefined ? [] : [{ scenario, json }];
}

async function write(name: string, items: unknown[]): Promise<void> {
  const lines = items.map((item) => JSON.stringify(item) + "\n");
  await Deno.writeTextFile(
    new URL(`../tests/wire/fixtures/${name}`, import.meta.url),
    lines.join(""),
  );
}
