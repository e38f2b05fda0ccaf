import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Json } from "@dripline/dripline";
import { hear } from "./heard.ts";
import { keepHouse } from "./housekeeping.ts";
import { type Reading, readingOf } from "./reading.ts";
import { BadRow, type Quarantined, StoreAway } from "./store.ts";
import { alert } from "./testing/alert.ts";
import { hasPostgres, postgresDatabase, testOnEach } from "./testing/stores.ts";
import { timeText } from "./time_of.ts";

/** 2026-11-25T08:00:00Z, in microseconds. */
const morning = 1795593600000000;

/** A reading, with an id of its own unless one is given. */
function reading(
  value: Json,
  { cal = null, time = morning, sensor = "peaches", id = crypto.randomUUID() }:
    {
      cal?: Json;
      time?: number;
      sensor?: string;
      id?: string;
    } = {},
): Reading {
  const message = alert(
    sensor,
    { value_raw: value, value_cal: cal },
    timeText(time),
  );
  const found = readingOf(hear(message, id, "sensor_value"));
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

function kept(id: string, reason = "it is bad"): Quarantined {
  return { id, sensor: "peaches", reason, message: '{"a":"\\u0000"}' };
}

testOnEach("values come back as they were", async (database) => {
  await using store = database.store();
  await store.open();
  const numbers = [
    0,
    0.1 + 0.2,
    -1.5e-300,
    5e-324,
    1.7976931348623157e308,
    9007199254740993000,
  ];
  const texts = ["", "a'b\"c\\d", "NULL", "{1,2}", "ä€😀\n", "$1 %s", "NaN"];
  const lists: Json[] = [
    [1, 9007199254740993n],
    { "a'b": null },
    [],
    "a\0b",
    null,
  ];

  await store.write([
    ...numbers.map((value) => reading(value, { cal: value })),
    ...texts.map((value) => reading(value, { cal: value })),
    ...lists.map((value) => reading(value)),
  ]);

  const rows = async (table: string) =>
    (await database.query(`SELECT value_raw, value_cal FROM ${table}`))
      .map(({ value_raw, value_cal }) => [value_raw, value_cal]);
  assertEquals(await rows("numeric_data"), numbers.map((n) => [n, n]));
  assertEquals(await rows("string_data"), texts.map((text) => [text, text]));
  const found = await database.query(
    "SELECT CAST(value_raw AS TEXT) AS raw, value_cal FROM json_data",
  );
  assertEquals(found.map(({ raw }) => raw), [
    "[1,9007199254740993]",
    `{"a'b":null}`,
    "[]",
    '"a\\u0000b"',
    "null",
  ]);
  assert(found.every(({ value_cal: cal }) => cal === null));
});

testOnEach("names and times stay whole", async (database) => {
  await using store = database.store();
  await store.open();
  const times = [morning + 123456, -1, 7258118399999999, -62135596800000000];
  const names = [
    "cryo-1.stage.T",
    "a'; DROP TABLE numeric_data; --",
    '"',
    "ä b",
  ];

  await store.write(
    times.map((time, i) => reading(i, { time, sensor: names[i]! })),
  );

  const micros = database.url.startsWith("sqlite")
    ? 'CAST(round("timestamp" * 1000000) AS TEXT)'
    : '(extract(epoch FROM "timestamp") * 1000000)::bigint::text';
  const rows = await database.query(
    `SELECT sensor_name, ${micros} AS micros FROM numeric_data ORDER BY value_raw`,
  );
  assertEquals(rows.map((row) => row.sensor_name), names);
  assertEquals(Number(rows[0]!.micros), times[0]);
  // Doubles: of seconds exact to a microsecond until 2106, of microseconds until 2255.
  for (const [i, time] of times.entries()) {
    assert(Math.abs(Number(rows[i]!.micros) - time) <= 32);
  }
  assertEquals(
    (await store.sensors()).map(({ sensor }) => sensor),
    [...names].sort(),
  );
});

testOnEach("a value that comes again is no row", async (database) => {
  await using store = database.store();
  await store.open();
  const [one, two, three] = [reading(1), reading(2), reading("three")];

  assertEquals((await store.write([one, two])).size, 2);
  assertEquals(await store.write([two, three]), new Set([three.id]));
  await using other = database.store();
  await other.open();
  assertEquals((await other.write([one, two, three])).size, 0);

  const [{ n }] = await database.query(
    "SELECT count(*) AS n FROM numeric_data",
  ) as [{ n: unknown }];
  assertEquals(Number(n), 2);
});

testOnEach("a bad row undoes its batch", async (database) => {
  await using store = database.store();
  await store.open();
  const table = database.url.startsWith("sqlite")
    ? `CREATE TRIGGER no_threes BEFORE INSERT ON numeric_data WHEN new.value_raw = 3
       BEGIN SELECT raise(ABORT, 'no threes'); END`
    : `ALTER TABLE numeric_data ADD CONSTRAINT no_threes CHECK (value_raw <> 3)`;
  await database.query(table);
  const good = reading(1);

  await assertRejects(() => store.write([good, reading(3)]), BadRow, "threes");
  assertEquals(await store.write([good]), new Set([good.id]));

  const [row] = await database.query(
    "SELECT raw_count FROM dripline_statistics",
  );
  assertEquals(Number(row!.raw_count), 1);
});

testOnEach(
  "sensors have the times of their oldest and newest values",
  async (database) => {
    await using store = database.store();
    await store.open();

    await store.write([reading(1), reading(2, { time: morning + 5 })]);
    await store.write([reading(3, { time: morning - 7 }), reading("x")]);

    assertEquals(await store.sensors(), [
      {
        sensor: "peaches",
        kind: "numeric",
        unit: "",
        firstTime: morning - 7,
        lastTime: morning + 5,
      },
      {
        sensor: "peaches",
        kind: "string",
        unit: "",
        firstTime: morning,
        lastTime: morning,
      },
    ]);
  },
);

testOnEach(
  "statistics are kept as values arrive, late ones included",
  async (database) => {
    await using store = database.store();
    await store.open();
    const minute = 60_000_000;
    const at = (minutes: number, value: number, cal: Json = null) =>
      reading(value, { time: morning + minutes * minute, cal });

    await store.write([at(0, 1), at(1, 5, 50), at(6, 2), at(61, -1)]);
    await store.write([at(2, 3, 30), at(59, 9)]);

    const start = database.url.startsWith("sqlite")
      ? "start"
      : "extract(epoch FROM start)::int AS start";
    const rows = await database.query(
      `SELECT period, ${start}, raw_count, raw_min, raw_mean, raw_max, cal_count, cal_mean
     FROM dripline_statistics ORDER BY period, start`,
    );
    const t = morning / 1e6;
    assertEquals(
      rows.map((row) =>
        Object.values(row).map((v) => v === null ? null : Number(v))
      ),
      [
        [300, t, 3, 1, 3, 5, 2, 40],
        [300, t + 300, 1, 2, 2, 2, 0, null],
        [300, t + 3300, 1, 9, 9, 9, 0, null],
        [300, t + 3600, 1, -1, -1, -1, 0, null],
        [3600, t, 5, 1, 4, 9, 2, 40],
        [3600, t + 3600, 1, -1, -1, -1, 0, null],
      ],
    );
  },
);

testOnEach(
  "statistics of the largest and smallest numbers are numbers",
  async (database) => {
    await using store = database.store();
    await store.open();
    const largest = Number.MAX_VALUE;

    await store.write([
      reading(largest, { cal: 5e-324 }),
      reading(-largest, { cal: 0 }),
    ]);
    await store.write([
      reading(largest, { cal: 5e-324 }),
      reading(-largest, { cal: 0 }),
    ]);

    const [row] = await database.query(
      "SELECT raw_min, raw_max, raw_mean FROM dripline_statistics",
    );
    assertEquals([row!.raw_min, row!.raw_max], [-largest, largest]);
    assert(Number.isFinite(row!.raw_mean));
  },
);

testOnEach(
  "pruning deletes old values alone, and no statistics",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write([
      reading(1, { time: morning - 2 }),
      reading("old", { time: morning - 1 }),
      reading(2),
    ]);

    assertEquals(await store.prune(morning), 2);
    assertEquals(await store.prune(morning), 0);

    assertEquals(await database.query("SELECT value_raw FROM numeric_data"), [{
      value_raw: 2,
    }]);
    assertEquals((await database.query("SELECT * FROM string_data")).length, 0);
    const [row] = await database.query(
      "SELECT sum(raw_count) AS n FROM dripline_statistics WHERE period = 300",
    );
    assertEquals(Number(row!.n), 2);
    assertEquals((await store.sensors())[0]!.firstTime, morning);
  },
);

testOnEach("the oldest receipts are forgotten", async (database) => {
  await using store = database.store();
  await store.open();
  store.receiptsKept = 2;
  const [one, two, three] = [reading(1), reading(2), reading(3)];
  await store.write([one, two, three]);

  assertEquals(await store.forget(), 1);
  assertEquals(await store.forget(), 0);
  assertEquals(await store.write([one, two, three]), new Set([one.id]));
});

testOnEach(
  "what is quarantined is kept once, with its newest reason, until it is released",
  async (database) => {
    await using store = database.store();
    await store.open();

    assertEquals(
      await store.quarantine([kept("a"), kept("b"), kept("c")]),
      new Set(["a", "b", "c"]),
    );
    assertEquals(await store.quarantine([kept("a", "worse")]), new Set(["a"]));

    const [first] = await store.quarantined(1);
    assertEquals({ ...first, number: 0 }, { ...kept("a", "worse"), number: 0 });
    const rest = await store.quarantined(10, first!.number);
    assertEquals(rest.map(({ id }) => id), ["b", "c"]);
    await store.release(["a", "b"]);
    assertEquals((await store.quarantined(10)).map(({ id }) => id), ["c"]);
  },
);

testOnEach(
  "a table with other columns is named, with what to do",
  async (database) => {
    await using store = database.store();
    await database.query(
      "CREATE TABLE numeric_data (sensor_name text, value_raw double precision)",
    );

    await assertRejects(
      () => store.open(),
      StoreAway,
      'table "numeric_data" has no column "timestamp"',
    );
  },
);

testOnEach("a column that needs a value is named", async (database) => {
  await using store = database.store();
  const [time, real] = database.url.startsWith("sqlite")
    ? ["real", "real"]
    : ["timestamptz", "double precision"];
  await database.query(
    `CREATE TABLE numeric_data (sensor_name text, "timestamp" ${time}, value_raw ${real}, value_cal ${real}, memo text NOT NULL)`,
  );

  await assertRejects(
    () => store.open(),
    StoreAway,
    'column "memo" of table "numeric_data" needs a value, and the logger has none for it. Give it a default',
  );
});

Deno.test({
  name: "a column of another type is named (PostgreSQL)",
  ignore: !hasPostgres,
  async fn() {
    await using database = await postgresDatabase();
    await using store = database.store();
    await database.query(
      `CREATE TABLE numeric_data (sensor_name text, "timestamp" timestamptz, value_raw real, value_cal real)`,
    );

    await assertRejects(
      () => store.open(),
      StoreAway,
      'column "value_raw" of table "numeric_data" is real and has to be double precision. Rename the table, or: ALTER TABLE numeric_data ALTER COLUMN "value_raw" TYPE double precision',
    );
  },
});

testOnEach("values that were there before count too", async (database) => {
  await using store = database.store();
  const isSqlite = database.url.startsWith("sqlite");
  const [time, real] = isSqlite
    ? ["real", "real"]
    : ["timestamptz", "double precision"];
  const at = isSqlite ? String : (s: number) => `to_timestamp(${s})`;
  const t = morning / 1e6;
  await database.query(
    `CREATE TABLE numeric_data (sensor_name text, "timestamp" ${time}, value_raw ${real}, value_cal ${real})`,
  );
  await database.query(
    `INSERT INTO numeric_data VALUES ('peaches', ${at(t)}, 1, 10),
       ('peaches', ${at(t + 1)}, 3, NULL), ('peaches', ${at(t + 301)}, 5, NULL),
       ('peaches', ${at(-1)}, 7, NULL)`,
  );

  await store.open();
  await store.write([reading(5, { time: morning + 2_000_000 })]);

  assertEquals(await store.sensors(), [{
    sensor: "peaches",
    kind: "numeric",
    unit: "",
    firstTime: -1e6,
    lastTime: morning + 301_000_000,
  }]);
  const start = isSqlite ? "start" : "extract(epoch FROM start)::int AS start";
  const rows = await database.query(
    `SELECT period, ${start}, raw_count, raw_mean, cal_count FROM dripline_statistics ORDER BY period, start`,
  );
  assertEquals(rows.map((row) => Object.values(row).map(Number)), [
    [300, -300, 1, 7, 0],
    [300, t, 3, 3, 1],
    [300, t + 300, 1, 5, 0],
    [3600, -3600, 1, 7, 0],
    [3600, t, 4, 3.5, 1],
  ]);
});

testOnEach("values are kept as long as they are to be", async (database) => {
  await using store = database.store();
  await store.open();
  const hour = 3_600_000_000;
  await store.write([
    reading(1, { time: morning - 2 * hour }),
    reading(2, { time: morning - hour + 1 }),
  ]);
  const house = {
    store,
    signal: new AbortController().signal,
    clock: {
      now: () => morning / 1000,
      after: (_: number, run: () => void) => {
        queueMicrotask(run);
        return () => {};
      },
    },
  };

  await keepHouse({ ...house, keep: undefined });
  assertEquals((await database.query("SELECT * FROM numeric_data")).length, 2);
  await keepHouse({ ...house, keep: 3600 });
  assertEquals(await database.query("SELECT value_raw FROM numeric_data"), [
    { value_raw: 2 },
  ]);
});

Deno.test({
  name:
    "where TimescaleDB is installed, new tables are hypertables (PostgreSQL)",
  ignore: !hasPostgres,
  async fn() {
    await using database = await postgresDatabase();
    await using store = database.store();
    await database.query(
      "CREATE TABLE asked (relation text, time_column text)",
    );
    await database.query(
      `CREATE FUNCTION create_hypertable(relation regclass, time_column_name name, if_not_exists boolean)
       RETURNS void LANGUAGE sql AS 'INSERT INTO asked VALUES (relation::text, time_column_name)'`,
    );

    await store.open();
    await store.open();

    assertEquals(
      await database.query("SELECT * FROM asked"),
      ["numeric_data", "string_data", "json_data"].map((table) => ({
        relation: table,
        time_column: "timestamp",
      })),
    );
  },
});
