/**
 * Requests of every kind to a service, and what became of each.
 *
 * @module
 */
import { type Client, isReplyError } from "../../mod.ts";
import type { AlertLedger } from "./alert_ledger.ts";

/** Seconds to wait for a reply. */
export const timeout = 5;

/** How much longer than `timeout` a request may take to settle, in milliseconds, before it counts as lost. */
const grace = 5000;

/** Codes of requests that did not get through: no connection, not sent, no reply. */
const interrupted = [101, 403, 404];

/** A kind of request. */
export interface Kind {
  /** How it is answered: 0, or the code of an error. */
  readonly code: number;
  send(client: Client): Promise<unknown>;
}

const everyKind: readonly Kind[] = [
  { code: 0, send: (client) => client.get("counter") },
  { code: 0, send: (client) => client.get("counter", { specifier: "name" }) },
  { code: 0, send: (client) => client.cmd("counter", "ping") },
  { code: 0, send: (client) => client.set("own", "x".repeat(1000)) },
  { code: 0, send: (client) => client.get("own") },
  { code: 200, send: (client) => client.cmd("own", "throw_something") },
  { code: 306, send: (client) => client.cmd("own", "nothing") },
  {
    code: 310,
    send: (client) => client.get("own", { specifier: "constructor" }),
  },
  { code: 403, send: (client) => client.get("nobody") },
];

/** Sends requests, and counts. */
export class Traffic {
  /** Requests sent. */
  sent = 0;
  /** Requests that were answered as they should be. */
  answered = 0;
  /** Requests that were neither answered nor failed. */
  lost = 0;
  /** The slowest answer since the last look, in milliseconds. */
  slowest = 0;
  /** Requests that did not get through, by code. */
  readonly failed: Map<number, number> = new Map();
  /** Answers that nobody expected. */
  readonly wrong: string[] = [];
  readonly #client: Client;
  readonly #ledger: AlertLedger;
  readonly #kinds: readonly Kind[];
  #number = 0;

  /** Sends through `client`, also requests of `moreKinds`; alerts that a set promises are entered in `ledger`. */
  constructor(
    client: Client,
    ledger: AlertLedger,
    moreKinds: readonly Kind[] = [],
  ) {
    this.#kinds = [...everyKind, ...moreKinds];
    this.#client = client;
    this.#ledger = ledger;
  }

  /** Sends one request after the other, `pause` milliseconds apart, until `stop` is aborted. */
  async run(pause: number, stop: AbortSignal): Promise<void> {
    for (let turn = 0; !stop.aborted; turn++) {
      if (turn % 3 === 0) await this.#count();
      else await this.#send(this.#kinds[turn % this.#kinds.length]!);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Sets the next number, which promises an alert if it is answered. */
  async #count(): Promise<void> {
    const number = ++this.#number;
    await this.#send({
      code: 0,
      send: async (client) => {
        await client.set("counter", number);
        this.#ledger.promise(number);
      },
    });
  }

  async #send({ code, send }: Kind): Promise<void> {
    this.sent++;
    const begin = performance.now();
    const given = await settled(send(this.#client));
    if (given === undefined) this.lost++;
    else if (given === code) {
      this.answered++;
      this.slowest = Math.max(this.slowest, performance.now() - begin);
    } else if (interrupted.includes(Number(given))) {
      this.failed.set(+given, (this.failed.get(+given) ?? 0) + 1);
    } else this.wrong.push(`${send} gave ${given}`);
  }
}

/** The code of the reply, or an error that is none; `undefined` if nothing came in time. */
async function settled(
  reply: Promise<unknown>,
): Promise<number | string | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeout * 1000 + grace);
  const code = reply.then(
    () => 0,
    (error) => isReplyError(error) ? error.returnCode.value : String(error),
  );
  return await Promise.race([code, promise]).finally(() => clearTimeout(timer));
}
