// deno-lint-ignore-file camelcase -- names of the wire
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Json, ReplyError, stringifyJson } from "@dripline/dripline";
import { hear } from "./heard.ts";
import { History } from "./history.ts";
import { type Reading, readingOf } from "./reading.ts";
import { alert } from "./testing/alert.ts";
import { testOnEach } from "./testing/stores.ts";
import { timeText } from "./time_of.ts";

/** 2026-11-25T08:00:00Z, in microseconds. */
const morning = 1795593600000000;
const second = 1e6;
const hour = 3600 * second;

function reading(
  sensor: string,
  time: number,
  value: Json,
  cal: Json = null,
): Reading {
  const payload = { value_raw: value, value_cal: cal };
  const message = alert(sensor, payload, timeText(time));
  const found = readingOf(hear(message, crypto.randomUUID(), "sensor_value"));
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

/** A number each second. */
function everySecond(count: number, from = morning): Reading[] {
  return Array.from(
    { length: count },
    (_, i) => reading("peaches", from + i * second, i),
  );
}

interface Series {
  sensor_name: string;
  kind: string;
  form: string;
  bucket_s?: number;
  complete: boolean;
  rows: Json[][];
}

async function seriesOf(
  history: History,
  sensors: string[],
  from: number,
  to: number,
  points: number,
): Promise<Series[]> {
  const found = await history.history(sensors, { from, to }, points);
  return (found as unknown as { series: Series[] }).series;
}

testOnEach(
  "few values come back as they are, from the beginning until before the end",
  async (database) => {
    await using store = database.store();
    await store.open();
    const name = "cryo-1.T.x";
    await store.write([
      reading(name, morning - 1, 1),
      reading(name, morning, 0.1 + 0.2, 5e-324),
      reading(name, morning + 123456, -1.7976931348623157e308),
      reading(name, morning + second, 4),
    ]);

    const [series] = await seriesOf(
      new History(store),
      [name],
      morning,
      morning + second,
      10,
    );

    assertEquals(series, {
      sensor_name: name,
      kind: "numeric",
      unit: "",
      form: "values",
      complete: true,
      columns: ["time", "value_raw", "value_cal"],
      rows: [
        ["2026-11-25T08:00:00.000000Z", 0.30000000000000004, 5e-324],
        ["2026-11-25T08:00:00.123456Z", -1.7976931348623157e308, null],
      ],
    } as unknown as Series);
  },
);

testOnEach(
  "many values come back as minimum, mean, maximum and count of buckets within the span",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write(everySecond(200));

    const [series] = await seriesOf(
      new History(store),
      ["peaches"],
      morning + 50 * second,
      morning + 150 * second,
      10,
    );

    assertEquals(series!.form, "buckets");
    assertEquals(series!.bucket_s, 10);
    assertEquals(
      series!.rows,
      Array.from({ length: 10 }, (_, i) => {
        const low = 50 + 10 * i;
        const time = timeText(morning + low * second);
        return [time, 10, low, low + 4.5, low + 9, 0, null, null, null];
      }),
    );
  },
);

testOnEach(
  "no mean is beyond all values, however large or small they are",
  async (database) => {
    await using store = database.store();
    await store.open();
    const [large, small] = [1.7976931348623157e308, 5e-324];
    const times = Array.from({ length: 30 }, (_, i) => morning + i * second);
    await store.write([
      ...times.map((time) => reading("large", time, large, -large)),
      ...times.map((time) => reading("small", time, small)),
      ...times.map((time) => reading("tenth", time, 0.1)),
      ...times.map((time, i) => reading("both", time, i % 2 ? large : -large)),
    ]);
    const history = new History(store);

    for (const [points, length] of [[1, 30], [2, 1200]] as const) {
      for (
        const [sensor, mean] of [
          ["large", large],
          ["small", small],
          ["tenth", 0.1],
          ["both", 0],
        ] as const
      ) {
        const [series] = await seriesOf(
          history,
          [sensor],
          morning,
          morning + length * second,
          points,
        );
        assertEquals(series!.rows[0]![1], 30);
        const found = Number(series!.rows[0]![3]);
        // Means of large values that make up for each other are rounded.
        const near = sensor === "both" && Math.abs(found) < large * 1e-15;
        assert(near || found === mean, `${sensor} in ${points}: ${found}`);
      }
    }
  },
);

testOnEach(
  "long buckets come from the statistics, also when the values are deleted",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write(everySecond(3 * 3600));
    const history = new History(store);
    const whole = [morning, morning + 3 * hour] as const;

    const [fresh] = await seriesOf(history, ["peaches"], ...whole, 4);
    await store.prune(morning + 2 * hour);
    await store.prune(morning + 2 * hour);
    const [pruned] = await seriesOf(history, ["peaches"], ...whole, 4);
    const [few] = await seriesOf(
      history,
      ["peaches"],
      morning,
      morning + hour,
      1000,
    );

    assertEquals(pruned, fresh);
    assertEquals(fresh!.bucket_s, 3600);
    assertEquals(fresh!.rows.map(([, count, , mean]) => [count, mean]), [
      [3600, 1799.5],
      [3600, 5399.5],
      [3600, 8999.5],
    ]);
    assertEquals([few!.form, few!.bucket_s, few!.rows.length], [
      "buckets",
      300,
      12,
    ]);
  },
);

testOnEach(
  "no bucket lacks values that were there before the logger",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write(everySecond(10, morning + 10 * hour));
    const time = database.url.startsWith("sqlite")
      ? `${morning / second}`
      : `to_timestamp(${morning / second})`;
    await database.query(
      `INSERT INTO numeric_data (sensor_name, "timestamp", value_raw) VALUES ('peaches', ${time}, -7)`,
    );

    const [series] = await seriesOf(
      new History(store),
      ["peaches"],
      morning,
      morning + 20 * hour,
      2,
    );

    assertEquals(series!.rows.map(([, count, min]) => [count, min]), [
      [1, -7],
      [10, 0],
    ]);
  },
);

testOnEach(
  "texts and JSON come back exactly, the newest of them if there are many",
  async (database) => {
    await using store = database.store();
    await store.open();
    const lists = [[1, 9007199254740993n], { "a'b": null }, "a\0b"];
    await store.write([
      ...["shut", "", "open"].map((text, i) =>
        reading("lid", morning + i * second, text)
      ),
      ...lists.map((value, i) =>
        reading("list", morning + i * second, value, value)
      ),
      ...Array.from(
        { length: 3 },
        (_, i) =>
          reading("long", morning + i * second, "ä".repeat(400_000) + i),
      ),
    ]);
    const history = new History(store);
    const span = [morning, morning + hour] as const;

    const [lid] = await seriesOf(history, ["lid"], ...span, 2);
    const [list] = await seriesOf(history, ["list"], ...span, 10);
    const [long] = await seriesOf(history, ["long"], ...span, 10);

    assertEquals([lid!.complete, lid!.rows.map(([, raw]) => raw)], [false, [
      "",
      "open",
    ]]);
    assertEquals(
      list!.rows.map(([, ...values]) => values),
      lists.map((value) => [value, value]),
    );
    assertEquals([long!.complete, long!.rows.length], [false, 1]);
    assertEquals(String(long!.rows[0]![1]).at(-1), "2");
  },
);

testOnEach(
  "pages together have every value once, whatever their times",
  async (database) => {
    await using store = database.store();
    await store.open();
    const times = [0, 1, 1, 1, 1, 1, 2, 3, 3];
    await store.write(
      times.map((time, i) => reading("peaches", morning + time, i)),
    );
    const history = new History(store);
    const found: Json[] = [];
    let [from, skip] = [morning, 0];

    for (let pages = 0; pages < 20; pages++) {
      const page = await history.page({
        sensor: "peaches",
        kind: "numeric",
        from,
        to: morning + 10,
        skip,
        limit: 2,
      }) as unknown as {
        rows: Json[][];
        next: { from: string; skip: number } | null;
      };
      found.push(...page.rows.map(([, raw]) => raw!));
      if (!page.next) break;
      from = morning + Number(page.next.from.slice(-4, -1));
      skip = page.next.skip;
    }

    assertEquals(found, times.map((_, i) => i));
  },
);

testOnEach(
  "a snapshot has the newest value of each sensor until then, and its time",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write([
      reading("a-1.b", morning, 1),
      reading("a-1.b", morning + second, "off"),
      reading("a-1.b", morning + 2 * second, 3),
      reading("later", morning + 9 * second, 3),
      reading("lid", morning - hour, ["open"]),
    ]);

    assertEquals(await new History(store).at(morning + second, undefined), {
      at: "2026-11-25T08:00:01.000000Z",
      values: [{
        sensor_name: "a-1.b",
        kind: "string",
        unit: "",
        time: "2026-11-25T08:00:01.000000Z",
        value_raw: "off",
        value_cal: null,
      }, {
        sensor_name: "lid",
        kind: "json",
        unit: "",
        time: "2026-11-25T07:00:00.000000Z",
        value_raw: ["open"],
        value_cal: null,
      }],
      next: null,
    });
  },
);

testOnEach(
  "more sensors than fit come in pages, each once",
  async (database) => {
    await using store = database.store();
    await store.open();
    const names = Array.from(
      { length: 1001 },
      (_, i) => `s${String(i).padStart(4, "0")}`,
    );
    await store.write(names.flatMap((name) => [
      reading(name, morning, 1),
      reading(name, morning, "x"),
    ]));
    const history = new History(store);
    type Page = { sensors: { sensor_name: string }[]; next: string | null };

    const first = await history.sensors() as unknown as Page;
    const second = await history.sensors(first.next!) as unknown as Page;

    assertEquals([first.next, second.next], ["s0999", null]);
    assertEquals(
      [...first.sensors, ...second.sensors].map((entry) => entry.sensor_name),
      names.flatMap((name) => [name, name]),
    );
  },
);

testOnEach(
  "what cannot be answered is refused, and says what can be done",
  async (database) => {
    await using store = database.store();
    await store.open();
    await store.write([reading("peaches", morning, 1)]);
    const history = new History(store);
    const span = { from: morning, to: morning + 1 };

    for (
      const [work, message] of [
        [
          () => history.history(["peachs"], span, 5),
          'Did you mean "peaches"?',
        ],
        [
          () => history.history(["peaches"], { from: 2, to: 1 }, 5),
          "is later than to",
        ],
        [
          () =>
            history.history(
              Array.from({ length: 21 }, (_, i) => `s${i}`),
              span,
              1000,
            ),
          "ask for fewer",
        ],
      ] as const
    ) await assertRejects(work, ReplyError, message);
  },
);

testOnEach("the largest answer fits into a message", async (database) => {
  await using store = database.store();
  await store.open();
  const times = Array.from({ length: 21 }, (_, i) => morning + i * second);
  await store.write([
    ...times.map((time) => reading("text", time, "\x01".repeat(60_000))),
    ...times.map((time) => reading("text2", time, "\x01".repeat(60_000))),
  ]);

  const answer = await new History(store).history(
    ["text", "text2"],
    { from: morning, to: morning + hour },
    10_000,
  );

  assert(stringifyJson(answer).length < 8 * 2 ** 20);
});
