/**
 * Whether a service and an instrument are in step.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { bytesOf, textOf } from "./framing.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";
import {
  isIdentity,
  type Sign,
  type Synchronisation,
  synchronise,
} from "./synchronisation.ts";

const logger = getLogger(["dripline", "instruments"]);

/** Remembers, over all connections, what an instrument may still have to say, and brings both into step again. */
export class Step {
  readonly #sync: Synchronisation;
  /** Whether an answer may be on its way that nobody waits for. */
  #isDoubtful: boolean;
  /** Whether an answer to the question of the sign may be. */
  #isOwed = false;
  /** The question that was asked last. */
  #asked: Uint8Array = new Uint8Array();
  /** What the instrument said to `*IDN?` at first. */
  #identity: string | undefined;
  /** What it says now, if that is another text. */
  #stranger: string | undefined;
  #wasLearnt = false;

  /** Nothing has been asked yet. Where only silence helps, nobody knows what was before. */
  constructor(sync: Synchronisation) {
    this.#sync = sync;
    this.#isDoubtful = sync === "silence";
  }

  /** Whether a new connection has to begin with listening for a timeout. */
  mustListen(hasHandshake: boolean): boolean {
    if (!this.#isDoubtful || this.#sync === "connection") return false;
    // Without a handshake, the sign sifts what comes.
    return hasHandshake || this.#sync === "silence";
  }

  /** Has to be told what is asked. */
  asks(command: Uint8Array): void {
    this.#asked = command;
  }

  /** Has to be told that a connection has ended, and whether the instrument may have more to say. */
  lost(isDoubtful: boolean): void {
    if (!isDoubtful) return;
    this.#isDoubtful = true;
    if (typeof this.#sync === "string" && this.#sync !== "identity") return;
    const [asked, question] = [this.#asked, this.#sign().send]
      .map((bytes) => textOf(bytes).trim().toUpperCase());
    if (asked === question) this.#isOwed = true;
  }

  /** Finds the step at the end of the beginning of a connection. Rejects with an `InstrumentError` if that fails. */
  async find(connection: InstrumentConnection): Promise<void> {
    if (typeof this.#sync !== "string" || this.#sync === "identity") {
      const sign = this.#sign();
      this.#isOwed = true;
      this.#stranger = undefined;
      try {
        const text = await synchronise(connection, sign);
        if (this.#sync === "identity") this.#learn(connection, text);
      } catch (error) {
        this.#forget(connection);
        throw error;
      }
      this.#isOwed = false;
    }
    this.#isDoubtful = false;
  }

  #sign(): Sign {
    const isOwed = this.#isOwed;
    if (typeof this.#sync !== "string") {
      const wanted = textOf(bytesOf(this.#sync.expect)).trim();
      return {
        send: bytesOf(this.#sync.send),
        expected: wanted,
        recognises: (text) => text === wanted,
        orSilence: false,
        isOwed,
      };
    }
    return {
      send: bytesOf("*IDN?"),
      expected: this.#identity ?? "MAKER,MODEL,SERIAL,VERSION",
      recognises: (text) => {
        if (!isIdentity(text)) return false;
        if (this.#identity === undefined) return true;
        if (text !== this.#identity) this.#stranger = text;
        return text === this.#identity;
      },
      orSilence: !this.#wasLearnt,
      isOwed,
    };
  }

  #learn(connection: InstrumentConnection, text: string | undefined): void {
    if (text === this.#identity && text !== undefined) return;
    const link = connection.options.link.name;
    if (text === undefined) {
      logger.info(
        "{link} does not answer *IDN?: it is in step after a silence of {seconds} s. sync with another question is faster",
        { link, seconds: connection.options.timeout },
      );
      return;
    }
    this.#identity = text;
    this.#wasLearnt = true;
    logger.info("{link} is {text}", { link, text });
  }

  /** An instrument may have been replaced by another one. */
  #forget(connection: InstrumentConnection): void {
    if (this.#stranger === undefined) return;
    logger.warn("{link} is no longer {text}, it says {stranger}", {
      link: connection.options.link.name,
      text: this.#identity,
      stranger: this.#stranger,
    });
    this.#identity = undefined;
  }
}
