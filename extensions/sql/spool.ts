/**
 * Where messages wait for the database if the broker cannot keep them.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Heard } from "./heard.ts";

/** A message that waits. */
export interface Spooled {
  /** Its place in the order. */
  readonly number: number;
  /** What its sender calls it. */
  readonly id: string;
  /** The whole message, as JSON. */
  readonly message: string;
}

/** The bytes of a page of SQLite. */
const pageSize = 4096;

/** A file of messages, first in, first out, that never grows beyond a size. What is in it survives the end of the program. */
export class Spool implements Disposable {
  readonly #db: DatabaseSync;
  #count: number;

  /** Opens the file, which is made if it is not there. */
  constructor(file: string, maxBytes: number) {
    this.#db = new DatabaseSync(file);
    try {
      this.#db.exec(
        `PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA journal_size_limit = 1048576;
         PRAGMA max_page_count = ${Math.floor(maxBytes / pageSize)};
         CREATE TABLE IF NOT EXISTS messages (
           number INTEGER PRIMARY KEY AUTOINCREMENT,
           id TEXT NOT NULL,
           message TEXT NOT NULL
         );`,
      );
      this.#count = this.#counted();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** How many messages wait. */
  get count(): number {
    return this.#count;
  }

  /** Appends messages, in order, and returns how many there was room for: the others are not kept. */
  append(messages: readonly Heard[]): number {
    if (messages.length === 0 || this.#insert(messages)) return messages.length;
    if (messages.length === 1) return 0;
    const half = Math.ceil(messages.length / 2);
    const kept = this.append(messages.slice(0, half));
    return kept < half ? kept : kept + this.append(messages.slice(half));
  }

  /** The first messages, at most `limit`. */
  first(limit: number): Spooled[] {
    return this.#db
      .prepare("SELECT * FROM messages ORDER BY number LIMIT ?")
      .all(limit)
      .map(({ number, id, message }) => ({
        number: Number(number),
        id: String(id),
        message: String(message),
      }));
  }

  /** Forgets all messages up to one. */
  remove({ number }: Spooled): void {
    this.#db.prepare("DELETE FROM messages WHERE number <= ?").run(number);
    this.#count = this.#counted();
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** Inserts all or, if there is no room, none. */
  #insert(messages: readonly Heard[]): boolean {
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      const insert = this.#db.prepare(
        "INSERT INTO messages (id, message) VALUES (?, ?)",
      );
      for (const heard of messages) insert.run(heard.id, heard.text());
      this.#db.exec("COMMIT");
      this.#count += messages.length;
      return true;
    } catch {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      return false;
    }
  }

  #counted(): number {
    const row = this.#db.prepare("SELECT count(*) AS n FROM messages").get();
    return Number(row!.n);
  }
}
