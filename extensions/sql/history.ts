// deno-lint-ignore-file camelcase -- names of the wire
/**
 * Looks back: what a logger answers of the values that it has written. Every answer fits into a message.
 *
 * @module
 */
import {
  didYouMean,
  type Json,
  parseJson,
  ReplyError,
} from "@dripline/dripline";
import {
  bucketsIn,
  type HistoryBucket,
  knownCount,
  type Span,
} from "./history_buckets.ts";
import { lengthsSql, newestSql, valuesSql } from "./history_sql.ts";
import type { Reading } from "./reading.ts";
import {
  type KnownSensor,
  type Store,
  StoreAway,
  type StoreRow,
} from "./store.ts";
import { timeText } from "./time_of.ts";

/** The most points of an answer, of all sensors together. */
export const mostPoints = 20_000;

/** The most sensors of a page. */
const sensorsPerPage = 1000;

/** About the most bytes of texts and JSON in an answer: escaped they may be six times as long. */
const mostBytes = 1_048_576;

const valueNames = ["time", "value_raw", "value_cal"];

const bucketNames = [
  "time",
  ...["raw", "cal"].flatMap((which) =>
    ["count", "min", "mean", "max"].map((what) => `${which}_${what}`)
  ),
];

/** What {@linkcode History.page} is asked for. */
export interface PageQuery extends Span {
  /** The sensor. */
  readonly sensor: string;
  /** The kind of values. */
  readonly kind: Reading["kind"];
  /** How many values at its very beginning are not wanted. */
  readonly skip: number;
  /** The most values. */
  readonly limit: number;
}

/** Answers questions about what was. */
export class History {
  readonly #store: Store;

  /** Looks back in a store. */
  constructor(store: Store) {
    this.#store = store;
  }

  /** The sensors that follow `after`, one entry for each kind of values; `next` is the one to go on after. */
  async sensors(after?: string): Promise<Json> {
    const { page, next } = pageOf(await this.#known(), after);
    return {
      sensors: page.map(({ sensor, kind, unit, firstTime, lastTime }) => ({
        sensor_name: sensor,
        kind,
        unit,
        first_time: timeText(firstTime),
        last_time: timeText(lastTime),
      })),
      next,
    };
  }

  /** The newest value of each sensor at a moment, in microseconds since 1970. Sensors that had none yet are left out. */
  async at(
    time: number,
    sensors: readonly string[] | undefined,
    after?: string,
  ): Promise<Json> {
    const known = await this.#known();
    const wanted = sensors?.flatMap((sensor) => entriesOf(known, sensor)) ??
      known;
    const { page, next } = pageOf(wanted, after);
    const values: Json[] = [];
    let bytes = 0;
    let last: string | undefined;
    for (const sensor of new Set(page.map(({ sensor }) => sensor))) {
      const found = await this.#newest(
        page.filter((entry) => entry.sensor === sensor),
        time,
      );
      bytes += found ? lengthOf(found.row) : 0;
      if (bytes > mostBytes && last !== undefined) {
        return { at: timeText(time), values, next: last };
      }
      last = sensor;
      if (!found) continue;
      const { kind, unit } = found.entry;
      const [when, value_raw, value_cal] = valueRow(kind, found.row);
      values.push({
        sensor_name: sensor,
        kind,
        unit,
        time: when!,
        value_raw: value_raw!,
        value_cal: value_cal!,
      });
    }
    return { at: timeText(time), values, next };
  }

  /** What sensors were within a span: all values if there are at most `points`, otherwise numbers in buckets, and of others the newest. */
  async history(
    sensors: readonly string[],
    span: Span,
    points: number,
  ): Promise<Json> {
    checkSpan(span);
    const names = [...new Set(sensors)];
    if (names.length * points > mostPoints) {
      throw invalid(
        `${names.length} sensors with ${points} points each are more than ${mostPoints} points: ask for fewer`,
      );
    }
    const known = await this.#known();
    const entries = names.flatMap((name) => entriesOf(known, name));
    const series: Json[] = [];
    let room = mostBytes;
    for (const entry of entries) {
      if (entry.kind === "numeric") {
        series.push(await this.#numbers(entry, span, points));
        continue;
      }
      const { rows, bytes, complete } = await this.#texts(
        {
          ...span,
          sensor: entry.sensor,
          kind: entry.kind,
          skip: 0,
          limit: points,
        },
        "DESC",
        room,
      );
      room = Math.max(0, room - bytes);
      series.push(
        seriesOf(
          entry,
          { complete },
          rows.toReversed().map((row) => valueRow(entry.kind, row)),
        ),
      );
    }
    return { from: timeText(span.from), to: timeText(span.to), series };
  }

  /** Values in their order, as many as fit; `next` says where to go on. */
  async page(query: PageQuery): Promise<Json> {
    checkSpan(query);
    const entry = entriesOf(await this.#known(), query.sensor)
      .find(({ kind }) => kind === query.kind);
    const { rows, complete } = query.kind === "numeric"
      ? await this.#all(query)
      : await this.#texts(query, "ASC", mostBytes);
    const last = rows.at(-1)?.time;
    const alike = rows.filter(({ time }) => time === last).length;
    return {
      sensor_name: query.sensor,
      kind: query.kind,
      unit: entry?.unit ?? "",
      from: timeText(query.from),
      to: timeText(query.to),
      columns: valueNames,
      rows: rows.map((row) => valueRow(query.kind, row)),
      next: complete ? null : {
        from: timeText(Number(last)),
        skip: alike + (last === query.from ? query.skip : 0),
      },
    };
  }

  async #known(): Promise<KnownSensor[]> {
    return await told(this.#store.sensors());
  }

  async #numbers(
    entry: KnownSensor,
    span: Span,
    points: number,
  ): Promise<Json> {
    const { rows, complete } = await this.#all({
      ...span,
      sensor: entry.sensor,
      kind: "numeric",
      skip: 0,
      limit: points,
    });
    const isWhole = complete &&
      rows.length >= await told(knownCount(this.#store, entry.sensor, span));
    if (isWhole) {
      return seriesOf(
        entry,
        { complete },
        rows.map((row) => valueRow("numeric", row)),
      );
    }
    const { width, buckets } = await told(
      bucketsIn(this.#store, entry, span, points),
    );
    return seriesOf(
      entry,
      { complete: true, bucket_s: width / 1e6 },
      buckets.map(bucketRow),
    );
  }

  async #all(
    query: PageQuery,
  ): Promise<{ rows: readonly StoreRow[]; complete: boolean }> {
    const { sensor, kind, from, to, skip, limit } = query;
    const rows = await told(this.#store.select(
      valuesSql(kind, this.#store.dialect),
      [sensor, from, to, limit + 1, skip],
    ));
    return { rows: rows.slice(0, limit), complete: rows.length <= limit };
  }

  /** Values that may be long: as many as there is room for, in bytes, but one if nothing else is there. */
  async #texts(
    { sensor, kind, from, to, skip, limit }: PageQuery,
    order: "ASC" | "DESC",
    room: number,
  ): Promise<{ rows: readonly StoreRow[]; bytes: number; complete: boolean }> {
    const { dialect } = this.#store;
    const lengths = await told(this.#store.select(
      lengthsSql(kind, dialect, order),
      [sensor, from, to, limit + 1, skip],
    ));
    let [count, bytes] = [0, 0];
    for (const { bytes: length } of lengths.slice(0, limit)) {
      const isFirst = count === 0 && room === mostBytes;
      if (bytes + Number(length) > room && !isFirst) break;
      bytes += Number(length);
      count++;
    }
    const rows = count === 0 ? [] : await told(this.#store.select(
      valuesSql(kind, dialect, order),
      [sensor, from, to, count, skip],
    ));
    return { rows, bytes, complete: count === lengths.length };
  }

  async #newest(
    entries: readonly KnownSensor[],
    time: number,
  ): Promise<{ entry: KnownSensor; row: StoreRow } | undefined> {
    let newest: { entry: KnownSensor; row: StoreRow } | undefined;
    for (const entry of entries) {
      const [row] = await told(this.#store.select(
        newestSql(entry.kind, this.#store.dialect),
        [entry.sensor, time],
      ));
      if (row && Number(row.time) > Number(newest?.row.time ?? -Infinity)) {
        newest = { entry, row };
      }
    }
    return newest;
  }
}

function seriesOf(
  { sensor, kind, unit }: KnownSensor,
  about: { readonly complete: boolean; readonly bucket_s?: number },
  rows: Json[],
): Json {
  return {
    sensor_name: sensor,
    kind,
    unit,
    form: about.bucket_s === undefined ? "values" : "buckets",
    ...about,
    columns: about.bucket_s === undefined ? valueNames : bucketNames,
    rows,
  };
}

function valueRow(kind: Reading["kind"], { time, raw, cal }: StoreRow): Json[] {
  const value = (stored: unknown): Json => {
    if (stored === null) return null;
    if (kind === "numeric") return numberJson(Number(stored));
    return kind === "json" ? parseJson(String(stored)) : String(stored);
  };
  return [timeText(Number(time)), value(raw), value(cal)];
}

function bucketRow({ time, raw, cal }: HistoryBucket): Json[] {
  return [
    timeText(time),
    ...[raw, cal].flatMap((summary) =>
      summary === null ? [0, null, null, null] : [
        summary.count,
        ...[summary.min, summary.mean, summary.max].map(numberJson),
      ]
    ),
  ];
}

/** JSON has no NaN and no infinities, which others may have written into the table. */
function numberJson(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function lengthOf({ raw, cal }: StoreRow): number {
  return [raw, cal].reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 0),
    0,
  );
}

function entriesOf(
  known: readonly KnownSensor[],
  sensor: string,
): readonly KnownSensor[] {
  const entries = known.filter((entry) => entry.sensor === sensor);
  if (entries.length > 0) return entries;
  const names = known.map((entry) => entry.sensor);
  throw invalid(
    `there are no values of a sensor "${sensor}".${
      didYouMean(sensor, names)
    } -s sensors lists them`,
  );
}

/** A page of sensors, each with all its kinds. */
function pageOf(
  entries: readonly KnownSensor[],
  after: string | undefined,
): { page: readonly KnownSensor[]; next: string | null } {
  const rest = after === undefined ? entries : entries.slice(
    entries.findLastIndex(({ sensor }) => sensor === after) + 1,
  );
  const names = [...new Set(rest.map(({ sensor }) => sensor))];
  const last = names[sensorsPerPage - 1];
  if (last === undefined || names.length === sensorsPerPage) {
    return { page: rest, next: null };
  }
  const end = rest.findLastIndex(({ sensor }) => sensor === last) + 1;
  return { page: rest.slice(0, end), next: last };
}

function checkSpan({ from, to }: Span): void {
  if (from <= to) return;
  throw invalid(
    `from ${timeText(from)} is later than to ${timeText(to)}: exchange them`,
  );
}

function invalid(message: string): ReplyError {
  return new ReplyError("service_error_invalid_value", message);
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error;
    throw new ReplyError("resource_error_connection", error.message, {
      cause: error,
    });
  }
}
