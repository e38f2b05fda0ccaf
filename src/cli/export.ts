/**
 * `export`: prints all values of sensors as CSV, page by page.
 *
 * @module
 */
import { didYouMean } from "../core/mod.ts";
import {
  isJsonObject,
  type Json,
  type JsonObject,
  visible,
} from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { printCsv } from "./data_output.ts";
import {
  type LoggerClient,
  notUnderstood,
  withLogger,
} from "./logger_client.ts";
import { printed, remark } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** Before all values. */
const beginning = "0001-01-01T00:00:00Z";

/** Milliseconds from one line about the progress to the next. */
const progressEvery = 1000;

/** Runs `export`. Returns the exit code. */
export function run(given: Arguments): Promise<number> {
  return withLogger(given, (logger) => exportAll(logger, given));
}

async function exportAll(
  logger: LoggerClient,
  given: Arguments,
): Promise<void> {
  const entries = await entriesOf(logger);
  const tell = progress(given.has("quiet"));
  let since = given.text("since") ?? beginning;
  let until = given.text("until") ?? "now";
  let rows = 0;
  printCsv([["sensor_name", "time", "value_raw", "value_cal"]]);
  for (const [index, { sensor_name: sensor, kind }] of entries.entries()) {
    let place: JsonObject | undefined = { from: since, skip: 0 };
    while (place) {
      const page = await logger.ask("values", {
        sensor,
        kind,
        to: until,
        ...place,
      });
      if (!Array.isArray(page.rows) || typeof page.to !== "string") {
        throw notUnderstood(logger.name, "values");
      }
      // What "2h" and "now" mean stays the same to the end.
      if (place.from === since) since = String(page.from);
      until = page.to;
      printCsv(page.rows.map((row) => [sensor, ...(row as Json[])]));
      await printed();
      rows += page.rows.length;
      place = isJsonObject(page.next) ? page.next : undefined;
      tell(`${rows} rows, ${index} of ${entries.length} done: ${sensor}`);
    }
  }
  tell(`${rows} rows, all of ${entries.length}, until ${until}`, true);
}

/** All that there is, or of the sensors that were named. */
async function entriesOf(logger: LoggerClient): Promise<JsonObject[]> {
  const entries: JsonObject[] = [];
  let after: string | undefined;
  do {
    const { sensors, next } = await logger.ask("sensors", { after });
    if (!Array.isArray(sensors)) throw notUnderstood(logger.name, "sensors");
    entries.push(...sensors.filter(isJsonObject));
    after = typeof next === "string" ? next : undefined;
  } while (after !== undefined);
  if (logger.sensors.length === 0) return entries;
  const names = entries.map(({ sensor_name: name }) => String(name));
  const unknown = logger.sensors.find((sensor) => !names.includes(sensor));
  if (unknown !== undefined) {
    throw new UsageError(
      "badValue",
      `${logger.name} has no values of a sensor "${unknown}".${
        didYouMean(unknown, names)
      }`,
    );
  }
  return entries.filter((entry) =>
    logger.sensors.includes(String(entry.sensor_name))
  );
}

/** Returns what tells of the progress, not too often; the end always. */
function progress(quiet: boolean): (text: string, isEnd?: boolean) => void {
  let last = performance.now();
  return (text, isEnd = false) => {
    const now = performance.now();
    if (quiet || (!isEnd && now - last < progressEvery)) return;
    last = now;
    remark(visible(`export: ${text}`));
  };
}
