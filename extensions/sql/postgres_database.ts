/**
 * A database of a PostgreSQL server.
 *
 * @module
 */
import type { AuthGroups, Clock } from "@dripline/dripline";
import type { Sql } from "postgres";
import { DatabaseError, databaseError } from "./database_error.ts";
import { connectPostgres, inTransaction } from "./postgres_connection.ts";

/** Where a database is, and who asks. */
export interface PostgresOptions {
  /** The server: `HOST`, or `HOST:PORT`. */
  readonly server: string;
  /** The name of the database. */
  readonly database: string;
  /** Logins, among them that of the group `postgres`. */
  readonly authGroups: AuthGroups;
  /** The clock that limits how long an answer may take. */
  readonly clock: Clock;
}

/** A row: every column as text. */
export type TextRow = readonly (string | null)[];

/** Asks one thing of a database: SQL, and its parameters `$1` and so on. */
export type Query = (
  sql: string,
  parameters: readonly (string | null)[],
) => Promise<readonly TextRow[]>;

/** Milliseconds that the database may take for one thing; then the connection is taken for dead. */
const patience = 60_000;

/** A database of a PostgreSQL server. Connections are made when they are needed, and again after they were lost. */
export class PostgresDatabase {
  readonly #options: PostgresOptions;
  #pool: Sql | undefined;

  /** Connects to nothing yet. Throws a `RangeError` if `server` is none. */
  constructor(options: PostgresOptions) {
    serverOf(options.server);
    this.#options = options;
  }

  /** Where it is, for people. */
  toString(): string {
    const { database, server } = this.#options;
    return `database "${database}" at ${server}`;
  }

  /**
   * Asks one thing; columns have to be asked for as texts. Gives up when the signal is aborted. Throws a {@linkcode DatabaseError}.
   *
   * @param sql Has no values in it.
   */
  query(
    sql: string,
    parameters: readonly (string | null)[],
    signal?: AbortSignal,
  ): Promise<readonly TextRow[]> {
    return this.#within(async (pool) => {
      signal?.throwIfAborted();
      const asked = pool.unsafe(sql, [...parameters]).values();
      const cancel = () => asked.cancel();
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        return [...await asked] as TextRow[];
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    });
  }

  /** Does several things, all or none. Throws a {@linkcode DatabaseError}. */
  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return await this.#within((pool) =>
      inTransaction(
        pool,
        (sql) =>
          work(async (text, parameters) =>
            [...await sql.unsafe(text, [...parameters]).values()] as TextRow[]
          ),
      )
    );
  }

  /** Closes its connections. It may be used again. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.end({ timeout: 1 });
  }

  async #within<T>(work: (pool: Sql) => Promise<T>): Promise<T> {
    const pool = this.#pool ??= connectPostgres(
      { ...serverOf(this.#options.server), database: this.#options.database },
      this.#options.authGroups,
    );
    const late = Promise.withResolvers<never>();
    const cancel = this.#options.clock.after(patience, () => {
      late.reject(
        new DatabaseError("away", `${this} has been silent for 60 s`),
      );
      // What hangs on it would hang for ever.
      if (this.#pool === pool) this.#pool = undefined;
      pool.end({ timeout: 0 }).catch(() => {});
    });
    try {
      return await Promise.race([work(pool), late.promise]);
    } catch (error) {
      throw databaseError(error, String(this));
    } finally {
      cancel();
    }
  }
}

/** Takes a server apart. Throws a `RangeError` if it is none. */
export function serverOf(server: string): { host: string; port: number } {
  const found = /^(?:\[([\da-f:.]+)\]|([^\s:/@?#[\]]+))(?::(\d+))?$/i
    .exec(server);
  const port = Number(found?.[3] ?? 5432);
  if (!found || port < 1 || port > 65535) {
    throw new RangeError(
      `must be HOST or HOST:PORT, without user and password: received ${
        JSON.stringify(server.replace(/^.*@/, "...@"))
      }`,
    );
  }
  return { host: (found[1] ?? found[2])!, port };
}
