/**
 * Whether somebody else answers to the names of a service: a request to such a name reaches both, and one of the answers is believed.
 *
 * A service asks twice. Before it listens, when the broker sends back at once what is asked of nobody. And again when it listens, without
 * waiting for it, as two services that start at the same time do not hear each other before; of those the one with the smaller id stays.
 *
 * @module
 */
import { type Call, pastMonitors, whoSent } from "../../mesh/mod.ts";
import {
  firstWord,
  isJsonObject,
  isReplyError,
  type Message,
  operations,
  type Reply,
  ReplyError,
  type SenderInfo,
} from "../../wire/mod.ts";

/** Seconds that somebody may take to answer, before we listen and after. */
const patience = { before: 1, after: 10 };

/** Names that are asked for at a time. */
const atATime = 1000;

/** Names that an error lists. */
const listed = 5;

/** Asks for the names of one service. */
export class Names {
  readonly #id: string = crypto.randomUUID();
  readonly #ask: (call: Call) => Promise<Reply>;
  #settled = false;

  /** `ask` sends a request. */
  constructor(ask: (call: Call) => Promise<Reply>) {
    this.#ask = ask;
  }

  /** Asks who answers to names to which we do not listen yet. Returns what is wrong, if anybody does. */
  async before(names: readonly string[]): Promise<ReplyError | undefined> {
    const holders = new Map<string, { who: SenderInfo; names: string[] }>();
    await this.#each(names, false, (name, who) => {
      const holder = holders.get(whoSent(who)) ?? { who, names: [] };
      holder.names.push(name);
      holders.set(whoSent(who), holder);
    });
    if (holders.size === 0) return undefined;
    const texts = [...holders.values()].map(({ who, names }) =>
      taken(who, names)
    );
    return new ReplyError("amqp_error", texts.join(". "));
  }

  /** Asks who answers besides us, now that we listen. Returns what is wrong as soon as anybody does. */
  async after(names: readonly string[]): Promise<ReplyError | undefined> {
    const first = Promise.withResolvers<ReplyError>();
    const all = this.#each(
      names,
      true,
      (name, who) =>
        first.resolve(new ReplyError("amqp_error", taken(who, [name]))),
    );
    const problem = await Promise.race([first.promise, all]);
    this.#settled = true;
    return problem || undefined;
  }

  /** What to do with a message: if it asks for a name, whether to answer at once or not at all. */
  claim(message: Message): "answer" | "ignore" | undefined {
    if (message.type !== "request" || message.operation !== operations.cmd) {
      return undefined;
    }
    const { specifier, payload } = message;
    if (firstWord(specifier) !== "ping" || !isJsonObject(payload)) {
      return undefined;
    }
    const { claim, listens } = payload;
    if (typeof claim !== "string") return undefined;
    if (claim === this.#id) return "ignore";
    const wins = this.#settled || listens !== true || this.#id < claim;
    return wins ? "answer" : "ignore";
  }

  async #each(
    names: readonly string[],
    listens: boolean,
    taken: (name: string, who: SenderInfo) => void,
  ): Promise<void> {
    for (let i = 0; i < names.length; i += atATime) {
      const some = names.slice(i, i + atATime);
      await Promise.all(some.map(async (name) => {
        const who = await this.#whoIs(name, listens);
        if (who) taken(name, who);
      }));
    }
  }

  async #whoIs(
    name: string,
    listens: boolean,
  ): Promise<SenderInfo | undefined> {
    try {
      const { senderInfo } = await this.#ask({
        endpoint: pastMonitors(name),
        operation: "cmd",
        specifier: "ping",
        payload: { claim: this.#id, listens },
        timeout: listens ? patience.after : patience.before,
      });
      return senderInfo;
    } catch (error) {
      // Nobody is there, or nobody who speaks.
      if (isReplyError(error)) return undefined;
      throw error;
    }
  }
}

function taken(
  { serviceName, hostname, exe }: SenderInfo,
  names: readonly string[],
): string {
  const some = names.slice(0, listed).map((name) => `"${name}"`).join(", ");
  const rest = names.length > listed
    ? ` and ${names.length - listed} more`
    : "";
  return `Another service answers to ${some}${rest} already: "${serviceName}" on host ${hostname}, run by ${exe}. ` +
    `Stop that one, or give these another name`;
}
