/**
 * A database of a test's own, on the PostgreSQL server of this machine.
 *
 * @module
 */
import postgres from "postgres";

/** Where tests look for a server. */
const server = { host: "127.0.0.1", port: 5432, username: "postgres" };

/** A database that is dropped at the end. */
export interface TestDatabase extends AsyncDisposable {
  /** Its name. */
  readonly name: string;
  /** Asks it something, as its administrator. */
  readonly sql: postgres.Sql;
  /** Cuts all connections and takes no others, until it is back. */
  away(): Promise<void>;
  /** Lets everybody in again. */
  back(): Promise<void>;
}

/** Makes a database. Returns `undefined`, with a line that says why, if there is no server. */
export async function testDatabase(
  test: string,
): Promise<TestDatabase | undefined> {
  const name = `dripline_test_${crypto.randomUUID().slice(0, 8)}`;
  const quiet = { onnotice: () => {}, "connect_timeout": 5 };
  const admin = postgres({ ...server, ...quiet, database: "postgres", max: 1 });
  try {
    await admin.unsafe(`CREATE DATABASE "${name}"`);
  } catch (error) {
    await admin.end();
    // deno-lint-ignore no-console -- whoever runs tests has to know
    console.log(`skipped: ${test}: no PostgreSQL on 127.0.0.1: ${error}`);
    return undefined;
  }
  const sql = postgres({ ...server, ...quiet, database: name, max: 1 });
  const allow = (how: boolean) =>
    admin.unsafe(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${how}`);
  return {
    name,
    sql,
    async away() {
      await allow(false);
      await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
    },
    async back() {
      await allow(true);
    },
    async [Symbol.asyncDispose]() {
      await sql.end();
      await admin.unsafe(`DROP DATABASE "${name}" WITH (FORCE)`);
      await admin.end();
    },
  };
}
