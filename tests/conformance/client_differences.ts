/**
 * Everything that our client makes of recorded replies otherwise than dl-agent did.
 *
 * @module
 */
import { byScenario, type Difference } from "./difference.ts";

const fine = `0 "fine" {"v":1}`;

const list: readonly Difference[] = [
  {
    why:
      "2.9: dl-agent has a queue for each request and takes what comes; one queue serves all requests of our client, so that the correlation id has to decide (33)",
    scenarios: ["80-agent-bad-correlation", "80-agent-no-correlation"],
    ours: { instead: "no reply" },
  },
  {
    why:
      "SANE 3.5.3, statement 51: an id without a slash is a whole message, so what dl-agent ends at is a good reply",
    scenarios: [
      "80-agent-garbage-then-ok",
      "80-agent-no-message-id",
      "80-agent-plain-message-id",
    ],
    ours: { instead: fine },
  },
  {
    why:
      "SANE 3.6, statement 45: what a sender does not say of itself is read as unknown",
    scenarios: ["80-agent-missing-sender_info"],
    ours: { instead: fine },
  },
  {
    why:
      "3.3: amqplib hands over 0.0 as 0, so that a double with a whole value counts as an integer",
    scenarios: ["80-agent-rc-double"],
    ours: { instead: fine },
  },
];

/** What our client makes of replies where that differs, by scenario. */
export const clientDifferences: ReadonlyMap<string, object> = byScenario(list);
