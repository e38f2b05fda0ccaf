/**
 * Keeps what repeats from filling the log.
 *
 * @module
 */
import type { LogRecord } from "@logtape/logtape";

/** How many lines of one kind are written in a period. */
const most = 20;

/** How long a period is, in milliseconds. */
const period = 60_000;

/** The most kinds that are remembered. */
const kinds = 1000;

/**
 * Counts warnings and errors of each kind: of one logger, with one text apart from its values. A peer can cause any number of them.
 */
export class LogRate {
  readonly #periods = new Map<
    string,
    { start: number; written: number; left: number }
  >();

  /** Returns how many of its kind have been left out before a record, `undefined` if it is to be left out as well. */
  leftOut(record: LogRecord): number | undefined {
    if (record.level !== "warning" && record.level !== "error") return 0;
    const { category, rawMessage, timestamp } = record;
    const text = typeof rawMessage === "string"
      ? rawMessage
      : rawMessage.join("{}");
    const kind = `${category.join(".")} ${text}`;
    let current = this.#periods.get(kind);
    const left = current?.left ?? 0;
    if (!current || timestamp - current.start >= period) {
      if (!current && this.#periods.size >= kinds) this.#periods.clear();
      current = { start: timestamp, written: 0, left: 0 };
      this.#periods.set(kind, current);
    }
    if (current.written >= most) {
      current.left++;
      return undefined;
    }
    current.written++;
    return current.written === 1 ? left : 0;
  }
}
