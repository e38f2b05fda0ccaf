/**
 * The exchanges of a mesh: made if they are missing, used as they are if somebody else has made them otherwise.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Channel } from "amqplib";
import { checkName } from "../wire/mod.ts";
import { amqpCode } from "./broker_error.ts";
import type { Connection } from "./connection.ts";
import type { ExchangeChoice, MeshOptions } from "./options.ts";

const logger = getLogger(["dripline", "mesh"]);

/** What the exchanges are called. */
export interface ExchangeNames {
  /** That of requests and replies. */
  readonly requests: string;
  /** That of alerts. */
  readonly alerts: string;
}

/** Reads the names of the exchanges. Throws a `RangeError` if one is too long. */
export function exchangeNames(options: MeshOptions): ExchangeNames {
  const { requestsExchange = "requests", alertsExchange = "alerts" } = options;
  checkName("the exchange", requestsExchange);
  checkName("the exchange", alertsExchange);
  return { requests: requestsExchange, alerts: alertsExchange };
}

/** Thrown if an exchange is there that cannot be used. Trying again cannot help. */
export class WrongExchange extends Error {
  /** Always `"WrongExchange"`. */
  override readonly name = "WrongExchange";
  /** As AMQP's PRECONDITION_FAILED. */
  readonly code = 406;
}

/** An exchange that the broker refuses. */
interface Refusal {
  readonly name: string;
  readonly error: Error;
  /** If it was to be used as it is: why. */
  readonly asItIs: Error | undefined;
}

/** The topic exchanges of one mesh. */
export class Exchanges {
  /** Their names. */
  readonly names: readonly string[];
  readonly #choice: ExchangeChoice;
  /** Those that are not to be declared, but to be used as they are, with what the broker said to the declaration. */
  readonly #asTheyAre = new Map<string, Error>();
  readonly #told = new Set<string>();
  /** Those that are of another type now. */
  readonly #wrong = new Set<string>();
  #looking: Promise<void> | undefined;

  /** Declares exchanges of these `names`. */
  constructor(names: readonly string[], choice: ExchangeChoice = "auto") {
    this.names = names;
    this.#choice = choice;
  }

  /**
   * Opens a channel on which exchanges of these `names` are there. Errors of the channel are for its owner to listen to. Rejects with
   * {@linkcode WrongExchange} if one is of another type, or made otherwise than the choice says; with what the broker says if one
   * is missing and may not be made.
   */
  async open<C extends Channel>(
    connection: Connection,
    create: () => Promise<C>,
    names: readonly string[] = this.names,
  ): Promise<C> {
    // A refusal ends the channel. Each exchange may be refused once, be gone when it is looked for, and be refused again.
    for (let left = 3 * names.length;; left--) {
      const channel = await connection.answer("open a channel", create);
      channel.on("error", () => {});
      const refusal = await this.#declare(connection, channel, names);
      if (!refusal) return channel;
      if (left === 0) throw refusal.error;
      this.#adapt(refusal);
    }
  }

  /**
   * Looks whether each exchange still is a topic exchange, which a passive look does not tell. One that somebody has replaced by another
   * type swallows what is sent through it: that is said once, and once that it is mended.
   */
  look(connection: Connection): Promise<void> {
    return this.#looking ??= this.#look(connection)
      .finally(() => this.#looking = undefined);
  }

  async #look(connection: Connection): Promise<void> {
    for (const name of this.names) {
      const channel = await connection.answer(
        "open a channel",
        () => connection.model.createChannel(),
      );
      channel.on("error", () => {});
      const refusal = await this.#declare(connection, channel, [name], true);
      const isWrong = refusal !== undefined && isOfAnotherType(refusal.error);
      if (isWrong && !this.#wrong.has(name)) {
        this.#wrong.add(name);
        logger.error(
          'somebody has replaced the exchange "{name}" by one that is no topic exchange ({reason}): what is sent through it is lost. Delete it, and it is made again within a minute',
          { name, reason: difference(refusal.error) },
        );
      }
      if (!isWrong && this.#wrong.delete(name)) {
        logger.info('the exchange "{name}" is a topic exchange again', {
          name,
        });
      }
      if (!refusal) {
        await connection.answer("close a channel", () => channel.close());
      }
    }
  }

  /** Declares all, or returns which one is refused. `anew`: also those that are used as they are. */
  async #declare(
    connection: Connection,
    channel: Channel,
    names: readonly string[],
    anew = false,
  ): Promise<Refusal | undefined> {
    for (const name of names) {
      const asItIs = anew ? undefined : this.#asTheyAre.get(name);
      try {
        await connection.answer(
          `declare exchange ${name}`,
          async () =>
            asItIs
              ? await channel.checkExchange(name)
              : await channel.assertExchange(name, "topic", {
                durable: this.#choice === "durable",
              }),
        );
      } catch (error) {
        return { name, error: error as Error, asItIs };
      }
    }
    return undefined;
  }

  /** Decides how to go on without what was refused. Throws what has no way out. */
  #adapt({ name, error, asItIs }: Refusal): void {
    const code = amqpCode(error);
    if (asItIs) {
      if (code !== 404) throw error;
      this.#asTheyAre.delete(name);
      // It may not be made, and is not there.
      if (amqpCode(asItIs) === 403) throw asItIs;
      return;
    }
    if (code !== 403 && code !== 406) throw error;
    if (code === 406) this.#requireUsable(name, error);
    this.#asTheyAre.set(name, error);
    if (this.#told.has(name)) return;
    this.#told.add(name);
    logger.info("exchange {name} is used as it is: {reason}", {
      name,
      reason: code === 403 ? "we may not declare it" : difference(error),
    });
  }

  /** Whatever it is else, it has to be a topic exchange, and what the choice insists on. */
  #requireUsable(name: string, cause: Error): void {
    const found = difference(cause);
    if (isOfAnotherType(cause)) {
      throw new WrongExchange(
        `the exchange "${name}" is there, but is no topic exchange: ${found}. Delete it, or name another one under dripline_mesh`,
        { cause },
      );
    }
    if (this.#choice === "auto") return;
    throw new WrongExchange(
      `the exchange "${name}" is there, but not ${this.#choice} as dripline_mesh.exchanges wants it: ${found}. Write "auto" to use what is there, or delete it`,
      { cause },
    );
  }
}

/** Whether the broker refuses a declaration because the exchange is of another type. */
function isOfAnotherType({ message }: Error): boolean {
  return message.includes("arg 'type'");
}

/** What differs, in the broker's words. */
function difference({ message }: Error): string {
  return /inequivalent arg[^"]*/.exec(message)?.[0] ?? message;
}
