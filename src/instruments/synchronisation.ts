/**
 * Makes sure, at the beginning of a connection, that the next answer belongs to the next question.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { ArrivedBytes } from "./arrived_bytes.ts";
import {
  neverSentError,
  noResponseError,
  shownBytes,
} from "./connection_errors.ts";
import { type Bytes, joined, textOf } from "./framing.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";
import { InstrumentError } from "./instrument_error.ts";

const logger = getLogger(["dripline", "instruments"]);

/** How many timeouts an instrument is listened to that is never silent. */
const patience = 10;

/** The most bytes kept of what is thrown away, for the log. */
const maxKept = 200;

/**
 * How it is made sure, after whatever leaves doubt, that an answer belongs to its question:
 *
 * - `identity`: `*IDN?` is asked at every new connection, and everything before its answer is thrown away. The text is learnt at the first
 *   connection. An instrument that does not know the question has to be silent for a timeout instead.
 * - `{ send, expect }`: the same with another question, whose answer nobody can mistake for another one.
 * - `silence`: the instrument has to be silent for a timeout after whatever leaves doubt.
 * - `connection`: a new connection is enough. For instruments that are reached without anything between, such as a terminal server, that
 *   could keep an answer for the next connection.
 */
export type Synchronisation =
  | "identity"
  | "silence"
  | "connection"
  | { readonly send: Bytes; readonly expect: Bytes };

/** What is asked, and how the answer is known. */
export interface Sign {
  /** The question. */
  readonly send: Uint8Array;
  /** What the answer is, for people. */
  readonly expected: string;
  /** Tells whether a text is the answer. */
  readonly recognises: (text: string) => boolean;
  /** Whether it will do that the instrument is silent for a timeout. */
  readonly orSilence: boolean;
  /** Whether another answer to the same question may be on its way. */
  readonly isOwed: boolean;
}

/** What tells an identity (IEEE 488.2) from any other answer: four fields, and letters in the first. */
export function isIdentity(text: string): boolean {
  const fields = text.split(",");
  return fields.length === 4 && /[a-z]/i.test(fields[0]!) &&
    !/[;\n]/.test(text);
}

/** Listens until the instrument has been silent for a timeout. Rejects with an {@linkcode InstrumentError} if it never is. */
export async function drain(connection: InstrumentConnection): Promise<void> {
  await sift(connection, undefined);
}

/**
 * Asks for a sign, and throws everything away that comes before it. Resolves with the text of the answer, or with undefined if silence did.
 * Rejects with an {@linkcode InstrumentError} if it does not come.
 */
export function synchronise(
  connection: InstrumentConnection,
  sign: Sign,
): Promise<string | undefined> {
  return sift(connection, sign);
}

async function sift(
  connection: InstrumentConnection,
  sign: Sign | undefined,
): Promise<string | undefined> {
  const { clock, framing, silence, timeout } = connection.options;
  if (connection.error) throw neverSentError(connection.error);
  const { promise, resolve, reject } = Promise.withResolvers<
    string | undefined
  >();
  const arrived = new ArrivedBytes();
  const began = clock.now();
  let thrownAway = new Uint8Array();
  let found: string | undefined;
  let cancel = () => {};

  const wait = (seconds: number) => {
    cancel();
    cancel = clock.after(seconds * 1000, silent);
  };
  const throwAway = (bytes: Uint8Array) => {
    thrownAway = joined(thrownAway, bytes).slice(0, maxKept);
  };
  const silent = () => {
    if (sign && found === undefined && !sign.orSilence) {
      return connection.end(missing(sign, joined(thrownAway, arrived.rest)));
    }
    throwAway(arrived.rest);
    cancel();
    stop();
    resolve(found);
  };
  const stop = connection.listen({
    received(piece) {
      if (clock.now() - began > patience * timeout * 1000) {
        throw noResponseError(
          `The instrument is never silent: it sent ${shownBytes(piece)}`,
        );
      }
      arrived.add(piece);
      for (const { message, whole } of messages(arrived)) {
        const text = sign && unechoed(textOf(message), textOf(sign.send));
        if (text === "") continue;
        if (text !== undefined && sign!.recognises(text)) found = text;
        else {
          found = undefined;
          throwAway(whole);
        }
      }
      if (arrived.rest.length > 0) found = undefined;
      const isEnd = found !== undefined && !sign!.isOwed;
      if (isEnd && silence === 0) return silent();
      wait(isEnd ? silence : timeout);
    },
    ended(error) {
      cancel();
      stop();
      reject(error);
      return true;
    },
  });

  wait(timeout);
  if (sign) await connection.write(framing.encode(sign.send));
  const answer = await promise;
  if (thrownAway.length > 0) {
    logger.warn("threw away {bytes}, which came from {link} unasked", {
      bytes: shownBytes(thrownAway),
      link: connection.options.link.name,
    });
  }
  return answer;

  function* messages(from: ArrivedBytes) {
    try {
      for (;;) {
        const { rest } = from;
        const found = from.next(framing);
        if (!found) return;
        yield { message: found.message, whole: rest.subarray(0, found.length) };
      }
    } catch (error) {
      if (!(error instanceof InstrumentError)) throw error;
      yield { message: from.rest, whole: from.rest };
      from.clear();
    }
  }
}

/** Takes off what the instrument repeats of the question. */
function unechoed(text: string, question: string): string {
  const rest = text.startsWith(question) ? text.slice(question.length) : text;
  return rest.trim();
}

function missing(sign: Sign, said: Uint8Array): InstrumentError {
  const came = said.length === 0 ? "nothing came" : `${shownBytes(said)} came`;
  return noResponseError(
    `The instrument is not in step: ${shownBytes(sign.send)} was not answered ${
      JSON.stringify(sign.expected)
    }, ${came} (sync)`,
  );
}
