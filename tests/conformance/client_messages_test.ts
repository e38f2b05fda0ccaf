import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { connect, type JsonObject, type OperationName } from "../../mod.ts";
import { operations, parseJson, type Reply } from "../../src/wire/mod.ts";
import { testOnEach } from "../mesh/backends.ts";
import { field, type Recorded, recordings } from "../wire/recordings.ts";
import {
  headersOf,
  plainReply,
  type RawMessage,
  rawMessage,
} from "./raw_message.ts";
import { RawPeer } from "./raw_peer.ts";
import { differences, view } from "./view.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What dl-agent sent whole. */
const agentMessages = recordings.filter(({ publisher, properties }) =>
  publisher === "agent" && properties.messageId!.endsWith("/0/1")
);

testOnEach(
  "our client sends requests as dl-agent does: properties, headers, field types, values and body (19-21, 24-29, 34)",
  async ({ options }) => {
    await using client = await connect(options);
    await using peer = await RawPeer.join(options);
    const requests = options.requestsExchange ?? "requests";
    const recorded = agentMessages.filter(({ fields }) =>
      field(fields, "message_type") === 3
    );
    for (const key of new Set(recorded.map((each) => each.routingKey))) {
      await peer.bind(requests, key);
    }
    const ids = new Set<unknown>();
    for (const message of recorded) {
      const asked = client.request(callOf(message));
      const sent = await peer.next();
      assertMatch(sent.properties.get("correlationId") as string, uuid);
      assertNotEquals(sent.properties.get("replyTo"), "");
      ids.add(sent.properties.get("messageId"));
      assertEquals(
        differences(rawMessage(message), asIf(sent, message)),
        {},
        message.scenario,
      );
      await peer.publish(plainReply(sent, ""));
      await asked;
    }
    assertEquals(ids.size, recorded.length);
  },
);

testOnEach(
  "our client sends an alert and a reply of its own as dl-agent does (19, 20, 22, 23, 28, 34)",
  async ({ options }) => {
    await using client = await connect(options);
    await using peer = await RawPeer.join(options);
    const { requestsExchange = "requests", alertsExchange = "alerts" } =
      options;
    const [alert, reply] = ["60-agent-alert", "61-agent-reply"].map(
      (scenario) => agentMessages.find((each) => each.scenario === scenario)!,
    ) as [Recorded, Recorded];
    await peer.bind(alertsExchange, "#");
    await peer.bind(requestsExchange, reply.routingKey);

    await client.alert(alert.routingKey, payloadOf(alert));
    const sentAlert = await peer.next();
    assertMatch(sentAlert.properties.get("correlationId") as string, uuid);
    assertEquals(differences(rawMessage(alert), asIf(sentAlert, alert)), {});

    await client.mesh.send(replyOf(reply, client.mesh.senderInfo));
    const sentReply = await peer.next();
    assertEquals(differences(rawMessage(reply), asIf(sentReply, reply)), {});
  },
);

testOnEach(
  "our client tells when a message was sent, and by whom (26, 27, 28)",
  async ({ options }) => {
    await using client = await connect(options);
    await using peer = await RawPeer.join(options);
    await peer.bind(options.alertsExchange ?? "alerts", "#");
    const before = Date.now();
    await client.alert("now", null);
    const sent = await peer.next();
    const headers = headersOf(sent);
    const time = Date.parse(field(headers, "timestamp") as string);
    assertEquals(before <= time && time <= Date.now(), true);
    const sender = field(headers, "sender_info") as typeof headers;
    for (const name of ["exe", "hostname", "username"]) {
      assertMatch(field(sender, name) as string, /./);
    }
    const versions = field(sender, "versions") as typeof headers;
    const protocol = field(versions, "dripline") as typeof headers;
    assertEquals(protocol, [["version", "S", "3.0.0"]]);
    assertEquals(view(sent).body, "null");
  },
);

/** The call that makes our client send this. */
function callOf({ fields, routingKey, body }: Recorded) {
  const header = (name: string) => field(fields, name) as string;
  const number = field(fields, "message_operation");
  const [operation] = Object.entries(operations)
    .find(([, value]) => value === number)!;
  return {
    endpoint: routingKey,
    operation: operation as OperationName,
    specifier: header("specifier"),
    lockoutKey: header("lockout_key"),
    payload: parseJson(new TextDecoder().decode(body)),
    timeout: 10,
  };
}

/** A message of ours with what differs from mesh to mesh, and from message to message, as recorded. */
function asIf(sent: RawMessage, recorded: Recorded): RawMessage {
  const { correlationId, replyTo } = recorded.properties;
  const properties = new Map(sent.properties);
  properties.set("correlationId", correlationId);
  properties.set("replyTo", replyTo);
  return { ...sent, exchange: recorded.exchange, properties };
}

function payloadOf({ body }: Recorded): JsonObject {
  return parseJson(new TextDecoder().decode(body)) as JsonObject;
}

function replyOf(recorded: Recorded, senderInfo: Reply["senderInfo"]): Reply {
  return {
    type: "reply",
    routingKey: recorded.routingKey,
    correlationId: recorded.properties.correlationId!,
    replyTo: "",
    specifier: field(recorded.fields, "specifier") as string,
    timestamp: "",
    senderInfo,
    payload: payloadOf(recorded),
    valid: true,
    returnCode: field(recorded.fields, "return_code") as number,
    returnMessage: field(recorded.fields, "return_message") as string,
  };
}
