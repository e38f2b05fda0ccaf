/**
 * What js-yaml reports while it reads a text: where every value begins and ends. The values themselves come from `@std/yaml`.
 *
 * @module
 */
import { CORE_SCHEMA, load } from "js-yaml";

/** How deep values may be nested; a text that goes deeper is not read. */
const MAX_DEPTH = 199;

/** A value that was read, or tried: what may be a key is read before its colon is seen, and then again as what it is. */
export interface Reading {
  /** The offset from which it was looked for; blanks, comments, anchors and tags may come first. */
  readonly start: number;
  /** The offset behind it. */
  end: number;
  /** What it is. An alias is nothing of these, neither is an empty value. */
  kind: "scalar" | "sequence" | "mapping" | null;
  /** What js-yaml makes of it. */
  result: unknown;
  /** The name that an anchor gives it. */
  anchor: string | null;
  /** What was read inside: items, or keys and values in turns. An empty item leaves no trace. */
  readonly inner: Reading[];
}

/** Why a text was not read to its end. */
export interface Failure {
  /** What js-yaml says. */
  readonly reason: string;
  /** The offset of the trouble, if there is one. */
  readonly at: number | undefined;
  /** What was begun and not ended, from the outside to the inside. */
  readonly open: readonly Reading[];
}

/** What was reported of a text. */
export interface Events {
  /** The first document. */
  readonly top: Reading | undefined;
  /** Why there is no more. */
  readonly failure: Failure | undefined;
}

/** The part of js-yaml's state that is looked at. */
interface ParserState {
  readonly position: number;
  readonly kind: Reading["kind"];
  readonly result: unknown;
  readonly anchor: string | null;
}

/** Reads a text without a byte order mark. Never throws. */
export function readEvents(text: string): Events {
  const open: Reading[] = [];
  let top: Reading | undefined;
  const listener = (event: "open" | "close", state: ParserState) => {
    const { position, kind, result, anchor } = state;
    if (event === "open") {
      const nothing = { kind: null, result: null, anchor: null };
      open.push({ start: position, end: position, ...nothing, inner: [] });
      return;
    }
    const reading = open.pop()!;
    Object.assign(reading, { end: position, kind, result, anchor });
    const outer = open.at(-1);
    if (outer) outer.inner.push(reading);
    else top ??= reading;
  };
  try {
    const schema = CORE_SCHEMA;
    load(text, { schema, json: true, maxDepth: MAX_DEPTH, listener });
    return { top, failure: undefined };
  } catch (error) {
    const { reason, mark, message } = error as Error & {
      reason?: string;
      mark?: { position: number };
    };
    const failure = { reason: reason ?? message, at: mark?.position, open };
    return { top, failure };
  }
}
