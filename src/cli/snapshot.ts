/**
 * `snapshot`: prints what all sensors were at a moment.
 *
 * @module
 */
import { isJsonObject, type JsonObject, visible } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { type DataForm, dataForm, printRows } from "./data_output.ts";
import {
  type LoggerClient,
  notUnderstood,
  withLogger,
} from "./logger_client.ts";
import { print, remark } from "./output.ts";

/** Runs `snapshot`. Returns the exit code. */
export function run(given: Arguments): Promise<number> {
  const form = dataForm(given);
  return withLogger(given, (logger) => show(logger, given, form));
}

async function show(
  logger: LoggerClient,
  given: Arguments,
  form: DataForm,
): Promise<void> {
  const { sensors } = logger;
  const rows: JsonObject[] = [];
  let at = given.text("at");
  let next: string | undefined;
  do {
    const answer = await logger.ask("at", {
      at,
      sensors: sensors.length > 0 ? sensors : undefined,
      after: next,
    });
    if (typeof answer.at !== "string" || !Array.isArray(answer.values)) {
      throw notUnderstood(logger.name, "at");
    }
    // Every page is of the same moment.
    at = answer.at;
    rows.push(...answer.values.filter(isJsonObject));
    next = typeof answer.next === "string" ? answer.next : undefined;
  } while (next !== undefined);
  if (form === "table") {
    print(`${rows.length} sensors at ${visible(at)}`);
    printRows(rows.map((row) => forPeople(row, at)), form);
  } else printRows(rows, form);
  const found = new Set(rows.map((row) => row.sensor_name));
  for (const sensor of sensors) {
    if (!found.has(sensor)) remark(visible(`${sensor}: no value until ${at}`));
  }
}

function forPeople(row: JsonObject, at: string): JsonObject {
  const { sensor_name, value_raw, value_cal, unit, time } = row;
  const age = (Date.parse(at) - Date.parse(String(time))) / 1000;
  return {
    sensor_name: sensor_name!,
    value_raw: value_raw!,
    value_cal: value_cal!,
    unit: unit!,
    time: time!,
    age: `${age.toFixed(1)} s`,
  };
}
