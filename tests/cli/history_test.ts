/**
 * history, snapshot and export as processes, against a logger on SQLite.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { fileURLToPath } from "node:url";
import { dripline, run } from "./dripline.ts";

const extension = fileURLToPath(
  new URL("../../extensions/sql/mod.ts", import.meta.url),
);

const second = 1000;
const morning = Date.parse("2026-11-25T08:00:00Z");
const at = (seconds: number) =>
  new Date(morning + seconds * second).toISOString();

/** Writes a configuration of a logger. */
async function loggerIn(folder: string, name: string): Promise<string> {
  const file = `${folder}/${name}.yaml`;
  await Deno.writeTextFile(
    file,
    `extensions: [${extension}]
name: ${name}
module: SensorLogger
store: sqlite:${folder}/values.db
state_directory: ${folder}
batch_ms: 1
`,
  );
  return file;
}

Deno.test("the command line looks back", async (t) => {
  const folder = await Deno.makeTempDir();
  await using broker = startBroker({ port: 0 });
  const mesh = ["-b", "127.0.0.1", "-p", String(broker.port)];
  const ask = (line: string, ...words: string[]) =>
    run(...line.split(" "), ...words, ...mesh);

  await t.step("without a logger it says what to do", async () => {
    const { code, stdout, stderr } = await ask("history peaches");
    assertEquals([code, stdout], [4, ""]);
    assertStringIncludes(stderr, "No logger answers");
    assertStringIncludes(stderr, "--logger NAME");
  });

  await using logger = dripline(
    "serve",
    "-c",
    await loggerIn(folder, "sensor_logger"),
    ...mesh,
  );
  await logger.stdout.until("Ctrl-C stops it.");
  await using client = await connect({
    broker: "127.0.0.1",
    port: broker.port,
  });
  const send = (sensor: string, seconds: number, raw: unknown, cal?: unknown) =>
    client.mesh.alert(
      `sensor_value.${sensor}`,
      { value_raw: raw, value_cal: cal ?? null } as never,
      { time: morning + seconds * second } as never,
    );
  for (let i = 0; i < 100; i++) await send("cryo-1.T", i, i / 10, -i);
  await send("lid", 0, 'a "b",\nc');
  await send("lid", 5, "");
  await send("big", 0, [9007199254740993n]);
  for (;;) {
    const report = await client.get("sensor_logger") as { stored: number };
    if (report.stored === 103) break;
  }

  await t.step("few values are printed as they are", async () => {
    const { code, stdout } = await ask(
      `history cryo-1.T --since ${at(1)} --until ${at(4)}`,
    );
    assertEquals(code, 0);
    assertEquals(stdout.trimEnd().split("\n"), [
      "cryo-1.T: 3 values, 2026-11-25T08:00:01.000000Z to 2026-11-25T08:00:04.000000Z",
      "  time                         value_raw  value_cal",
      "  2026-11-25T08:00:01.000000Z  0.1        -1",
      "  2026-11-25T08:00:02.000000Z  0.2        -2",
      "  2026-11-25T08:00:03.000000Z  0.3        -3",
    ]);
  });

  await t.step("many values are summed up", async () => {
    const { stdout } = await ask(
      `history cryo-1.T --since ${at(0)} --until ${at(100)} --points 2 --json`,
    );
    assertEquals(
      stdout.trimEnd().split("\n").map((line) => JSON.parse(line)),
      [
        0,
        50,
      ].map((start) => ({
        sensor_name: "cryo-1.T",
        time: at(start).replace("Z", "000Z"),
        raw_count: 50,
        raw_min: start / 10,
        raw_mean: start / 10 + 2.45,
        raw_max: (start + 49) / 10,
        cal_count: 50,
        cal_min: -start - 49,
        cal_mean: -start - 24.5,
        cal_max: 0 - start,
      })),
    );
  });

  await t.step("CSV has each value whole", async () => {
    const { stdout } = await ask(
      `history big lid --since ${at(0)} --until ${at(9)} --csv`,
    );
    assertEquals(
      stdout,
      [
        "sensor_name,time,value_raw,value_cal",
        "big,2026-11-25T08:00:00.000000Z,[9007199254740993],",
        'lid,2026-11-25T08:00:00.000000Z,"a ""b"",\nc",',
        'lid,2026-11-25T08:00:05.000000Z,"",',
        "",
      ].join("\n"),
    );
  });

  await t.step(
    "a plot has dots between its smallest and largest value",
    async () => {
      const { stdout } = await ask(
        `history cryo-1.T --since ${at(0)} --until ${at(100)} --plot`,
      );
      const lines = stdout.trimEnd().split("\n");
      assertEquals(lines[0], "cryo-1.T, calibrated");
      assertMatch(lines[1]!, /^ {2}0 │[\u2801-\u28ff]/);
      assertMatch(lines[12]!, /^-99 │\u2800+[\u2801-\u28ff]+$/);
      assertStringIncludes(lines.at(-1)!, "2026-11-25T08:01:40.000000Z");
      assert(lines.every((line) => line.length <= 80));
    },
  );

  await t.step("a snapshot has the newest values and their age", async () => {
    const { stdout, stderr } = await ask(
      `snapshot cryo-1.T big --at ${at(4.5)}`,
    );
    assertEquals(stdout.trimEnd().split("\n"), [
      "2 sensors at 2026-11-25T08:00:04.500000Z",
      "  sensor_name  value_raw           value_cal  unit  time                         age",
      "  cryo-1.T     0.4                 -4               2026-11-25T08:00:04.000000Z  0.5 s",
      "  big          [9007199254740993]                   2026-11-25T08:00:00.000000Z  4.5 s",
    ]);
    assertEquals(stderr, "");
  });

  await t.step("a snapshot says who had no value yet", async () => {
    const { code, stdout, stderr } = await ask(
      `snapshot lid --at ${at(-1)} --csv`,
    );
    assertEquals([code, stdout], [0, ""]);
    assertStringIncludes(stderr, "lid: no value until 2026-11-25T07:59:59");
  });

  await t.step("export has all values, and tells when it is done", async () => {
    const { code, stdout, stderr } = await ask("export");
    const lines = stdout.trimEnd().split("\n");
    assertEquals([code, lines.length], [0, 105]);
    assertEquals(lines[0], "sensor_name,time,value_raw,value_cal");
    assertEquals(
      lines[1],
      "big,2026-11-25T08:00:00.000000Z,[9007199254740993],",
    );
    assertEquals(lines[101], "cryo-1.T,2026-11-25T08:01:39.000000Z,9.9,-99");
    assertStringIncludes(stderr, "export: 103 rows, all of 3, until ");
  });

  await t.step("what is wrong is said", async () => {
    const wrong = await Promise.all([
      ask("history cryo-1.t --since 2h"),
      ask("history lid --since 2026-11-25T08:00"),
      ask("history lid --csv --plot"),
      ask("export lit"),
      ask("history"),
    ]);
    for (
      const [index, message] of [
        'Did you mean "cryo-1.T"?',
        "has no time zone",
        "contradict each other",
        'Did you mean "lid"?',
        "SENSOR is required",
      ].entries()
    ) {
      const { code, stdout, stderr } = wrong[index]!;
      assert(code !== 0, message);
      assertEquals(stdout, "");
      assertStringIncludes(stderr, message);
    }
  });

  await t.step("of two loggers one has to be named", async () => {
    await using other = dripline(
      "serve",
      "-c",
      await loggerIn(folder, "other"),
      ...mesh,
    );
    await other.stdout.until("Ctrl-C stops it.");
    const unsaid = await ask("snapshot");
    const said = await ask("snapshot --logger other --json");
    assert(unsaid.code !== 0);
    assertMatch(unsaid.stderr, /Several loggers answer: .*--logger/s);
    assertEquals(said.stdout.trimEnd().split("\n").length, 3);
  });
  await Deno.remove(folder, { recursive: true });
});
