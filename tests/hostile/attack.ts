/**
 * Attacks on a running service and on a client, each on an embedded broker of its own.
 *
 * @module
 */
import { startBroker } from "../../src/broker/mod.ts";
import { serve, Service } from "../../src/core/mod.ts";
import {
  AlertConsumer,
  HeartbeatMonitor,
  KeyValueStore,
} from "../../src/implementations/mod.ts";
import { connect, Mesh } from "../../src/mesh/mod.ts";
import { type Alert, isReplyError } from "../../src/wire/mod.ts";
import { Random } from "../broker/random.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";
import { Findings } from "./findings.ts";
import { longest } from "./hostile_message.ts";
import { HostilePeer } from "./hostile_peer.ts";

/** How hard to try. */
export interface AttackOptions {
  /** How many messages to send. */
  readonly messages: number;
  /** The seed of the random generator. */
  readonly seed: number;
  /** Called now and then with the number of messages sent so far. */
  readonly progress?: (sent: number) => void;
}

/** What came of an attack. */
export interface AttackReport {
  /** Messages sent. */
  readonly sent: number;
  /** How often the broker refused one and hung up on the attacker. */
  readonly refused: number;
  /** Replies that came to the attacker, or requests that the client settled. */
  readonly answered: number;
  /** How often the victim lost its connection. */
  readonly cuts: number;
  /** What must not have happened. */
  readonly findings: readonly string[];
}

/** Messages that are sent together. */
const batch = 100;

/** A service that hears every alert. */
class Listening extends Service {
  heard = 0;

  override alertPatterns(): readonly string[] {
    return ["#"];
  }

  override onAlert(_alert: Alert): void {
    this.heard++;
  }
}

/** Attacks a service with requests, replies and alerts. */
export async function attackService(
  { messages, seed, progress }: AttackOptions,
): Promise<AttackReport> {
  const findings = new Findings();
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(startBroker({ port: 0 }));
  const proxy = stack.use(new TcpProxy(broker.port));
  const service = new Listening("shop");
  service.messageWaitMs = 50;
  for (const name of ["peaches", "own", "constructor", "__proto__"]) {
    const store = new KeyValueStore(name);
    store.async = name === "own";
    service.add(store);
  }
  const endpoints = ["shop", ...service.endpoints.keys()];
  const at = { broker: "127.0.0.1", port: broker.port };
  const limited = { ...at, port: proxy.port, maxMessageSize: longest };
  stack.use(await serve(service, limited));
  stack.use(await serve(new HeartbeatMonitor("watch"), limited));
  // A pattern that never comes back where patterns backtrack.
  const reader = new AlertConsumer("reader");
  reader.alertKeyParserRe = "(\\w+_?)+$";
  stack.use(await serve(reader, limited));
  const client = stack.use(await connect({ ...at, timeout: 0.5 }));
  const peer = stack.use(
    new HostilePeer(
      broker.port,
      "requests",
      (body) => findings.checkBody(body),
    ),
  );

  const answers = (name: string) =>
    until(async () => {
      await client.cmd(name, "ping");
      return true;
    }, `${name} to answer`);

  const before = proxy.accepted;
  const random = new Random(seed);
  const aim = {
    exchanges: ["requests", "requests", "requests", "alerts"],
    targets: [
      ...endpoints,
      "broadcast",
      "nobody",
      `${"a_".repeat(100)}!`,
    ],
    replyTo: [peer.queue, peer.queue, peer.queue, "nobody", ""],
    correlationIds: ["one", "two", ""],
  };
  for (let sent = 0; sent < messages; sent += batch) {
    await peer.publish(batch, random, aim);
    await answers("shop");
    await answers("watch");
    await answers("reader");
    progress?.(sent + batch);
  }

  for (const name of endpoints) {
    await answers(name);
    await client.cmd(name, "unlock", [], { force: true }).catch(() => {});
    if (name === "shop") continue;
    await client.set(name, 42);
    const { value_raw: value } = await client.get(name) as {
      value_raw: number;
    };
    if (value !== 42) findings.add(`${name} has lost its value`);
  }
  if (service.heard === 0) findings.add("the service heard no alert");
  if (peer.heard === 0) findings.add("the service answered nothing");
  findings.checkPrototypes();
  return {
    sent: messages,
    refused: peer.refused,
    answered: peer.heard,
    cuts: (proxy.accepted - before) / 2,
    findings: findings.list,
  };
}

/** Attacks a client that asks and listens, with replies and alerts. */
export async function attackClient(
  { messages, seed, progress }: AttackOptions,
): Promise<AttackReport> {
  const findings = new Findings();
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(startBroker({ port: 0 }));
  const proxy = stack.use(new TcpProxy(broker.port));
  const at = { broker: "127.0.0.1", port: broker.port };
  const client = stack.use(
    await connect({
      ...at,
      port: proxy.port,
      timeout: 0.1,
      maxMessageSize: longest,
    }),
  );
  const alerts = client.alerts("#");
  await alerts.ready;
  const peer = stack.use(
    new HostilePeer(broker.port, "requests", () => {}),
  );

  // It answers nothing itself, and tells the attacker whom to answer.
  const asked = { replyTo: ["nobody"], correlationIds: ["nothing"] };
  const evil = stack.use(new Mesh(at, { name: "evil" }));
  await evil.open();
  await evil.listen({
    queue: "evil",
    requests: ["evil.#"],
    handle: (request) => {
      asked.replyTo = [request.replyTo];
      asked.correlationIds = [
        request.correlationId,
        ...asked.correlationIds.slice(0, 9),
      ];
    },
  }).ready;

  const before = proxy.accepted;
  const random = new Random(seed);
  let answered = 0;
  for (let sent = 0; sent < messages; sent += batch) {
    const asking = Array.from(
      { length: 10 },
      () =>
        client.get("evil").catch((error) => {
          if (!isReplyError(error)) findings.add(`the client threw ${error}`);
        }).finally(() => answered++),
    );
    const { replyTo, correlationIds } = asked;
    await peer.publish(batch, random, {
      exchanges: ["requests", "requests", "alerts"],
      targets: replyTo,
      replyTo,
      correlationIds,
    });
    await Promise.all(asking);
    progress?.(sent + batch);
  }

  const store = new Service("shop");
  stack.use(await serve(store, at));
  await until(async () => {
    await client.cmd("shop", "ping");
    return true;
  }, "the client to work");
  if ((await alerts.next()).done) findings.add("the client hears no alerts");
  findings.checkPrototypes();
  return {
    sent: messages,
    refused: peer.refused,
    answered,
    cuts: (proxy.accepted - before) / 2,
    findings: findings.list,
  };
}
