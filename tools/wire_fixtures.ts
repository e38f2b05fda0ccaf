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

/** A header as recorded. An item of an array has no name. */
interface RecordedField {
  name?: string;
  type: string;
  value: unknown;
}

interface RecordedEvent {
  method?: string;
  dir: string;
  label: string;
  args: { routing_key: string };
  properties: Record<string, unknown> & { headers: RecordedField[] };
  body_size: number;
  body_utf8?: string;
  body_hex?: string;
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
  /** Which of the originals sent it. */
  publisher?: string;
  /** Why the originals could not read it. */
  refused?: string;
  routingKey: string;
  properties: Record<string, unknown>;
  /** The body: as text, or in hexadecimal if it is no text, or its size alone if it is long. */
  body: string | { hex: string } | { size: number };
}

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
    if (!/^basic\.(publish|deliver)$/.test(event.method ?? "")) continue;
    const fixture = toFixture(recording.scenario, event);
    const key = JSON.stringify(fixture);
    if (!found.has(key)) found.set(key, fixture);
    if (event.method === "basic.publish" && originals.has(event.label)) {
      found.get(key)!.publisher = event.label;
    }
  }
  const foreign = [...found.values()].filter((message) => !message.publisher);
  refusals(recording).forEach((reason, i) => foreign[i]!.refused = reason);
  return [...found.values()];
}

function toFixture(scenario: string, event: RecordedEvent): Fixture {
  const { headers, ...others } = event.properties;
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(others)) {
    properties[name.replace(/_(.)/g, (_, c) => c.toUpperCase())] = value;
  }
  properties.headers = headers.map(toField);
  const body = event.body_utf8 !== undefined
    ? event.body_utf8
    : event.body_hex !== undefined
    ? { hex: event.body_hex }
    : { size: event.body_size };
  return { scenario, routingKey: event.args.routing_key, properties, body };
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
