import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Json, JsonObject } from "@dripline/dripline";
import { startMesh, type TestMesh } from "@dripline/dripline/testing";
import type { LoggerReport } from "./recorder.ts";
import {
  type TestDatabase,
  testDatabase,
} from "./testing/postgres_for_tests.ts";
import { temporaryFolder } from "./testing/temporary_folder.ts";

/** A configuration as laboratories have it, which names a server in a container. */
const field = String.raw`
name: sensor_data_logger
module: PostgresSensorLogger
# SensorLogger Inits
insertion_table_endpoint_name: values_table
# AlertConsumer Inits
alert_keys:
  - "sensor_value.#"
alert_key_parser_re: 'sensor_value\.(?P<sensor_name>\w+)'
# PostgreSQLInterface Inits
database_name: sensor_data
database_server: postgres
endpoints:
  - name: values_table
    module: SQLTable
    table_name: numeric_data
    required_insert_names:
      - sensor_name
      - timestamp
      - value_raw
    optional_insert_names:
      - value_cal
`;

const oneLine = `extensions: [${import.meta.resolve("./mod.ts")}]\n`;

const numericData =
  `CREATE TABLE numeric_data (sensor_name text NOT NULL, "timestamp" timestamptz NOT NULL DEFAULT now(), value_raw double precision NOT NULL, value_cal double precision)`;

/** Starts the logger of a configuration on a mesh and a database of the test's own. */
async function start(
  folder: string,
  database: TestDatabase,
  yaml = oneLine + field,
): Promise<TestMesh> {
  const file = `${folder}/sensor-logger.yaml`;
  await Deno.writeTextFile(file, yaml);
  return await startMesh(file, {
    overrides: [
      "database_server=127.0.0.1",
      `database_name=${database.name}`,
      `state_directory=${folder}`,
    ],
  });
}

/** Registers a test of a logger. */
function testLogger(
  name: string,
  test: (
    mesh: TestMesh,
    database: TestDatabase,
    folder: string,
  ) => Promise<void>,
  yaml?: string,
): void {
  Deno.test(name, async () => {
    await using database = await testDatabase(name);
    if (!database) return;
    using folder = temporaryFolder();
    await database.sql.unsafe(numericData);
    await using mesh = await start(folder.path, database, yaml);
    await test(mesh, database, folder.path);
  });
}

/** Waits until the logger tells what is wanted. */
async function told(
  { client }: TestMesh,
  wanted: (report: LoggerReport) => boolean,
): Promise<LoggerReport> {
  for (;;) {
    const report = await client.get("sensor_data_logger") as unknown;
    if (wanted(report as LoggerReport)) return report as LoggerReport;
  }
}

/** The rows, in the order in which they were written. */
async function rowsIn({ sql }: TestDatabase): Promise<unknown[][]> {
  return [
    ...await sql`
SELECT sensor_name, "timestamp"::text, value_raw, value_cal FROM numeric_data`
      .values(),
  ];
}

testLogger(
  "a configuration of the field writes what an alert carries, at the time of the message (165)",
  async (mesh, database) => {
    await using alerts = mesh.client.alerts("sensor_value.#");
    await alerts.ready;
    await mesh.client.alert("sensor_value.peaches", {
      value_raw: 1,
      value_cal: 2,
    });
    const { value: alert } = await alerts[Symbol.asyncIterator]().next();
    await mesh.client.alert("sensor_value.plums", { value_raw: "+1.25E+01" });
    const { stored, sensors } = await told(mesh, (it) => it.stored === 2);

    const rows = await rowsIn(database);
    const time = alert!.timestamp.replace("T", " ").replace("Z", "");
    assert(
      String(rows[0]![1]).startsWith(time.replace(/0+$/, "")),
      `${rows[0]} at ${time}`,
    );
    assertEquals(
      rows.map(([sensor, _, raw, cal]) => [sensor, raw, cal]),
      [["peaches", 1, 2], ["plums", 12.5, null]],
    );
    assertEquals([stored, sensors.peaches!.stored], [2, 1]);
  },
);

testLogger(
  "a payload that lacks a column or is no object is told, kept with its reason, and holds up nothing (166)",
  async (mesh, database) => {
    await using alerts = mesh.client.alerts("status_message.#");
    await alerts.ready;
    const bad: [string, Json][] = [
      ["sensor_value.a", { value_cal: 2 }],
      ["sensor_value.b", 5],
      ["sensor_value.c", { value_raw: "soft" }],
      ["sensor_value.d", { value_raw: null }],
      ["sensor_value.e", { value_raw: [1], timestamp: "now" }],
      ["sensor_value.", { value_raw: 1 }],
    ];
    for (const [key, payload] of bad) await mesh.client.alert(key, payload);
    await mesh.client.alert("sensor_value.good", { value_raw: 1, other: 2 });
    const report = await told(
      mesh,
      ({ stored, quarantined }) => stored === 1 && quarantined === bad.length,
    );
    const { value: status } = await alerts[Symbol.asyncIterator]().next();
    const kept = await mesh.client.cmd("sensor_data_logger", "quarantine");

    assertEquals((await rowsIn(database)).map(([name]) => name), ["good"]);
    assertEquals(report.dropped, 0);
    assertEquals(
      status!.routingKey,
      "status_message.sensor_data_logger.alert",
    );
    const reasons = (kept as unknown as JsonObject[])
      .map(({ reason, message }) => [
        (message as JsonObject).routing_key,
        reason,
      ]);
    const reasonOf = Object.fromEntries(reasons) as Record<string, string>;
    const expected: Record<string, string> = {
      "sensor_value.a": "a value for <value_raw> is required!",
      "sensor_value.b":
        "the payload must be an object with the values by name: received 5",
      "sensor_value.c":
        'invalid input syntax for type double precision: "soft"',
      "sensor_value.d": "violates not-null constraint",
      "sensor_value.e": 'column "timestamp" (timestamp with time zone) takes',
      "sensor_value.": "a value for <sensor_name> is required!",
    };
    for (const [key, reason] of Object.entries(expected)) {
      assert(reasonOf[key]?.includes(reason), `${key}: ${reasonOf[key]}`);
    }
  },
);

testLogger(
  "what was put aside becomes a row when it is tried again after the table was mended",
  async (mesh, database) => {
    const { client } = mesh;
    await database.sql.unsafe(
      "ALTER TABLE numeric_data ADD CONSTRAINT cold CHECK (value_raw < 300)",
    );
    await client.alert("sensor_value.T", { value_raw: 301 });
    await told(mesh, ({ quarantined }) => quarantined === 1);
    const first = await client.cmd("sensor_data_logger", "retry");
    await database.sql.unsafe("ALTER TABLE numeric_data DROP CONSTRAINT cold");
    const second = await client.cmd("sensor_data_logger", "retry");

    assertEquals(first, {
      stored: 0,
      duplicates: 0,
      quarantined: 1,
      dropped: 0,
    });
    assertEquals(second, {
      stored: 1,
      duplicates: 0,
      quarantined: 0,
      dropped: 0,
    });
    assertEquals((await rowsIn(database)).length, 1);
    assertEquals(await client.cmd("sensor_data_logger", "quarantine"), []);
  },
);

testLogger(
  "values that come while the database is away are rows when it is back, and do_insert says so meanwhile",
  async (mesh, database) => {
    const send = (n: number) =>
      mesh.client.alert("sensor_value.n", { value_raw: n });
    await send(0);
    await told(mesh, ({ stored }) => stored === 1);
    await database.away();
    await send(1);
    await send(2);
    const { store_away: away } = await told(
      mesh,
      (it) => it.received === 3 && it.store_away !== null,
    );
    await assertRejects(
      () =>
        mesh.client.cmd("values_table", "do_insert", [], {
          sensor_name: "x",
          timestamp: "2026-11-25",
          value_raw: 1,
        }),
      Error,
      `cannot be used: database "${database.name}" is not currently accepting connections`,
    );
    await database.back();
    await told(mesh, ({ stored }) => stored === 3);

    assert(away!.includes(database.name), away!);
    assertEquals(
      (await rowsIn(database)).map(([, , raw]) => raw),
      [0, 1, 2],
    );
  },
);

Deno.test("a logger waits for a database that is away at its start, and answers meanwhile", async () => {
  const name = "a database that is away at the start";
  await using database = await testDatabase(name);
  if (!database) return;
  using folder = temporaryFolder();
  await database.sql.unsafe(numericData);
  await database.away();
  await using mesh = await start(folder.path, database);
  await mesh.client.alert("sensor_value.early", { value_raw: 1 });
  const { stored } = await told(mesh, ({ received }) => received === 1);
  await database.back();
  await told(mesh, (report) => report.stored === 1);

  assertEquals(stored, 0);
  assertEquals((await rowsIn(database)).map(([sensor]) => sensor), ["early"]);
});

testLogger(
  "SQL in routing keys and payloads is a value",
  async (mesh, database) => {
    const attack = `x'); DROP TABLE numeric_data; --"\\{},$1`;
    await mesh.client.alert(`sensor_value.${attack}`, { value_raw: 1 });
    await mesh.client.alert("sensor_value.b", {
      value_raw: attack,
      [attack]: attack,
    });
    await mesh.client.alert("sensor_value.c", {
      value_raw: 2,
      sensor_name: attack,
    });
    await told(mesh, (it) => it.stored === 2 && it.quarantined === 1);

    assertEquals(
      (await rowsIn(database)).map(([sensor, _, raw]) => [sensor, raw]),
      [[attack, 1], [attack, 2]],
    );
  },
  oneLine + field.replace(String.raw`\w+`, ".+"),
);

testLogger(
  "columns and payloads may call things differently, and defaults fill in what no alert says",
  async (mesh, database) => {
    await mesh.client.alert("sensor_value.p", { raw: 1, value_raw: 7 });
    await told(mesh, ({ stored }) => stored === 1);
    assertEquals(
      (await rowsIn(database)).map(([sensor, _, raw, cal]) => [
        sensor,
        raw,
        cal,
      ]),
      [["p", 1, -1]],
    );
  },
  oneLine +
    field.replace("- value_raw", "- {column: value_raw, payload_key: raw}")
      .replace(
        /optional_insert_names:\n\s+- value_cal/,
        "default_insert_values: {value_cal: -1}",
      ),
);

Deno.test("without the line the error says which one to add, and what else is wrong is told at the start", async () => {
  const name = "errors at the start";
  await using database = await testDatabase(name);
  if (!database) return;
  using folder = temporaryFolder();
  const expected: [yaml: string, message: string][] = [
    [
      field,
      'no module "PostgresSensorLogger" in available namespaces. It comes with extension "sql": add "extensions: [jsr:@dripline/sql@^0]" to the file.',
    ],
    [
      oneLine + field,
      `there is no table "numeric_data" of database "${database.name}"`,
    ],
    [
      oneLine + field.replace("- name: values_table", "- name: value_table"),
      'insertion_table_endpoint_name of "sensor_data_logger": there is no SQLTable "values_table" among its endpoints. Did you mean "value_table"? Known: value_table',
    ],
  ];
  for (const [yaml, message] of expected) {
    await assertRejects(
      () => start(folder.path, database, yaml),
      Error,
      message,
    );
  }
});

Deno.test("an account that may make no tables logs all the same, without receipts", async () => {
  const name = "an account without rights";
  await using database = await testDatabase(name);
  if (!database) return;
  using folder = temporaryFolder();
  const { sql } = database;
  const role = database.name;
  await sql.unsafe(
    `${numericData}; CREATE ROLE "${role}" LOGIN; GRANT INSERT, SELECT ON numeric_data TO "${role}"`,
  );
  try {
    await using mesh = await start(
      folder.path,
      database,
      oneLine + field + `auth_groups: {postgres: {username: ${role}}}\n`,
    );
    await mesh.client.alert("sensor_value.p", { value_raw: 1 });
    await mesh.client.alert("sensor_value.p", { value_raw: "soft" });
    await told(mesh, (it) => it.stored === 1 && it.dropped === 1);
    assertEquals((await rowsIn(database)).length, 1);
  } finally {
    await sql.unsafe(`DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
  }
});
