/**
 * A table of the database, held against the configuration.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { JsonObject } from "@dripline/dripline";
import type { ColumnName } from "./column_names.ts";
import { DatabaseError } from "./database_error.ts";
import type { PostgresDatabase } from "./postgres_database.ts";
import {
  type Column,
  columnOf,
  readShape,
  type TableShape,
} from "./table_shape.ts";
import { valueText } from "./value_text.ts";

const logger = getLogger(["dripline", "sql"]);

/** What a configuration says of a table. */
export interface TableOptions {
  /** The endpoint. */
  readonly name: string;
  /** The table. */
  readonly tableName: string;
  /** The schema that it is in. */
  readonly schema: string | undefined;
  /** Columns that every insert has to give. */
  readonly requiredInsertNames: readonly ColumnName[];
  /** Columns that an insert may give. */
  readonly optionalInsertNames: readonly ColumnName[];
  /** Columns of the new row that an insert is answered with. */
  readonly returnColNames: readonly ColumnName[];
  /** Values of columns that an insert does not give. */
  readonly defaultInsertValues: JsonObject;
}

/** A table that is there and has all columns. */
export interface OpenTable {
  /** The table. */
  readonly shape: TableShape;
  /** Columns that every insert has to give, by their names in payloads. */
  readonly required: ReadonlyMap<string, Column>;
  /** Columns that an insert may give, by their names in payloads. */
  readonly optional: ReadonlyMap<string, Column>;
  /** Columns of the new row that an insert is answered with. */
  readonly returning: readonly Column[];
  /** Texts of columns that an insert does not give. */
  readonly defaults: ReadonlyMap<Column, string | null>;
}

/** Looks at a table. Throws a {@linkcode DatabaseError} that names table, column and what to do. */
export async function openTable(
  database: PostgresDatabase,
  options: TableOptions,
): Promise<OpenTable> {
  const shape = await readShape(
    database,
    options.tableName,
    options.schema ?? null,
  );
  const find = (names: readonly ColumnName[], whence: string) =>
    new Map(
      names.map(({ column, payloadKey }) =>
        [payloadKey, columnOf(shape, column, whence)] as const
      ),
    );
  const table = {
    shape,
    required: find(options.requiredInsertNames, "required_insert_names"),
    optional: find(options.optionalInsertNames, "optional_insert_names"),
    returning: [...find(options.returnColNames, "return_col_names").values()],
    defaults: new Map(
      Object.entries(options.defaultInsertValues).map(([name, value]) => {
        const column = columnOf(shape, name, "default_insert_values");
        return [column, defaultText(column, value)] as const;
      }),
    ),
  };
  checkInserts(table, options);
  return table;
}

function defaultText(column: Column, value: unknown): string | null {
  try {
    return valueText(column, value);
  } catch (error) {
    throw new DatabaseError(
      "setup",
      `default_insert_values: ${(error as Error).message}`,
    );
  }
}

function checkInserts(
  { shape, required, optional, defaults }: OpenTable,
  { name }: TableOptions,
): void {
  const written = [
    ...required.values(),
    ...optional.values(),
    ...defaults.keys(),
  ];
  const computed = written.find((column) => column.computed);
  if (computed) {
    throw new DatabaseError(
      "setup",
      `the column "${computed.name}" of table "${shape.name}" is computed by the database and takes no value: take it out of the insert names`,
    );
  }
  if (written.length === 0) return;
  const always = new Set([...required.values(), ...defaults.keys()]);
  for (const column of shape.columns.values()) {
    if (!column.needed || column.computed || always.has(column)) continue;
    logger.warn(
      '{name}: the column "{column}" of table "{table}" needs a value, which not every insert gives: add it to required_insert_names or default_insert_values',
      { name, column: column.name, table: shape.name },
    );
  }
}
