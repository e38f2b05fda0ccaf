/**
 * Where a store is, as configurations say it.
 *
 * @module
 */
import { type Field, FieldError, show } from "@dripline/dripline";

/** A store: a file of SQLite, or a database of a PostgreSQL server. */
export type StoreUrl =
  | {
    /** SQLite. */
    readonly kind: "sqlite";
    /** The file; a relative one begins where the program was started. */
    readonly file: string;
  }
  | {
    /** PostgreSQL. */
    readonly kind: "postgres";
    /** The server. */
    readonly host: string;
    /** Its port. */
    readonly port: number;
    /** The database. */
    readonly database: string;
  };

/** A text that says where a store is, such as `sqlite:values.db` or `postgres://host/database`. */
export function storeUrl(description: string): Field<string> {
  return {
    schema: { type: "string", description },
    decode(input) {
      if (typeof input !== "string") throw problem(input);
      parseStoreUrl(input);
      return input;
    },
  };
}

/** Returns where a store is. Throws a `FieldError` if `text` does not say. */
export function parseStoreUrl(text: string): StoreUrl {
  if (text.startsWith("sqlite:")) {
    const file = text.slice("sqlite:".length);
    if (file === "" || file.startsWith("//")) throw problem(text);
    return { kind: "sqlite", file };
  }
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw problem(text);
  const database = decoded(url.pathname.slice(1), text);
  if (url.username !== "" || url.password !== "") {
    throw new FieldError(
      `must have no login: it is shown to everybody. Use the environment variables POSTGRES_USER and POSTGRES_PASSWORD, or the group "postgres" of auth_file or auth_groups`,
    );
  }
  if (url.hostname === "" || database === "" || url.search !== "") {
    throw problem(text);
  }
  return {
    kind: "postgres",
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 5432),
    database,
  };
}

function decoded(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw problem(text);
  }
}

/** Shows what was received without what may be a login: what stands before an `@`, and parameters. */
function problem(input: unknown): FieldError {
  const shown = typeof input === "string"
    ? input.slice(input.lastIndexOf("@") + 1).split("?", 1)[0]
    : input;
  return new FieldError(
    `must be sqlite:FILE or postgres://HOST/DATABASE: received ${show(shown)}`,
  );
}
