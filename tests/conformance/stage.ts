/**
 * The stage of a replay: our services in the roles of those recorded, and a peer that says to them what was said then.
 *
 * @module
 */
import { type RunningService, serve } from "../../mod.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { firstWord } from "../../src/wire/mod.ts";
import { type Field, field, type Recorded } from "../wire/recordings.ts";
import { headersOf, type RawMessage, rawMessage } from "./raw_message.ts";
import { RawPeer } from "./raw_peer.ts";
import { type Role, roles } from "./roles.ts";

const sentinel = "the end of the scenario";

/** What came back. */
export interface Heard {
  /** Whether the broker returned a message, as nobody listened. */
  readonly returned: boolean;
  /** Replies, and alerts, in order. */
  readonly messages: readonly RawMessage[];
}

/** Our services, and a peer that talks to them. */
export class Stage implements AsyncDisposable {
  readonly #options: MeshOptions;
  readonly #peer: RawPeer;
  /** Names of queues belong to the whole broker: ours end in this, which nobody in a recording gets to see. */
  readonly #suffix = `_${crypto.randomUUID().slice(0, 8)}`;
  readonly #running = new Map<Role, { run: string; service: RunningService }>();
  readonly #bound = new Set<string>();
  readonly #exchanges: { readonly requests: string; readonly alerts: string };

  private constructor(options: MeshOptions, peer: RawPeer) {
    this.#options = options;
    this.#peer = peer;
    this.#exchanges = {
      requests: options.requestsExchange ?? "requests",
      alerts: options.alertsExchange ?? "alerts",
    };
  }

  /** Joins a mesh. */
  static async open(options: MeshOptions): Promise<Stage> {
    const stage = new Stage(options, await RawPeer.join(options));
    const { requests, alerts } = stage.#exchanges;
    await stage.#peer.declareExchange(requests);
    await stage.#peer.declareExchange(alerts);
    await stage.#peer.bind(alerts, "#");
    await stage.#bind(stage.#peer.queue);
    return stage;
  }

  /** Says everything that was said in a scenario, and returns what comes back: probably as many messages as `expected`. */
  async play(said: readonly Recorded[], expected: number): Promise<Heard> {
    const queues = await this.#cast(said);
    let returned = false;
    for (const recorded of said) {
      const { replyTo = "" } = recorded.properties;
      if (replyTo !== "") await this.#bind(replyTo);
      const arrived = await this.#peer.publish({
        ...neverExpiring(rawMessage(recorded)),
        exchange: this.#exchanges.requests,
        routingKey: this.#alias(recorded.routingKey),
        mandatory: true,
      });
      returned ||= !arrived;
    }
    const messages = await this.#untilSentinels(queues);
    // Alerts go their own way, and may be overtaken by replies.
    for (let left = patience; left > 0 && messages.length < expected; left--) {
      messages.push(...await this.#untilSentinels(queues));
    }
    return { returned, messages };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const role of [...this.#running.keys()]) await this.#stop(role);
    await this.#peer[Symbol.asyncDispose]();
  }

  /**
   * Has exactly those services running that the scenario needs, each restarted where the one recorded was. Returns the queues
   * that the scenario speaks to.
   */
  async #cast(said: readonly Recorded[]): Promise<string[]> {
    const word = firstWord(said[0]!.routingKey);
    const runs = new Map(
      said.flatMap(({ reached }) => reached)
        .map((run): [string, string] => [run.split(" ")[0]!, run]),
    );
    const queues: string[] = [];
    for (const role of roles) {
      const known = [role.name, ...role.endpoints].includes(word);
      const own = role.asynchronous.includes(word);
      const called = word === "broadcast" && role.name !== "simple40";
      if (!known && !own && !called) continue;
      const run = runs.get(role.label);
      if (run !== undefined) await this.#start(role, own ? undefined : run);
      else if (called) await this.#stop(role);
      if (called && run === undefined) continue;
      queues.push(own ? word : role.name);
    }
    return queues;
  }

  /** Starts a service, again if another run of it is wanted. */
  async #start(role: Role, run: string | undefined): Promise<void> {
    const running = this.#running.get(role);
    if (running && (run === undefined || running.run === run)) return;
    await this.#stop(role);
    const service = role.make(role.name + this.#suffix, this.#suffix);
    this.#running.set(role, {
      run: run ?? "",
      service: await serve(service, { ...this.#options, ...role.options }),
    });
  }

  async #stop(role: Role): Promise<void> {
    await this.#running.get(role)?.service.stop();
    this.#running.delete(role);
  }

  async #bind(routingKey: string): Promise<void> {
    if (this.#bound.has(routingKey)) return;
    this.#bound.add(routingKey);
    await this.#peer.bind(this.#exchanges.requests, routingKey);
  }

  /** A queue is served in order: once it has answered a ping, nothing more comes of what was said before. */
  async #untilSentinels(queues: readonly string[]): Promise<RawMessage[]> {
    for (const queue of queues) await this.#peer.publish(this.#ping(queue));
    const messages: RawMessage[] = [];
    for (let left = queues.length; left > 0;) {
      const message = await this.#peer.next();
      if (message.properties.get("correlationId") === sentinel) left--;
      else messages.push(this.#withoutSuffix(message));
    }
    return messages;
  }

  #ping(queue: string): RawMessage {
    return {
      exchange: this.#exchanges.requests,
      routingKey: this.#alias(queue),
      properties: new Map<string, unknown>([
        ["contentEncoding", "application/json"],
        ["headers", [
          ["message_type", "i", 3],
          ["message_operation", "i", 9],
          ["specifier", "S", "ping"],
        ]],
        ["correlationId", sentinel],
        ["replyTo", this.#peer.queue],
        ["messageId", `${crypto.randomUUID()}/0/1`],
      ]),
      body: new TextEncoder().encode("{}"),
    };
  }

  #alias(routingKey: string): string {
    const word = firstWord(routingKey);
    const isQueue = roles.some((role) =>
      [role.name, ...role.asynchronous].includes(word)
    );
    return isQueue ? routingKey.replace(word, word + this.#suffix) : routingKey;
  }

  #withoutSuffix(message: RawMessage): RawMessage {
    const clean = (text: string) => text.replaceAll(this.#suffix, "");
    const cleanFields = (fields: readonly Field[]): Field[] =>
      fields.map(([name, type, value]) => [
        name,
        type,
        type === "S"
          ? clean(value as string)
          : type === "F"
          ? cleanFields(value as Field[])
          : value,
      ]);
    const { requests } = this.#exchanges;
    return {
      ...message,
      exchange: message.exchange === requests ? "requests" : "alerts",
      body: new TextEncoder().encode(
        clean(new TextDecoder().decode(message.body))
          .replace(/"since":"[^"]*"/, '"since":"..."'),
      ),
      properties: new Map(message.properties)
        .set("headers", cleanFields(headersOf(message))),
    };
  }
}

/** How often a queue is asked once more for what is missing. */
const patience = 20;

/** The embedded broker refuses messages that expire. Services have never looked at that property. */
function neverExpiring(message: RawMessage): RawMessage {
  const properties = new Map(message.properties);
  properties.delete("expiration");
  return { ...message, properties };
}

/** The service that sent a message. */
export function senderOf(message: RawMessage): string {
  const sender = field(headersOf(message), "sender_info") as Field[];
  return String(field(sender, "service_name"));
}
