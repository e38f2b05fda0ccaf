// deno-lint-ignore-file camelcase -- names of the wire
/**
 * Services with a PostgreSQL database.
 *
 * @module
 */
import {
  type Attributes,
  type AuthSpecification,
  type Context,
  type KeyProblem,
  type Known,
  readOnly,
  required,
  Service,
  string,
} from "@dripline/dripline";
import { PostgresDatabase, serverOf } from "./postgres_database.ts";

/** The login that every service with a PostgreSQL database asks for. */
export const postgresLogin: AuthSpecification = {
  postgres: {
    username: { default: "postgres", env: "POSTGRES_USER" },
    password: { default: "postgres", env: "POSTGRES_PASSWORD" },
  },
};

/** What a configuration says of the database. */
export interface DatabaseOptions {
  /** The name of the database. */
  readonly databaseName: string;
  /** The server: `HOST`, or `HOST:PORT`. */
  readonly databaseServer: string;
}

/** The attributes of {@linkcode DatabaseOptions}. */
export const databaseAttributes: Attributes<DatabaseOptions> = {
  database_name: readOnly(required(string({
    description: "The database",
  }))),
  database_server: readOnly(required(string({
    description: "The server: HOST, or HOST:PORT",
  }))),
};

/** Looks for a server that is none. */
export function databaseProblems(
  { databaseServer }: DatabaseOptions,
): KeyProblem[] {
  try {
    serverOf(databaseServer);
    return [];
  } catch (error) {
    return [{
      key: "database_server",
      message: `database_server ${(error as Error).message}`,
    }];
  }
}

/** The database of a service. Throws an `Error` if there is no login for it. */
export function databaseOf(
  { databaseName, databaseServer }: DatabaseOptions,
  { authGroups, clock }: Context,
): PostgresDatabase {
  if (!authGroups.has("postgres")) {
    throw new Error(
      'Authentication is missing "postgres" login details: give the group postgres a username and a password in auth_file or auth_groups',
    );
  }
  return new PostgresDatabase({
    server: databaseServer,
    database: databaseName,
    authGroups,
    clock,
  });
}

/** A service with a PostgreSQL database, whose tables are its endpoints of the class `SQLTable` (section 8.8 of the standard). */
export class PostgreSQLInterface extends Service implements DatabaseOptions {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<PostgreSQLInterface> =
    databaseAttributes;
  /** The login of the database. */
  static override readonly authGroups: AuthSpecification = postgresLogin;

  /** The name of the database. */
  databaseName = "";
  /** The server: `HOST`, or `HOST:PORT`. */
  databaseServer = "";

  #database: PostgresDatabase | undefined;

  /** The database. */
  get database(): PostgresDatabase {
    return this.#database ??= databaseOf(this, this.context);
  }

  /** Looks at the server. */
  override validate(known: Known): KeyProblem[] {
    return [...super.validate(known), ...databaseProblems(this)];
  }

  /** Finds the login; the tables connect. */
  override async start(): Promise<void> {
    await super.start();
    void this.database;
  }

  /** Closes the connections. */
  override async stop(): Promise<void> {
    await this.#database?.close();
    await super.stop();
  }
}
