/**
 * Lets many talk to one instrument.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { noResponseError, unreachableError } from "./connection_errors.ts";
import { ConnectionKeeper, type KeeperOptions } from "./connection_keeper.ts";
import { maxAnswer, tooLong } from "./instrument_answer.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";
import { InstrumentError } from "./instrument_error.ts";
import { Line } from "./line.ts";

const logger = getLogger(["dripline", "implementations", "scpi"]);

/** How many may wait for the instrument. */
const maxWaiting = 1000;

/** How to send commands. */
export interface ExchangeOptions {
  /** Aborted when nobody waits for the answers any more. A command that waits for its turn is not sent then. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a single command may be sent a second time if its answer does not come. Default: no. */
  readonly repeatable?: boolean;
}

/**
 * Lets many talk to one instrument: one conversation at a time, in the order of arrival. A command that may have reached the instrument is
 * sent again only if its sender says that this does no harm.
 */
export class InstrumentLink {
  readonly #line = new Line(maxWaiting);
  readonly #keeper: ConnectionKeeper;

  /** Begins to connect. */
  constructor(options: KeeperOptions) {
    this.#keeper = new ConnectionKeeper(options);
  }

  /** Resolves when the instrument is connected. Rejects with an {@linkcode InstrumentError} if the latest attempt has failed. */
  async connected(): Promise<void> {
    await this.#keeper.current();
  }

  /**
   * Sends commands, each after the answer to the one before; nobody else comes in between. Resolves with the answers, which may not be
   * longer than {@linkcode maxAnswer} together. Rejects with an {@linkcode InstrumentError}.
   */
  async exchange(
    commands: readonly string[],
    options: ExchangeOptions = {},
  ): Promise<string[]> {
    const { signal, repeatable = false } = options;
    await this.#line.enter(refusal, signal);
    try {
      const answers: string[] = [];
      let length = 0;
      for (const command of commands) {
        // What comes later may build on what the instrument has forgotten with the connection.
        const isFirst = answers.length === 0;
        const again = (error: InstrumentError) =>
          isFirst && (repeatable || !error.reached);
        const answer = await this.#send(command, signal, again);
        length += answer.length;
        if (length > maxAnswer) throw noResponseError(tooLong);
        answers.push(answer);
      }
      return answers;
    } finally {
      this.#line.leave();
    }
  }

  /** Ends the connection, and makes no new one. Whoever waits is told so. */
  async close(): Promise<void> {
    await this.#keeper.close();
  }

  /** Sends a command, and once more if `again` allows it for what went wrong. */
  async #send(
    command: string,
    signal: AbortSignal | undefined,
    again: (error: InstrumentError) => boolean,
  ): Promise<string> {
    const connection = await this.#keeper.current();
    try {
      return await this.#sendOnce(connection, command, signal);
    } catch (error) {
      if (!(error instanceof InstrumentError) || signal?.aborted) throw error;
      if (!again(error)) throw error;
      logger.debug("sends {command} again: {error}", { command, error });
      return await this.#sendOnce(
        await this.#replacement(error),
        command,
        signal,
      );
    }
  }

  /** The next connection. If there is none, the code says what went wrong at first, and the text why it cannot be mended. */
  async #replacement(first: InstrumentError): Promise<InstrumentConnection> {
    try {
      return await this.#keeper.current();
    } catch (error) {
      throw new InstrumentError(first.returnCode, messageOf(error), {
        reached: first.reached,
        cause: first,
      });
    }
  }

  async #sendOnce(
    connection: InstrumentConnection,
    command: string,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    if (signal?.aborted) throw refusal("aborted");
    const abandon = () => connection.end(refusal("aborted"));
    signal?.addEventListener("abort", abandon);
    this.#keeper.using();
    try {
      const answer = await connection.exchange(command);
      this.#keeper.answered();
      if (command === "") {
        connection.end(unreachableError("It may say more later"));
      }
      return answer;
    } finally {
      signal?.removeEventListener("abort", abandon);
    }
  }
}

function refusal(why: "full" | "aborted"): InstrumentError {
  return why === "full"
    ? new InstrumentError(
      "resource_error",
      `The instrument is too busy: ${maxWaiting} requests wait for it already. Ask less often`,
      { reached: false },
    )
    : new InstrumentError(
      "service_error_timeout",
      "Nobody waits for the answer of the instrument any more",
      { reached: false },
    );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
