/**
 * What a database says when it cannot do something.
 *
 * @module
 */
import { ReplyError } from "@dripline/dripline";

/**
 * Whose fault it is: `away`, nobody's, and it may work again by itself; `setup`, the configuration or the database is not as it has to be;
 * `value`, what was to be written or looked for.
 */
export type Fault = "away" | "setup" | "value";

/** The database could not do something. */
export class DatabaseError extends Error {
  /** Always `"DatabaseError"`. */
  override readonly name = "DatabaseError";
  /** Whose fault it is. */
  readonly fault: Fault;

  /** Says whose fault it is, and what happened. */
  constructor(fault: Fault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }

  /** The same as the answer to a request. */
  toReply(): ReplyError {
    const code = {
      away: "resource_error_connection",
      setup: "resource_error",
      value: "service_error_invalid_value",
    } as const;
    return new ReplyError(code[this.fault], this.message, { cause: this });
  }
}

/** Classes of SQLSTATE that have nothing to do with what was asked: connection, rollback, resources, operator, limits, inside. */
const passing = ["08", "25", "40", "53", "55", "57", "58", "F0", "HV", "XX"];

/** SQLSTATE of what has to be set up first, and how. */
const missing: Readonly<Record<string, string>> = {
  "28000": "check the authentication group postgres",
  "28P01":
    "check the authentication group postgres: POSTGRES_USER and POSTGRES_PASSWORD, auth_file, auth_groups",
  "3D000": "correct database_name, or create the database",
  "3F000": "correct schema, or create it",
  "42501": "grant the right to the account, see GRANT",
  "42P01": "create the table, or correct table_name",
  "42703": "add the column, or correct its name",
};

/** Makes a {@linkcode DatabaseError} of what the driver throws. Neither parameters nor passwords are in it. */
export function databaseError(error: unknown, where: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { code = "", message = String(error) } = (error ?? {}) as {
    code?: unknown;
    message?: string;
  };
  const state = typeof code === "string" ? code : "";
  if (!/^[0-9A-Z]{5}$/.test(state) || passing.includes(state.slice(0, 2))) {
    const why = message || state || "no reason was given";
    return new DatabaseError("away", `${where} cannot be used: ${why}`, {
      cause: error,
    });
  }
  const wayOut = missing[state];
  if (wayOut !== undefined) {
    return new DatabaseError("setup", `${where}: ${message}: ${wayOut}`, {
      cause: error,
    });
  }
  return new DatabaseError("value", `${where} refuses: ${message}`, {
    cause: error,
  });
}
