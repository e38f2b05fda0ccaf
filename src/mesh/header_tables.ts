/**
 * Headers as amqplib likes them best.
 *
 * amqplib makes the headers of a message the prototype of an object of its own, and V8 prepares an object at length before it becomes a
 * prototype: with new headers for every message that is the most expensive part of a request. So amqplib gets the same objects again and
 * again, which is safe because it has read them when its `publish` returns.
 *
 * @module
 */

/** Keeps one object for each kind of headers: those with the same names in the same order. Names are ours, so that kinds are few. */
export class HeaderTables {
  readonly #tables = new Map<string, Record<string, unknown>>();

  /** Returns an object that equals `headers`, until the next call. */
  filled(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const kind = Object.keys(headers).join();
    const table = this.#tables.get(kind);
    if (table) return Object.assign(table, headers);
    const first = { ...headers };
    this.#tables.set(kind, first);
    return first;
  }
}
