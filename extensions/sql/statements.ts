/**
 * SQL for a table: quoted names and numbered parameters, and no value in it.
 *
 * @module
 */
import type { Column, TableShape } from "./table_shape.ts";
import { quoted } from "./quoted.ts";
import { textArray, valueText } from "./value_text.ts";

/** SQL, and its parameters. */
export interface Statement {
  /** The SQL. */
  readonly sql: string;
  /** What `$1` and so on stand for. */
  readonly parameters: readonly (string | null)[];
}

/** A row to be written: the texts of its columns. */
export type NewRow = ReadonlyMap<Column, string | null>;

/** A condition: a column, how it is compared, and the text to compare it with; `null` stands for SQL's. */
export interface Condition {
  /** The column. */
  readonly column: Column;
  /** How. */
  readonly operator: "=" | "<" | ">";
  /** With what. */
  readonly text: string | null;
}

/** Writes rows that all have the same columns, and answers those of `returning` as JSON. */
export function insertStatement(
  table: TableShape,
  rows: readonly NewRow[],
  returning: readonly Column[] = [],
): Statement {
  const columns = [...rows[0]!.keys()];
  const answer = returning.length === 0
    ? ""
    : ` RETURNING ${returning.map(asJson).join(", ")}`;
  if (columns.length === 0) {
    return {
      sql: `INSERT INTO ${table.quoted} DEFAULT VALUES${answer}`,
      parameters: [],
    };
  }
  const names = columns.map(({ name }) => quoted(name)).join(", ");
  const values = columns.map(({ cast }, index) => `r.c${index + 1}::${cast}`);
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`);
  const aliases = columns.map((_, index) => `c${index + 1}`);
  return {
    sql: `INSERT INTO ${table.quoted} (${names}) SELECT ${
      values.join(", ")
    } FROM unnest(${arrays.join(", ")}) AS r(${aliases.join(", ")})${answer}`,
    parameters: columns.map((column) =>
      textArray(rows.map((row) => row.get(column)!))
    ),
  };
}

/** Reads columns as JSON of the rows that fulfil all conditions, at most `limit` of them. */
export function selectStatement(
  table: TableShape,
  columns: readonly Column[],
  conditions: readonly Condition[],
  limit: number,
): Statement {
  const parameters: string[] = [];
  const where = conditions.map(({ column, operator, text }) => {
    if (text === null) return `${quoted(column.name)} IS NULL`;
    parameters.push(text);
    return `${
      quoted(column.name)
    } ${operator} $${parameters.length}::text::${column.cast}`;
  });
  return {
    sql: `SELECT ${columns.map(asJson).join(", ")} FROM ${table.quoted}${
      where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`
    } LIMIT ${limit}`,
    parameters,
  };
}

/** The condition that a column has a value in a relation to `value`. Throws a `DatabaseError` if the column cannot have it. */
export function condition(
  column: Column,
  operator: Condition["operator"],
  value: unknown,
): Condition {
  return { column, operator, text: valueText(column, value) };
}

function asJson({ name }: Column): string {
  return `to_json(${quoted(name)})::text`;
}
