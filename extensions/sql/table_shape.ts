/**
 * What a table of a database looks like.
 *
 * @module
 */
import { didYouMean } from "@dripline/dripline";
import { DatabaseError } from "./database_error.ts";
import type { PostgresDatabase } from "./postgres_database.ts";
import { quoted } from "./quoted.ts";

/** A column of a table. */
export interface Column {
  /** Its name. */
  readonly name: string;
  /** Its type as people write it, such as `double precision`. */
  readonly typeText: string;
  /** Its type, quoted, without a length: a cast to it cuts nothing off. */
  readonly cast: string;
  /** What its values are made of. */
  readonly kind: "json" | "array" | "json array" | "time" | "other";
  /** Whether it needs a value and has none of its own. */
  readonly needed: boolean;
  /** Whether the database computes it, and takes none. */
  readonly computed: boolean;
}

/** A table that is there. */
export interface TableShape {
  /** Its name as the configuration has it, for people. */
  readonly name: string;
  /** Its name in SQL. */
  readonly quoted: string;
  /** Its columns, by name. */
  readonly columns: ReadonlyMap<string, Column>;
}

const columnsQuery = `
select a.attname, format_type(a.atttypid, a.atttypmod),
  quote_ident(n.nspname) || '.' || quote_ident(t.typname),
  case
    when base.typname in ('json', 'jsonb') then 'json'
    when base.typcategory = 'A' and element.typname in ('json', 'jsonb') then 'json array'
    when base.typcategory = 'A' then 'array'
    when base.typname in ('date', 'timestamp', 'timestamptz') then 'time'
    else 'other'
  end,
  case when (a.attnotnull or t.typnotnull) and not a.atthasdef and a.attidentity = '' and t.typdefault is null
    then 'yes' else 'no' end,
  case when a.attgenerated <> '' or a.attidentity = 'a' then 'yes' else 'no' end
from pg_attribute a
join pg_type t on t.oid = a.atttypid
join pg_namespace n on n.oid = t.typnamespace
join pg_type base on base.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
left join pg_type element on element.oid = base.typelem
where a.attrelid = to_regclass($1::text) and a.attnum > 0 and not a.attisdropped
order by a.attnum`;

const tablesQuery = `
select distinct c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'f', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
  and ($1::text is null or n.nspname = $1::text)
limit 1000`;

/** Reads what a table looks like. Throws a {@linkcode DatabaseError} if it is not there, or the database is away. */
export async function readShape(
  database: PostgresDatabase,
  table: string,
  schema: string | null,
): Promise<TableShape> {
  const inSql = schema === null
    ? quoted(table)
    : `${quoted(schema)}.${quoted(table)}`;
  const found = await database.query(columnsQuery, [inSql]);
  if (found.length === 0) {
    const tables = await database.query(tablesQuery, [schema]);
    throw new DatabaseError(
      "setup",
      `there is no table "${table}"${
        schema === null ? "" : ` in the schema "${schema}"`
      } of ${database}.${
        didYouMean(table, tables.map(([name]) => name!))
      } Correct table_name or schema, or create it: CREATE TABLE ${inSql} (...)`,
    );
  }
  const columns = found.map((
    [name, typeText, cast, kind, needed, computed],
  ): [string, Column] => [name!, {
    name: name!,
    typeText: typeText!,
    cast: cast!,
    kind: kind as Column["kind"],
    needed: needed === "yes",
    computed: computed === "yes",
  }]);
  return { name: table, quoted: inSql, columns: new Map(columns) };
}

/** The column of that name. Throws a {@linkcode DatabaseError} that says what there is, and what to do about the configuration. */
export function columnOf(
  shape: TableShape,
  column: string,
  whence: string,
): Column {
  const found = shape.columns.get(column);
  if (found) return found;
  throw new DatabaseError(
    "setup",
    `${
      noColumn(shape, column, whence)
    }. Correct ${whence}, or add it: ALTER TABLE ${shape.quoted} ADD COLUMN "${
      column.replaceAll('"', '""')
    }" TYPE`,
  );
}

/** Says that there is no column of that name, and what there is. */
export function noColumn(
  { name, columns }: TableShape,
  column: string,
  whence: string,
): string {
  const names = [...columns.keys()];
  return `${whence}: table "${name}" has no column "${column}".${
    didYouMean(column, names)
  } It has: ${names.join(", ")}`;
}
