/**
 * Tables of a database as endpoints.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  arg,
  type Attributes,
  type Commands,
  delay,
  Endpoint,
  FailureLog,
  isReplyError,
  type Json,
  type JsonObject,
  type KeyProblem,
  type Known,
  list,
  optional,
  readOnly,
  ReplyError,
  required,
  string,
} from "@dripline/dripline";
import { type ColumnName, columnNames, columnValues } from "./column_names.ts";
import { DatabaseError } from "./database_error.ts";
import type { PostgresDatabase } from "./postgres_database.ts";
import { cell, selectRows } from "./select_rows.ts";
import { insertStatement, type NewRow } from "./statements.ts";
import { type OpenTable, openTable } from "./open_table.ts";
import { valueText } from "./value_text.ts";

const logger = getLogger(["dripline", "sql"]);

/** Milliseconds between looks at a database that is away. */
const patience = 5000;

/** A table of the database of its service, which is a `PostgreSQLInterface` or a `PostgresSensorLogger` (section 8.8 of the standard). */
export class SQLTable extends Endpoint {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SQLTable> = {
    table_name: readOnly(required(string({
      description: "The table",
    }))),
    schema: readOnly(optional(string({
      description:
        "The schema that it is in; if not given, the first that has it",
    }))),
    required_insert_names: columnNames({
      description: "Columns that every insert has to give",
    }),
    optional_insert_names: columnNames({
      description: "Columns that an insert may give",
    }),
    return_col_names: columnNames({
      description: "Columns of the new row that an insert is answered with",
    }),
    default_insert_values: columnValues({
      description: "Values of columns that an insert does not give",
    }),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<SQLTable> = {
    do_insert: {
      description:
        "Write a row; columns that are not in required_insert_names and optional_insert_names are ignored",
      args: [
        arg(
          "values",
          columnValues({
            description: "The values, each as an argument of its own",
          }),
        ),
      ],
    },
    do_select: {
      description:
        "Read rows that fulfil all conditions: the names of the columns, and the rows",
      args: [
        arg("return_cols", optional(list(string()))),
        arg("where_eq_dict", optional(columnValues())),
        arg("where_lt_dict", optional(columnValues())),
        arg("where_gt_dict", optional(columnValues())),
      ],
    },
  };

  /** The table. */
  tableName = "";
  /** The schema that it is in. */
  schema: string | undefined;
  /** Columns that every insert has to give. */
  requiredInsertNames: readonly ColumnName[] = [];
  /** Columns that an insert may give. */
  optionalInsertNames: readonly ColumnName[] = [];
  /** Columns of the new row that an insert is answered with. */
  returnColNames: readonly ColumnName[] = [];
  /** Values of columns that an insert does not give. */
  defaultInsertValues: JsonObject = {};

  readonly #stopping = new AbortController();
  #open: OpenTable | undefined;
  #waiting: Promise<void> | undefined;

  /** The database of its service. */
  get database(): PostgresDatabase {
    return (this.service as unknown as { database: PostgresDatabase }).database;
  }

  /** Requires a service that has a database, and columns that are listed once. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if (this.owner && !("database" in this.owner)) {
      problems.push({
        key: "module",
        message:
          `the service has no database for an SQLTable: give it "module: PostgreSQLInterface" or "module: PostgresSensorLogger"`,
      });
    }
    const names = [...this.requiredInsertNames, ...this.optionalInsertNames];
    const twice = names.find((name, index) =>
      names.findIndex(({ column, payloadKey }) =>
        column === name.column || payloadKey === name.payloadKey
      ) < index
    );
    if (twice) {
      problems.push({
        key: "optional_insert_names",
        message:
          `the column "${twice.column}" ("${twice.payloadKey}" in payloads) is listed twice: leave one out`,
      });
    }
    return problems;
  }

  /** Looks at the columns. A database that is away is waited for, meanwhile the service answers. */
  override async start(): Promise<void> {
    await super.start();
    try {
      await this.table();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.fault !== "away") {
        throw error;
      }
      logger.warn("{name}: {reason}; waiting for it", {
        name: this.name,
        reason: error.message,
      });
      this.#waiting = this.#wait(error);
    }
  }

  /** Waits no longer. */
  override async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#waiting;
    await super.stop();
  }

  /** Writes a row, and answers with its `return_col_names`. Throws a `ReplyError`. */
  async doInsert(
    values: JsonObject,
    signal?: AbortSignal,
  ): Promise<JsonObject> {
    return await inReply(async () => {
      const table = await this.table();
      const { sql, parameters } = insertStatement(
        table.shape,
        [this.rowOf(table, values)],
        table.returning,
      );
      const [row] = await this.database.query(sql, parameters, signal);
      return Object.fromEntries(
        this.returnColNames.map(({ payloadKey }, index) =>
          [payloadKey, cell(row!, index)] as const
        ),
      );
    });
  }

  /**
   * Reads rows: the names of the columns, and the rows. Whatever a number would lose is text. Throws a `ReplyError`, also if there are more
   * than 10,000.
   *
   * @param returnCols The columns. None: all.
   */
  async doSelect(
    returnCols: readonly string[] = [],
    whereEqDict: JsonObject = {},
    whereLtDict: JsonObject = {},
    whereGtDict: JsonObject = {},
    signal?: AbortSignal,
  ): Promise<[names: string[], rows: Json[][]]> {
    return await inReply(async () =>
      await selectRows(this.database, (await this.table()).shape, returnCols, {
        where_eq_dict: whereEqDict,
        where_lt_dict: whereLtDict,
        where_gt_dict: whereGtDict,
      }, signal)
    );
  }

  /** Answers `do_insert`, whose arguments have the names that the configuration gives them, and all others as every endpoint does. */
  override cmd(specifier: string, payload: Json, signal: AbortSignal): unknown {
    if (specifier !== "do_insert") {
      return super.cmd(specifier, payload, signal);
    }
    const given = payload ?? {};
    if (typeof given !== "object" || Array.isArray(given)) {
      throw new ReplyError(
        "service_error_bad_payload",
        `The payload of do_insert must be an object with the values by name`,
      );
    }
    const { values = [], ...named } = given as JsonObject;
    if (Array.isArray(values) && values.length === 0) {
      return this.doInsert(named, signal);
    }
    throw new ReplyError(
      "service_error_invalid_value",
      `do_insert of ${this.name} takes values by name only, such as ${
        this.requiredInsertNames[0]?.payloadKey ?? "NAME"
      }=...`,
    );
  }

  /** The table as it is in the database, once it has been checked. Throws a `DatabaseError`. */
  async table(): Promise<OpenTable> {
    return this.#open ??= await openTable(this.database, this);
  }

  /** Looks at the table once more: it may have changed. Throws a `DatabaseError`. */
  async reopen(): Promise<OpenTable> {
    this.#open = undefined;
    return await this.table();
  }

  /** Makes a row of the values that a payload gives. Throws a `DatabaseError` of the fault `value`. */
  rowOf(
    { required, optional, defaults }: OpenTable,
    values: JsonObject,
  ): NewRow {
    const row = new Map(defaults);
    const given = new Map(Object.entries(values));
    for (const [key, column] of required) {
      if (given.has(key)) continue;
      throw new DatabaseError(
        "value",
        `a value for <${key}> is required! "${column.name}" of table "${this.tableName}" got none of: ${
          [...given.keys()].join(", ") || "nothing"
        }`,
      );
    }
    for (const [key, value] of given) {
      const column = required.get(key) ?? optional.get(key);
      if (column) row.set(column, valueText(column, value));
      else {logger.debug("{name} has no column for {key}", {
          name: this.name,
          key,
        });}
    }
    return row;
  }

  /** Looks at a database that is away until it is back. What is wrong then is told, and looked at again. */
  async #wait(first: DatabaseError): Promise<void> {
    const { signal } = this.#stopping;
    const log = new FailureLog(`opening the table of ${this.name}`);
    log.failed(first);
    while (!this.#open && !signal.aborted) {
      await delay(this.context.clock, patience, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.table();
        log.worked();
      } catch (error) {
        log.failed(error);
      }
    }
  }
}

async function inReply<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isReplyError(error) || !(error instanceof DatabaseError)) throw error;
    throw error.toReply();
  }
}
