/**
 * Says to our services what was said to those recorded, and compares what comes back.
 *
 * @module
 */
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { field, type Recorded, recordings } from "../wire/recordings.ts";
import { type RawMessage, rawMessage } from "./raw_message.ts";
import { type Heard, senderOf, Stage } from "./stage.ts";
import { differences, view } from "./view.ts";

/** Says what was said in the scenarios, in the order of their recording. Returns what came back otherwise than recorded. */
export async function replay(
  options: MeshOptions,
  group: RegExp,
): Promise<Map<string, object>> {
  await using stage = await Stage.open(options);
  const found = new Map<string, object>();
  for (const [scenario, messages] of scenarios(group)) {
    const said = messages.filter(isSaid);
    const answered = messages.filter(({ publisher = "agent" }) =>
      publisher !== "agent"
    ).map(rawMessage);
    const differing = compare(
      said,
      answered,
      await stage.play(said, answered.length),
    );
    if (Object.keys(differing).length > 0) found.set(scenario, differing);
  }
  return found;
}

/** The scenarios of a group in which something was said to services, in the order of their recording. */
export function scenarios(group: RegExp): Map<string, Recorded[]> {
  const all = Map.groupBy(
    recordings.filter(({ scenario }) => group.test(scenario))
      .sort((a, b) => a.at - b.at),
    ({ scenario }) => scenario,
  );
  return new Map([...all].filter(([, messages]) => messages.some(isSaid)));
}

/** Whether a message was said to services: by dl-agent, or by a test program. */
function isSaid(recorded: Recorded): boolean {
  const { publisher = "agent", reached, returned, exchange } = recorded;
  const lost = reached.length === 0 && !returned;
  return publisher === "agent" && exchange === "requests" &&
    !(lost && field(recorded.fields, "message_type") !== 3);
}

/** Tells what differs: part by part where as much came back as was recorded, otherwise all that came back. */
function compare(
  said: readonly Recorded[],
  answered: readonly RawMessage[],
  heard: Heard,
): object {
  const withAlerts = answered.some(({ exchange }) => exchange === "alerts");
  // Alerts and replies go different ways, and overtake each other.
  const bySender = (a: RawMessage, b: RawMessage) =>
    senderOf(a).localeCompare(senderOf(b)) ||
    a.exchange.localeCompare(b.exchange);
  const ours = heard.messages
    .filter(({ exchange }) => withAlerts || exchange === "requests")
    .sort(bySender);
  const recorded = answered.toSorted(bySender);
  const parts: object[] = ours.length === recorded.length
    ? ours.map((message, i) => differences(recorded[i]!, message))
    : [{ instead: ours.map(inShort) }];
  const returned = said.some((message) => message.returned);
  if (heard.returned !== returned) parts.push({ returned: heard.returned });
  return Object.assign({}, ...parts);
}

function inShort(message: RawMessage): string {
  const { returnCode, returnMessage, body } = view(message);
  const content = body.length < 200 ? body : `${body.length} characters`;
  return `${returnCode} "${returnMessage}" ${content}`;
}
