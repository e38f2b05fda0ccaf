import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { isReplyError, type Json } from "@dripline/dripline";
import { startMesh, type TestMesh } from "@dripline/dripline/testing";
import {
  type TestDatabase,
  testDatabase,
} from "./testing/postgres_for_tests.ts";

/** The configuration of a service with one table. */
function serviceOf(
  { name }: { name: string },
  table: Readonly<Record<string, unknown>>,
) {
  return {
    extensions: [import.meta.resolve("./mod.ts")],
    name: "tables",
    module: "PostgreSQLInterface",
    database_name: name,
    database_server: "127.0.0.1",
    endpoints: [{ name: "values", module: "SQLTable", ...table }],
  };
}

/** Registers a test with a database of its own. */
function testTable(
  name: string,
  create: string,
  table: Readonly<Record<string, unknown>>,
  test: (mesh: TestMesh, database: TestDatabase) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using database = await testDatabase(name);
    if (!database) return;
    await database.sql.unsafe(create);
    await using mesh = await startMesh(serviceOf(database, table));
    await test(mesh, database);
  });
}

/** The code and the message that a command is refused with. */
async function refusal(
  { client }: TestMesh,
  command: string,
  named: Readonly<Record<string, Json>>,
): Promise<string> {
  try {
    await client.cmd("values", command, [], named);
  } catch (error) {
    if (isReplyError(error)) {
      return `${error.returnCode.value} ${error.message}`;
    }
    throw error;
  }
  throw new Error("was not refused");
}

const numeric =
  `CREATE TABLE numeric_data (sensor_name text NOT NULL, "timestamp" timestamptz NOT NULL DEFAULT now(), value_raw double precision NOT NULL, value_cal double precision)`;

testTable(
  "do_insert drops unknown keys, applies defaults and answers with return_col_names (167)",
  `CREATE TABLE runs (run_id serial PRIMARY KEY, run_name text NOT NULL, start timestamptz NOT NULL, note text, kind text)`,
  {
    table_name: "runs",
    required_insert_names: [
      { column: "run_name", payload_key: "name" },
      "start",
    ],
    optional_insert_names: ["note"],
    default_insert_values: { kind: "physics", note: "none" },
    return_col_names: ["run_id", { column: "kind", payload_key: "type" }],
  },
  async ({ client }, { sql }) => {
    const answer = await client.cmd("values", "do_insert", [], {
      name: "first",
      start: "2026-11-25T10:00:00.123456Z",
      x: 1,
    });
    await client.cmd("values", "do_insert", [], {
      name: "second",
      start: "2026-11-25 10:00:00",
      note: "mine",
    });

    assertEquals(answer, { run_id: 1, type: "physics" });
    assertEquals(
      [
        ...await sql`
SELECT run_id, run_name, start::text, note, kind FROM runs ORDER BY 1`.values(),
      ],
      [
        [1, "first", "2026-11-25 10:00:00.123456+00", "none", "physics"],
        [2, "second", "2026-11-25 10:00:00+00", "mine", "physics"],
      ],
    );
  },
);

testTable(
  "what an insert lacks or cannot be is refused with table, column and what is wrong",
  numeric,
  {
    table_name: "numeric_data",
    required_insert_names: ["sensor_name", "value_raw"],
    optional_insert_names: ["timestamp"],
  },
  async (mesh, { sql }) => {
    const insert = (named: Record<string, Json>) =>
      refusal(mesh, "do_insert", named);

    assertStringIncludes(
      await insert({ sensor_name: "peaches" }),
      '304 a value for <value_raw> is required! "value_raw" of table "numeric_data" got none of: sensor_name',
    );
    assertStringIncludes(
      await insert({ sensor_name: "peaches", value_raw: "soft" }),
      'refuses: invalid input syntax for type double precision: "soft"',
    );
    assertStringIncludes(
      await insert({ sensor_name: "peaches", value_raw: [1] }),
      'column "value_raw" (double precision) takes one value: received [1]',
    );
    assertStringIncludes(
      await insert({ sensor_name: "peaches", value_raw: null }),
      "violates not-null constraint",
    );
    for (const timestamp of ["now", "tomorrow", 20261125, "infinity"]) {
      assertStringIncludes(
        await insert({ sensor_name: "p", value_raw: 1, timestamp }),
        'column "timestamp" (timestamp with time zone) takes a time such as 2026-11-25T10:00:00Z',
      );
    }
    await assertRejects(
      () => mesh.client.cmd("values", "do_insert", ["peaches", 1]),
      Error,
      "takes values by name only, such as sensor_name=...",
    );
    assertEquals([...await sql`SELECT 1 FROM numeric_data`.values()], []);
  },
);

testTable(
  "do_select knows every condition, all of them at once",
  `CREATE TABLE readings (sensor text, value double precision, memo text);
INSERT INTO readings VALUES ('a', 1, NULL), ('a', 2, NULL), ('a', 3, 'x'), ('b', 2, NULL)`,
  { table_name: "readings", schema: "public" },
  async (mesh) => {
    const select = (named: Record<string, Json>) =>
      mesh.client.cmd("values", "do_select", [], named);

    assertEquals(await select({}), [["sensor", "value", "memo"], [
      ["a", 1, null],
      ["a", 2, null],
      ["a", 3, "x"],
      ["b", 2, null],
    ]]);
    assertEquals(
      await select({
        return_cols: ["value"],
        where_eq_dict: { sensor: "a", memo: null },
        where_lt_dict: { value: 3 },
        where_gt_dict: { value: "1" },
      }),
      [["value"], [[2]]],
    );
    assertStringIncludes(
      await refusal(mesh, "do_select", { where_eq_dict: { sensr: "a" } }),
      '304 where_eq_dict: table "readings" has no column "sensr". Did you mean "sensor"? It has: sensor, value, memo',
    );
    assertStringIncludes(
      await refusal(mesh, "do_select", { where_gt_dict: { value: "b" } }),
      "304 ",
    );
    assertStringIncludes(
      await refusal(mesh, "do_select", { where_eq_dict: [1] }),
      "where_eq_dict must be a map from columns to values",
    );
  },
);

testTable(
  "an answer of more than 10,000 rows is refused, not cut",
  `CREATE TABLE readings AS SELECT generate_series(1, 10001) AS n`,
  { table_name: "readings" },
  async (mesh) => {
    assertStringIncludes(
      await refusal(mesh, "do_select", {}),
      'more than 10000 rows of "readings" fulfil that: narrow it down',
    );
    const [, rows] = await mesh.client.cmd("values", "do_select", [], {
      where_lt_dict: { n: 10001 },
    }) as [string[], number[][]];
    assertEquals(rows.length, 10_000);
  },
);

/** A type, what is written, and what is read. */
const types: readonly [type: string, written: Json, read: Json][] = [
  [
    "timestamptz",
    "2026-11-25T11:00:00.123456+01:00",
    "2026-11-25T10:00:00.123456+00:00",
  ],
  ["date", "2026-11-25", "2026-11-25"],
  ["double precision", "+1.23E+01", 12.3],
  ["double precision", 0.1, 0.1],
  ["double precision", "nan", "NaN"],
  ["double precision", "-inf", "-Infinity"],
  ["double precision", -1.7976931348623157e308, -1.7976931348623157e308],
  ["bigint", 9007199254740993n, 9007199254740993n],
  ["bigint", "-9223372036854775808", -9223372036854775808n],
  ["numeric", "0.1000", 0.1],
  ["numeric", "12345678901234567890.123", "12345678901234567890.123"],
  ["numeric", 18446744073709551615n, 18446744073709551615n],
  ["numeric", "1" + "0".repeat(30), 1e30],
  ["boolean", true, true],
  ["text", "Ünïcode \"'\\ {,}", "Ünïcode \"'\\ {,}"],
  ["text", "NULL", "NULL"],
  ["text", "", ""],
  ["text", null, null],
  ["varchar(4)", "four", "four"],
  ["char(4)", "four", "four"],
  ["jsonb", { a: [1, "b", null, 9007199254740993n] }, {
    a: [1, "b", null, 9007199254740993n],
  }],
  ["json", "text", "text"],
  ["json", [true], [true]],
  ["double precision[]", [1, 2.5, null], [1, 2.5, null]],
  ["double precision[]", [], []],
  ["bigint[]", [[1, 2], [3, 9007199254740993n]], [[1, 2], [
    3,
    9007199254740993n,
  ]]],
  ["text[]", ['a"b', "c,d", "NULL", "e\\f", "{}", ""], [
    'a"b',
    "c,d",
    "NULL",
    "e\\f",
    "{}",
    "",
  ]],
  ["jsonb[]", [{ a: 1 }, [2]], [{ a: 1 }, [2]]],
  ["bytea", "\\x00ff", "\\x00ff"],
];

Deno.test("every type comes back as it was written", async () => {
  await using database = await testDatabase("every type");
  if (!database) return;
  const columns = types.map(([type], index) => `c${index} ${type}`);
  await database.sql.unsafe(`CREATE TABLE types (${columns.join(", ")})`);
  const names = columns.map((_, index) => `c${index}`);
  await using mesh = await startMesh(serviceOf(database, {
    table_name: "types",
    optional_insert_names: names,
    return_col_names: names,
  }));
  const row = Object.fromEntries(
    types.map(([, written], index) => [`c${index}`, written]),
  );

  const answer = await mesh.client.cmd("values", "do_insert", [], row);
  const rows = await mesh.client.cmd("values", "do_select");

  const read = types.map(([, , value]) => value);
  assertEquals(Object.values(answer as Record<string, Json>), read);
  assertEquals(rows, [names, [read]]);
});

Deno.test("what does not fit a type is refused, nothing is cut to fit", async () => {
  await using database = await testDatabase("what does not fit");
  if (!database) return;
  const bad: [string, Json][] = [
    ["varchar(3)", "four"],
    ["char(3)", "four"],
    ["bit(2)", "111"],
    ["smallint", 40000],
    ["bigint", 1.5],
    ["bigint", 18446744073709551615n],
    ["double precision", true],
    ["double precision", "1e400"],
    ["text", { a: 1 }],
    ["text", "a\u0000b"],
    ["double precision[]", "{1,2}"],
    ["double precision[]", [1, [2]]],
    ["text[]", [{ a: 1 }]],
    ["inet", "here"],
  ];
  const columns = bad.map(([type], index) => `c${index} ${type}`);
  await database.sql.unsafe(`CREATE TABLE types (${columns.join(", ")})`);
  await using mesh = await startMesh(serviceOf(database, {
    table_name: "types",
    optional_insert_names: bad.map((_, index) => `c${index}`),
  }));

  for (const [index, [type, value]] of bad.entries()) {
    const text = await refusal(mesh, "do_insert", { [`c${index}`]: value });
    assertEquals(text.slice(0, 4), "304 ", `${type}: ${text}`);
  }

  assertEquals([...await database.sql`SELECT 1 FROM types`.values()], []);
});

const attack = `x"; DROP TABLE victim; --`;
const attacks = [attack, `x'; DROP TABLE victim; --`, "$1", "\\", "');--"];

Deno.test("SQL in names and values, of messages and of the configuration, is a name and a value", async () => {
  await using database = await testDatabase("SQL in names and values");
  if (!database) return;
  const { sql } = database;
  const inSql = attack.replaceAll('"', '""');
  await sql.unsafe(
    `CREATE SCHEMA "${inSql}"; CREATE TABLE victim (n int);
CREATE TABLE "${inSql}"."${inSql}" ("${inSql}" text, list text[], data jsonb)`,
  );
  await using mesh = await startMesh(serviceOf(database, {
    table_name: attack,
    schema: attack,
    optional_insert_names: [
      { column: attack, payload_key: "text" },
      "list",
      "data",
    ],
    return_col_names: [attack],
  }));

  for (const text of attacks) {
    const row = { text, list: [text], data: { [text]: text } };
    assertEquals(
      await mesh.client.cmd("values", "do_insert", [], row),
      { [attack]: text },
    );
    assertEquals(
      await mesh.client.cmd("values", "do_select", [], {
        return_cols: [attack, "list", "data"],
        where_eq_dict: { [attack]: text },
      }),
      [[attack, "list", "data"], [[text, [text], { [text]: text }]]],
    );
    const questions: Record<string, Json>[] = [
      { return_cols: [text + "?"] },
      { where_eq_dict: { [text + "?"]: 1 } },
      { where_lt_dict: { list: [text], [text + "?"]: text } },
      { where_gt_dict: { data: text } },
    ];
    for (const named of questions) {
      await mesh.client.cmd("values", "do_select", [], named)
        .catch(() => {});
    }
  }

  assertEquals([...await sql`SELECT * FROM victim`.values()], []);
  const [count] = await sql.unsafe(
    `SELECT count(*)::int AS n FROM "${inSql}"."${inSql}"`,
  );
  assertEquals(count!.n, attacks.length);
});

Deno.test("a table or a column that is not there is an error of the start, with what to do", async () => {
  await using database = await testDatabase("a table that is not there");
  if (!database) return;
  const { name, sql } = database;
  await sql.unsafe(
    `${numeric}; CREATE TABLE made (a int, b int GENERATED ALWAYS AS (a + 1) STORED)`,
  );
  const expected: [Record<string, unknown>, string][] = [
    [
      { table_name: "numeric_dat" },
      `there is no table "numeric_dat" of database "${name}" at 127.0.0.1. Did you mean "numeric_data"? Correct table_name or schema, or create it: CREATE TABLE "numeric_dat" (...)`,
    ],
    [
      { table_name: "numeric_data", schema: "lab" },
      `there is no table "numeric_data" in the schema "lab"`,
    ],
    [
      { table_name: "numeric_data", required_insert_names: ["value_row"] },
      `required_insert_names: table "numeric_data" has no column "value_row". Did you mean "value_raw"? It has: sensor_name, timestamp, value_raw, value_cal. Correct required_insert_names, or add it: ALTER TABLE "numeric_data" ADD COLUMN "value_row" TYPE`,
    ],
    [
      { table_name: "numeric_data", default_insert_values: { value_cal: [] } },
      `default_insert_values: column "value_cal" (double precision) takes one value`,
    ],
    [
      { table_name: "made", optional_insert_names: ["b"] },
      `the column "b" of table "made" is computed by the database`,
    ],
  ];
  for (const [table, message] of expected) {
    await assertRejects(
      () => startMesh(serviceOf(database, table)),
      Error,
      message,
    );
  }
  await assertRejects(
    () =>
      startMesh(serviceOf({ name: "dripline_none" }, { table_name: "made" })),
    Error,
    `database "dripline_none" does not exist: correct database_name, or create the database`,
  );
});

Deno.test("a configuration that cannot be is refused before anything is connected", async () => {
  const expected: [Record<string, unknown>, string][] = [
    [{}, '"table_name"'],
    [
      { table_name: "t", required_insert_names: [{ column: "a" }] },
      `"required_insert_names" item 1 needs "payload_key", a text: received {"column":"a"}`,
    ],
    [
      { table_name: "t", optional_insert_names: ["a", 5] },
      `item 2 must be the name of a column, or {column: NAME, payload_key: NAME}: received 5`,
    ],
    [
      {
        table_name: "t",
        required_insert_names: ["a"],
        optional_insert_names: [{ column: "a", payload_key: "b" }],
      },
      `the column "a" ("b" in payloads) is listed twice: leave one out`,
    ],
    [
      { table_name: "t", default_insert_values: ["a"] },
      `"default_insert_values" must be a map from columns to values`,
    ],
  ];
  for (const [table, message] of expected) {
    await assertRejects(
      () => startMesh(serviceOf({ name: "none" }, table)),
      Error,
      message,
    );
  }
  await assertRejects(
    () =>
      startMesh({
        ...serviceOf({ name: "none" }, { table_name: "t" }),
        database_server: "postgresql://me:secret@here/db",
      }),
    Error,
    'database_server must be HOST or HOST:PORT, without user and password: received "...@here/db"',
  );
  await assertRejects(
    () =>
      startMesh({
        ...serviceOf({ name: "none" }, { table_name: "t" }),
        module: "Service",
      }),
    Error,
    'the service has no database for an SQLTable: give it "module: PostgreSQLInterface"',
  );
});
