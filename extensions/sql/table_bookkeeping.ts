/**
 * What a logger remembers of its messages, in tables beside the one it writes.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { DatabaseError } from "./database_error.ts";
import type { PostgresDatabase, Query } from "./postgres_database.ts";
import {
  type KeptMessage,
  maxQuarantined,
  type Quarantined,
  receiptsKept,
} from "./store.ts";
import { textArray } from "./value_text.ts";

const logger = getLogger(["dripline", "sql"]);

/** Each by its own: several loggers may write to one database, and hear the same messages. */
const tables = [
  `CREATE TABLE IF NOT EXISTS dripline_table_receipts (
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  logger text NOT NULL,
  message_id text NOT NULL,
  received timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (logger, message_id)
)`,
  `CREATE TABLE IF NOT EXISTS dripline_table_quarantine (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  logger text NOT NULL,
  message_id text NOT NULL,
  sensor_name text NOT NULL,
  received timestamptz NOT NULL DEFAULT now(),
  reason text NOT NULL,
  message text NOT NULL,
  UNIQUE (logger, message_id)
)`,
];

/** How many receipts are written until old ones are looked for. */
const receiptsBetween = 100_000;

/** Receipts and quarantine of one logger. An account that may not make tables has none: then a message may become two rows. */
export class TableBookkeeping {
  readonly #database: PostgresDatabase;
  readonly #logger: string;
  #isThere = true;
  #receipts = 0;

  /** Of the logger of that name. */
  constructor(database: PostgresDatabase, name: string) {
    this.#database = database;
    this.#logger = name;
  }

  /** Makes the tables, if they are not there. */
  async open(): Promise<void> {
    const present = await this.#database.query(
      "SELECT to_regclass('dripline_table_receipts')::text, to_regclass('dripline_table_quarantine')::text",
      [],
    );
    this.#isThere = true;
    if (present[0]!.every((name) => name !== null)) return;
    try {
      for (const table of tables) await this.#database.query(table, []);
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.fault !== "setup") {
        throw error;
      }
      this.#isThere = false;
      logger.warn(
        "{name}: there can be no receipts and no quarantine, so that a message may become two rows or none: {reason}. GRANT CREATE ON SCHEMA to the account",
        { name: this.#logger, reason: error.message },
      );
    }
  }

  /** Signs for messages, in the transaction that writes them. Returns those that nobody has signed for. */
  async receive(
    query: Query,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (!this.#isThere) return new Set(ids);
    const found = await query(
      `INSERT INTO dripline_table_receipts (logger, message_id)
SELECT $1::text, * FROM unnest($2::text[]) ON CONFLICT DO NOTHING RETURNING message_id`,
      [this.#logger, textArray(ids)],
    );
    this.#receipts += found.length;
    if (this.#receipts > receiptsBetween) {
      this.#receipts = 0;
      await query(
        `DELETE FROM dripline_table_receipts
WHERE number <= (SELECT max(number) FROM dripline_table_receipts) - ${receiptsKept}`,
        [],
      );
    }
    return new Set(found.map(([id]) => id!));
  }

  /** Keeps messages, as {@linkcode Store.quarantine} does. */
  async quarantine(
    messages: readonly Quarantined[],
  ): Promise<ReadonlySet<string>> {
    if (!this.#isThere) {
      for (const { message, reason } of messages) {
        logger.fatal("{name}: {message} is no row: {reason}", {
          name: this.#logger,
          message,
          reason,
        });
      }
      return new Set();
    }
    const column = (of: (message: Quarantined) => string) =>
      textArray(messages.map(of));
    const kept = await this.#database.query(
      `INSERT INTO dripline_table_quarantine (logger, message_id, sensor_name, reason, message)
SELECT $1::text, r.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS r(a, b, c, d)
WHERE (SELECT count(*) FROM dripline_table_quarantine WHERE logger = $1::text) < ${maxQuarantined}
ON CONFLICT (logger, message_id) DO UPDATE SET reason = excluded.reason RETURNING message_id`,
      [
        this.#logger,
        column(({ id }) => id),
        column(({ sensor }) => sensor),
        column(({ reason }) => reason),
        column(({ message }) => message),
      ],
    );
    return new Set(kept.map(([id]) => id!));
  }

  /** The messages that were kept, as {@linkcode Store.quarantined} tells them. */
  async quarantined(limit: number, after: number = 0): Promise<KeptMessage[]> {
    if (!this.#isThere) return [];
    const found = await this.#database.query(
      `SELECT number::text, message_id, sensor_name, reason, message FROM dripline_table_quarantine
WHERE logger = $1::text AND number > $2::text::bigint ORDER BY number LIMIT $3::text::bigint`,
      [this.#logger, String(after), String(limit)],
    );
    return found.map(([number, id, sensor, reason, message]) => ({
      number: Number(number),
      id: id!,
      sensor: sensor!,
      reason: reason!,
      message: message!,
    }));
  }

  /** Forgets messages that were kept. */
  async release(ids: readonly string[]): Promise<void> {
    if (!this.#isThere || ids.length === 0) return;
    await this.#database.query(
      `DELETE FROM dripline_table_quarantine WHERE logger = $1::text AND message_id = ANY ($2::text[])`,
      [this.#logger, textArray(ids)],
    );
  }
}
