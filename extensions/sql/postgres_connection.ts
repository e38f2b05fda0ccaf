/**
 * Connections to a PostgreSQL server.
 *
 * @module
 */
import type { AuthGroups } from "@dripline/dripline";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { BadRow, StoreAway } from "./store.ts";

/** A database of a PostgreSQL server. */
export interface PostgresPlace {
  /** The server. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** The database. */
  readonly database: string;
}

/** Connections that are open at once, at most: one to write, the others for questions. */
const connections = 4;

/** Seconds that connecting may take. */
const connectPatience = 10;

/** What a PostgreSQL server answers when the fault is not in the data, by the first two characters of its code. */
const notTheData: ReadonlySet<string> = new Set(
  // deno-fmt-ignore -- one class each: connection, transaction, login, database, schema, rollback, syntax and rights, resources, object
  // state, operator, system, configuration
  ["08", "25", "28", "3D", "3F", "40", "42", "53", "55", "57", "58", "F0"],
);

/** Those of them that nobody has to mend: the server is being started, or has too much to do. */
const temporary: ReadonlySet<string> = new Set(["08", "40", "53", "55", "57"]);

/**
 * Connects to a database with the login of the authentication group `postgres`, when the first query is sent. Times are in UTC. Queries are
 * not repeated when the connection is lost.
 */
export function connectPostgres(place: PostgresPlace, groups: AuthGroups): Sql {
  const login = groups.get("postgres");
  return postgres({
    ...place,
    username: login?.get("username") ?? "postgres",
    password: login?.get("password") ?? "",
    max: connections,
    connect_timeout: connectPatience,
    // Encrypted, if the server can do it.
    ssl: "prefer",
    // Whoever asks again has waited already.
    backoff: () => 0,
    onnotice: () => {},
    connection: {
      application_name: "dripline",
      TimeZone: "UTC",
      // To compile a question takes longer than any of ours.
      jit: "off",
      DateStyle: "ISO",
      // Numbers are written with all their digits.
      extra_float_digits: 1,
    },
  });
}

/**
 * Does what makes one transaction. Whatever happens to the connection, the program goes on.
 *
 * The library ends a transaction that fails by a ROLLBACK, also on a connection that is gone: that ends the program, by an error that
 * nobody can catch (https://github.com/porsager/postgres/issues/1208). So it does not hear of that failure, but that the connection closed.
 */
export async function inTransaction<T>(
  sql: Sql,
  run: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  let result: T;
  await sql.begin(async (own) => {
    try {
      result = await run(own);
    } catch (error) {
      if (isLost(error)) await new Promise(() => {});
      throw error;
    }
  });
  return result!;
}

/** Tells whether the connection is gone, or about to be closed by the server. */
function isLost(error: unknown): boolean {
  const { name, code = "" } = error as Error & { code?: string };
  return name === "PostgresError"
    ? code.startsWith("57P")
    : code !== "" || error instanceof TypeError;
}

/** Tells whether an error is about a row or about the database. */
export function toldByPostgres(error: unknown, place: PostgresPlace): Error {
  if (error instanceof StoreAway) return error;
  const { name, code = "", message } = error as Error & { code?: string };
  const kind = code.slice(0, 2);
  const isServer = name === "PostgresError";
  if (isServer && !notTheData.has(kind)) {
    return new BadRow(message, { cause: error });
  }
  const { host, port, database } = place;
  return new StoreAway(
    `database "${database}" at ${host}:${port}: ${message || code}`,
    { cause: error, temporary: !isServer || temporary.has(kind) },
  );
}
