/**
 * Rows of a table that fulfil conditions.
 *
 * @module
 */
import type { Json, JsonObject } from "@dripline/dripline";
import { DatabaseError } from "./database_error.ts";
import { readExactJson } from "./exact_json.ts";
import type { PostgresDatabase, TextRow } from "./postgres_database.ts";
import { condition, selectStatement } from "./statements.ts";
import { noColumn, type TableShape } from "./table_shape.ts";

/** The most rows that one answer has. */
const maxRows = 10_000;

const operators = {
  "where_eq_dict": "=",
  "where_lt_dict": "<",
  "where_gt_dict": ">",
} as const;

/** Conditions: what columns are compared with. */
export type Conditions = Readonly<Record<keyof typeof operators, JsonObject>>;

/**
 * Reads the rows that fulfil all conditions: the names of the columns, and the rows. Throws a {@linkcode DatabaseError}, also if there are
 * too many.
 *
 * @param columns The columns. None: all.
 */
export async function selectRows(
  database: PostgresDatabase,
  shape: TableShape,
  columns: readonly string[],
  conditions: Conditions,
  signal?: AbortSignal,
): Promise<[names: string[], rows: Json[][]]> {
  const find = (name: string, whence: string) => {
    const column = shape.columns.get(name);
    if (column) return column;
    throw new DatabaseError("value", noColumn(shape, name, whence));
  };
  const names = columns.length === 0 ? [...shape.columns.keys()] : [...columns];
  const where = (Object.keys(operators) as (keyof typeof operators)[])
    .flatMap((whence) =>
      Object.entries(conditions[whence]).map(([name, value]) =>
        condition(find(name, whence), operators[whence], value)
      )
    );
  const { sql, parameters } = selectStatement(
    shape,
    names.map((name) => find(name, "return_cols")),
    where,
    maxRows + 1,
  );
  const rows = await database.query(sql, parameters, signal);
  if (rows.length > maxRows) {
    throw new DatabaseError(
      "value",
      `more than ${maxRows} rows of "${shape.name}" fulfil that: narrow it down with where_gt_dict and where_lt_dict`,
    );
  }
  return [names, rows.map((row) => names.map((_, index) => cell(row, index)))];
}

/** A column of a row that was asked for as JSON. */
export function cell(row: TextRow, index: number): Json {
  const text = row[index];
  return text === null || text === undefined ? null : readExactJson(text);
}
