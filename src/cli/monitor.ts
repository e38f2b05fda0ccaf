/**
 * What `mon` has to know of the messages it has seen, to say more of the next one.
 *
 * @module
 */
import { type Client, pastMonitors } from "../mesh/mod.ts";
import {
  firstWord,
  isJsonObject,
  isReplyError,
  type Message,
  type Request,
  returnCodes,
} from "../wire/mod.ts";
import { messageLine, requestText } from "./message_line.ts";
import { unitOf } from "./reply_facts.ts";

/** How many requests and units are kept in mind. */
const capacity = 1000;

/** For how long somebody who is there counts as such, in milliseconds. */
const stillThere = 1000;

/** Seconds that somebody has to show that he is there. */
const patience = 2;

/** Turns messages into lines. */
export class Monitor {
  readonly #client: Client;
  readonly #there = new Map<string, number>();
  readonly #units = new Map<string, string>();
  readonly #requests = new Map<string, string>();

  /** Asks services through `client`, which has a name that nobody else has. */
  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether a message is a question of ours, or the answer to one. */
  isOwn({ routingKey, senderInfo }: Message): boolean {
    const { mesh } = this.#client;
    return senderInfo.serviceName === mesh.senderInfo.serviceName ||
      routingKey === mesh.repliesTo;
  }

  /**
   * Finds out whether anybody is there to answer a request. If not, the broker would have sent it back but for us, so we tell whoever has
   * asked.
   */
  async unheard(request: Request): Promise<boolean> {
    const name = firstWord(request.routingKey);
    const now = Date.now();
    if (now - (this.#there.get(name) ?? -Infinity) < stillThere) return false;
    try {
      await this.#client.request({
        endpoint: pastMonitors(name),
        operation: "cmd",
        specifier: "ping",
        payload: {},
        timeout: patience,
      });
    } catch (error) {
      const { client_error_unable_to_send: nobody } = returnCodes;
      if (isReplyError(error) && error.returnCode.value === nobody.value) {
        this.#client.mesh.reply(request, {
          returnCode: nobody.value,
          returnMessage: `nobody listens to "${name}" but a monitor`,
          payload: null,
        });
        return true;
      }
    }
    keep(this.#there, name, now);
    return false;
  }

  /** Returns a message as a line. */
  async line(message: Message): Promise<string> {
    const { type, correlationId } = message;
    if (type === "request") {
      keep(this.#requests, correlationId, requestText(message as Request));
    }
    return messageLine(message, {
      unit: type === "alert" ? await this.#unitOf(message) : "",
      answers: this.#requests.get(correlationId),
    });
  }

  /** The unit of the endpoint that an alert is about, asked for once. */
  async #unitOf(message: Message): Promise<string> {
    const { routingKey, payload, senderInfo } = message;
    if (!isJsonObject(payload) || !Object.hasOwn(payload, "value_raw")) {
      return "";
    }
    const endpoint = firstWord(routingKey.split(".").slice(1).join("."));
    const key = `${senderInfo.serviceName} ${endpoint}`;
    const known = this.#units.get(key);
    if (known !== undefined || endpoint === "") return known ?? "";
    const unit = await unitOf(
      this.#client,
      { endpoint, operation: "get" },
      { ...message, type: "reply", returnCode: 0, returnMessage: "" },
    );
    keep(this.#units, key, unit);
    return unit;
  }
}

/** Keeps a value in mind, and forgets the oldest of too many. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  if (map.size <= capacity) return;
  const [oldest] = map.keys();
  map.delete(oldest!);
}
