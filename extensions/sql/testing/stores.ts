// deno-lint-ignore-file no-console -- says what is skipped
import type { AuthGroups } from "@dripline/dripline";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { PostgresStore } from "../postgres_store.ts";
import { SqliteStore } from "../sqlite_store.ts";
import type { Store } from "../store.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** A row of any table. */
export type Row = Record<string, unknown>;

/** A database of the test's own, gone at the end. */
export interface TestDatabase extends AsyncDisposable {
  /** What a configuration calls it. */
  readonly url: string;
  /** Returns a new store on it. */
  store(): Store;
  /** Runs SQL, not by way of a store. */
  query(sql: string): Promise<Row[]>;
}

/** The PostgreSQL server to test on: 127.0.0.1, or what PGHOST says. */
const server = {
  host: Deno.env.get("PGHOST") ?? "127.0.0.1",
  port: Number(Deno.env.get("PGPORT") ?? 5432),
  username: Deno.env.get("POSTGRES_USER") ?? "postgres",
  password: Deno.env.get("POSTGRES_PASSWORD") ?? "postgres",
};

/** The login for the server to test on. */
export const login: AuthGroups = new Map([[
  "postgres",
  new Map([["username", server.username], ["password", server.password]]),
]]);

async function sqlite(): Promise<TestDatabase> {
  const folder = temporaryFolder();
  const file = `${folder.path}/values.db`;
  return await Promise.resolve({
    url: `sqlite:${file}`,
    store: () => new SqliteStore(file, Date),
    query: (sql: string) => {
      using db = new DatabaseSync(file);
      return Promise.resolve(db.prepare(sql).all().map((row) => ({ ...row })));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(folder[Symbol.dispose]()),
  });
}

/** A database that can be taken away. */
export interface FleetingDatabase extends TestDatabase {
  /** Ends all connections, and refuses others. */
  away(): Promise<void>;
  /** Accepts connections again. */
  back(): Promise<void>;
}

/** Makes a database on the server. */
export async function postgresDatabase(): Promise<FleetingDatabase> {
  const database = `test_sql_${crypto.randomUUID().slice(0, 8)}`;
  const quiet = { ...server, onnotice: () => {} };
  await asAdministrator(`CREATE DATABASE ${database}`);
  const { host, port } = server;
  return {
    url: `postgres://${host}:${port}/${database}`,
    store: () => new PostgresStore({ host, port, database }, login),
    async query(text) {
      const sql = postgres({ ...quiet, database, max: 1 });
      try {
        return (await sql.unsafe(text)).map((row) => ({ ...row }));
      } finally {
        await sql.end();
      }
    },
    async away() {
      await asAdministrator(
        `ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS false`,
      );
      await asAdministrator(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
      );
    },
    back: () =>
      asAdministrator(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS true`),
    [Symbol.asyncDispose]: () =>
      asAdministrator(`DROP DATABASE ${database} WITH (FORCE)`),
  };
}

async function asAdministrator(text: string): Promise<void> {
  const sql = postgres({ ...server, database: "postgres", max: 1 });
  try {
    await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

async function answers(): Promise<boolean> {
  try {
    await asAdministrator("SELECT 1");
    return true;
  } catch (error) {
    console.log(`no PostgreSQL is tested: ${(error as Error).message}`);
    return false;
  }
}

/** Whether there is a PostgreSQL server. */
export const hasPostgres: boolean = await answers();

/** Tests on each kind of database that is there. */
export function testOnEach(
  name: string,
  test: (database: TestDatabase) => Promise<void>,
): void {
  for (
    const [kind, make, ignore] of [
      ["SQLite", sqlite, false],
      ["PostgreSQL", postgresDatabase, !hasPostgres],
    ] as const
  ) {
    Deno.test({
      name: `${name} (${kind})`,
      ignore,
      async fn() {
        await using database = await make();
        await test(database);
      },
    });
  }
}
