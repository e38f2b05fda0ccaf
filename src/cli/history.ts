/**
 * `history`: prints or draws what sensors were.
 *
 * @module
 */
import { isJsonObject, type Json, type JsonObject } from "../wire/mod.ts";
import { visible } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import {
  type DataForm,
  dataForm,
  type DataRow,
  printRows,
} from "./data_output.ts";
import {
  type LoggerClient,
  notUnderstood,
  withLogger,
} from "./logger_client.ts";
import { outputWidth, print, remark } from "./output.ts";
import { plot, type PlotPoint } from "./plot.ts";

/** The most rows of a table for people. */
const tableRows = 24;

/** The values of a sensor, as a logger answers them. */
interface Series {
  readonly sensor: string;
  readonly unit: string;
  /** Seconds of a bucket; `undefined`: these are the values themselves. */
  readonly bucket: number | undefined;
  readonly complete: boolean;
  readonly rows: readonly DataRow[];
}

/** Runs `history`. Returns the exit code. */
export function run(given: Arguments): Promise<number> {
  const form = dataForm(given);
  return withLogger(given, (logger) => show(logger, given, form));
}

async function show(
  logger: LoggerClient,
  given: Arguments,
  form: DataForm,
): Promise<void> {
  const answer = await logger.ask("history", {
    sensors: logger.sensors,
    from: given.text("since"),
    to: given.text("until"),
    points: given.number("points") ?? pointsOf(form),
  });
  const { from, to, series } = answer;
  if (
    typeof from !== "string" || typeof to !== "string" || !Array.isArray(series)
  ) throw notUnderstood(logger.name, "history");
  const all = series.map((one) => {
    const found = seriesOf(one);
    if (found) return found;
    throw notUnderstood(logger.name, "history");
  });
  if (form === "plot") {
    for (const one of all) draw(one, from, to);
  } else if (form === "table") {
    for (const one of all) {
      print(visible(titleOf(one, `${from} to ${to}`)));
      if (one.rows.length > 0) printRows(one.rows, form);
    }
  } else {
    printRows(
      all.flatMap(({ sensor, rows }) =>
        rows.map((row) => ({ sensor_name: sensor, ...row }))
      ),
      form,
    );
  }
  for (const { sensor, complete, rows } of all) {
    if (complete) continue;
    remark(
      visible(
        `${sensor}: only the newest ${rows.length}; "export" has all, --points more`,
      ),
    );
  }
}

/** What a form has room for; `undefined`: as many as the logger thinks fit. */
function pointsOf(form: DataForm): number | undefined {
  if (form === "table") return tableRows;
  return form === "plot" ? 2 * outputWidth() : undefined;
}

function seriesOf(answer: Json): Series | undefined {
  if (!isJsonObject(answer)) return undefined;
  const { sensor_name: sensor, unit, bucket_s: bucket, complete } = answer;
  const { columns, rows } = answer;
  if (typeof sensor !== "string" || !Array.isArray(columns)) return undefined;
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) return undefined;
  return {
    sensor,
    unit: typeof unit === "string" ? unit : "",
    bucket: typeof bucket === "number" ? bucket : undefined,
    complete: complete !== false,
    rows: rows.map((row) =>
      Object.fromEntries(
        columns.map((column, index) => [String(column), row[index] ?? null]),
      )
    ),
  };
}

function titleOf(
  { sensor, unit, bucket, rows }: Series,
  span: string,
): string {
  const what = rows.length === 0
    ? "no values"
    : bucket === undefined
    ? `${rows.length} values`
    : `each line ${bucket} s`;
  return `${sensor}${unit && ` [${unit}]`}: ${what}, ${span}`;
}

function draw(series: Series, from: string, to: string): void {
  const which = series.rows.length > 0 &&
      series.rows.every((row) => pointOf(row, "cal"))
    ? "cal"
    : "raw";
  const points = series.rows.flatMap((row) => pointOf(row, which) ?? []);
  const name = which === "cal" ? "calibrated" : "as read";
  print(visible(
    `${series.sensor}${series.unit && ` [${series.unit}]`}, ${name}`,
  ));
  const undrawn = series.rows.length - points.length;
  if (points.length > 0) {
    const span = { from, to };
    for (const line of plot(points, span, outputWidth())) print(line);
  } else print("  nothing to draw");
  if (undrawn > 0) {
    remark(visible(
      `${series.sensor}: ${undrawn} values are no numbers, so they are not drawn`,
    ));
  }
}

function pointOf(row: JsonObject, which: "raw" | "cal"): PlotPoint | undefined {
  const value = row[`value_${which}`];
  const [low, high] = value === undefined
    ? [row[`${which}_min`], row[`${which}_max`]]
    : [value, value];
  const time = Date.parse(String(row.time));
  return typeof low === "number" && typeof high === "number"
    ? { time, low, high }
    : undefined;
}
