import { assertEquals } from "@std/assert";
import { connect } from "../../mod.ts";
import { testOnEach } from "../mesh/backends.ts";
import { clientDifferences } from "./client_differences.ts";
import {
  ourOutcome,
  type Outcome,
  recordedOutcome,
  replyScenarios,
} from "./client_replay.ts";
import { RawPeer } from "./raw_peer.ts";

testOnEach(
  "our client makes of recorded replies what dl-agent made of them, but for the differences listed (37, 45, 51, 53, 57, 58, 62, 63, 220)",
  async ({ options }) => {
    await using client = await connect(options);
    await using peer = await RawPeer.join(options);
    const requests = options.requestsExchange ?? "requests";
    await peer.declareExchange(requests);
    const endpoint = `fake_${crypto.randomUUID()}`;
    await peer.bind(requests, endpoint);
    const found = new Map<string, object>();
    for (const scenario of replyScenarios.keys()) {
      const recorded = recordedOutcome(scenario);
      const ours = await ourOutcome(client, peer, endpoint, scenario);
      const differing = differences(recorded, ours);
      if (differing) found.set(scenario, differing);
    }
    assertEquals(found, new Map(clientDifferences));
  },
);

/** Tells what differs: our value of each part, or all that the client took where dl-agent took nothing, or the reverse. */
function differences(recorded: Outcome, ours: Outcome): object | undefined {
  if (recorded === "no reply" || ours === "no reply") {
    if (recorded === ours) return undefined;
    return { instead: ours === "no reply" ? ours : inShort(ours) };
  }
  const differing = Object.entries(ours)
    .filter(([part, value]) => value !== recorded[part]);
  const missing = Object.keys(recorded).filter((part) => !(part in ours));
  if (differing.length + missing.length === 0) return undefined;
  return { ...Object.fromEntries(differing), missing };
}

function inShort(ours: Exclude<Outcome, string>): string {
  return `${ours.return_code} ${ours.return_message} ${ours.payload}`;
}
