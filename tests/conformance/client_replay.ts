/**
 * Sends recorded replies to our client, as answers to its requests, and compares what it makes of them with what dl-agent made.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Client, type JsonObject, ReplyError } from "../../mod.ts";
import {
  messageJson,
  parseJson,
  type Reply,
  stringifyJson,
} from "../../src/wire/mod.ts";
import {
  printedObjects,
  type Recorded,
  recordings,
} from "../wire/recordings.ts";
import { plainReply, rawMessage } from "./raw_message.ts";
import type { RawPeer } from "./raw_peer.ts";
import { canonical } from "./view.ts";

/** What a client made of replies: the parts of the one it took, or nothing. */
export type Outcome = Readonly<Record<string, string>> | "no reply";

/** Replies so long that dl-agent cut off what it printed of them. It took them all. */
const cutOff = [
  "80-agent-big-multi-frame",
  "80-agent-big-one-frame",
  "80-agent-hdr-large",
];

/** What is new in each message. */
const unique = ["correlation_id", "message_id", "routing_key"];

/** Sent when the recording ends. A client that gets this took nothing of what was recorded. */
const end = "the end of the scenario";

/** The scenarios in which dl-agent was sent replies, and what it was sent. */
export const replyScenarios: ReadonlyMap<string, readonly Recorded[]> = Map
  .groupBy(
    recordings.filter(({ scenario }) => /^80-/.test(scenario)),
    ({ scenario }) => scenario,
  );

/** What dl-agent made of the replies of a scenario. */
export function recordedOutcome(scenario: string): Outcome {
  const printed = printedObjects.find((each) => each.scenario === scenario);
  if (printed) return partsOf(parseJson(printed.json) as JsonObject);
  if (!cutOff.includes(scenario)) return "no reply";
  const sent = replyScenarios.get(scenario)!.find(isForeign)!;
  const { headers = {} } = sent.properties;
  const { message_operation: _, ...shown } = headers;
  return partsOf({
    ...shown as JsonObject,
    encoding: "application/json",
    payload: parseJson(new TextDecoder().decode(sent.body)),
    reply_to: "",
  });
}

/** Has the client ask, and the peer answer as recorded. Returns what the client makes of it. */
export async function ourOutcome(
  client: Client,
  peer: RawPeer,
  endpoint: string,
  scenario: string,
): Promise<Outcome> {
  const asked = client.request({ endpoint, operation: "get", timeout: 10 });
  await answer(peer, scenario);
  const reply = await asked;
  const outcome = outcomeOf(reply);
  const got = client.get(endpoint, { timeout: 10 })
    .then((payload) => ({ payload }), (error) => error);
  await answer(peer, scenario);
  assertSame(await got, reply);
  return outcome;
}

/** Waits for a request, and sends what was sent then. */
async function answer(peer: RawPeer, scenario: string): Promise<void> {
  const request = await peer.next();
  const messages = replyScenarios.get(scenario)!;
  const [recordedRequest] = messages.filter((each) => !isForeign(each));
  const correlationId = request.properties.get("correlationId");
  for (const recorded of messages.filter(isForeign)) {
    const message = rawMessage(recorded);
    const properties = new Map(message.properties);
    const id = recorded.properties.correlationId;
    if (id !== undefined && id === recordedRequest!.properties.correlationId) {
      properties.set("correlationId", correlationId);
    }
    const sent = {
      ...message,
      exchange: recorded.exchange === "" ? "" : request.exchange,
      routingKey: request.properties.get("replyTo") as string,
      properties,
    };
    for (let i = 0; i < recorded.times; i++) await peer.publish(sent);
  }
  await peer.publish(plainReply(request, end));
}

function isForeign({ publisher }: Recorded): boolean {
  return publisher === undefined;
}

function outcomeOf(reply: Reply): Outcome {
  if (reply.returnMessage === end) return "no reply";
  return partsOf(messageJson(reply));
}

function partsOf(message: JsonObject): Outcome {
  return Object.fromEntries(
    Object.entries(message)
      .filter(([name]) => !unique.includes(name))
      .map(([name, value]) => [name, canonical(stringifyJson(value))])
      .sort(),
  );
}

/** `get` gives the payload, or throws: what the reply says at codes from 100 on, and 402 at one that cannot be read. */
function assertSame(got: unknown, reply: Reply): void {
  const { returnCode, returnMessage, payload } = reply;
  if (!reply.valid && returnCode < 100) {
    assertEquals((got as ReplyError).returnCode.value, 402);
    return;
  }
  const expected = returnCode < 100
    ? { payload }
    : { returnCode, returnMessage, payload };
  const actual = got instanceof ReplyError
    ? {
      returnCode: got.returnCode.value,
      returnMessage: got.message,
      payload: got.payload,
    }
    : got;
  assertEquals(actual, expected);
}
