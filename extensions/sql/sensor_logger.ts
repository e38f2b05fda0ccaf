/**
 * A service that writes sensor values into a database.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  type AuthSpecification,
  type Commands,
  type Delivery,
  integer,
  type Json,
  keyText,
  list,
  number,
  oneOf,
  optional,
  readOnly,
  required,
  Service,
  string,
} from "@dripline/dripline";
import { hear, hearAgain } from "./heard.ts";
import { keepHouse } from "./housekeeping.ts";
import { lengthOfTime } from "./length_of_time.ts";
import { History } from "./history.ts";
import { type Moment, moment } from "./moment.ts";
import { kinds, type Reading, readingOf } from "./reading.ts";
import {
  emptyReport,
  type LoggerReport,
  Recorder,
  type RecorderLimits,
  type Retried,
} from "./recorder.ts";
import { SqliteStore } from "./sqlite_store.ts";
import { PostgresStore } from "./postgres_store.ts";
import { parseStoreUrl, storeUrl } from "./store_url.ts";
import type { Store } from "./store.ts";
import { writeMessages } from "./writer.ts";

/** Seconds from one time that receipts and old values are deleted to the next. */
const housekeepingInterval = 3600;

/** Writes every sensor value that it hears into a database. */
export class SensorLogger extends Service implements RecorderLimits {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SensorLogger> = {
    store: readOnly(required(storeUrl(
      "The database: sqlite:FILE, or postgres://HOST/DATABASE with the login of the authentication group postgres",
    ))),
    log_routing_key_prefix: readOnly(keyText({
      description:
        "What routing keys of sensor values begin with; the name of the sensor follows",
    })),
    queue: readOnly(optional(keyText({
      // The dead letters are in a queue of its name with ".dead".
      room: 250,
      description:
        "The queue that values wait in; of loggers with the same one, one writes and the others stand by; if not given NAME.alerts",
    }))),
    batch_rows: readOnly(integer({
      minimum: 1,
      maximum: 10_000,
      description: "The most rows that are written together",
    })),
    batch_ms: readOnly(number({
      minimum: 0,
      description: "Milliseconds that a row waits for others",
    })),
    keep: readOnly(optional(lengthOfTime(
      "How long values are kept, such as 90d; their statistics stay. If not given, for ever",
    ))),
    spool_bytes: readOnly(integer({
      minimum: 65_536,
      description:
        "The largest size of the file that holds messages while the database is away, if the broker does not keep them",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<SensorLogger> = {
    quarantine: {
      description: "List the messages that could not become rows, and why",
      args: [arg("limit", optional(integer({ minimum: 1, maximum: 1000 })))],
    },
    retry: {
      description: "Try once more to write the messages of the quarantine",
      args: [],
    },
    sensors: {
      description:
        "List the sensors that have values, and from when to when; next: the one to go on after",
      args: [arg("after", optional(string()))],
    },
    history: {
      description:
        "Tell what sensors were: all values if there are few, else minimum, mean, maximum and count of lengths of time",
      args: [
        arg("sensors", list(string())),
        arg("from", optional(moment("The beginning (1d)"))),
        arg("to", optional(moment("The end, which is not in it (now)"))),
        arg("points", optional(integer({ minimum: 1, maximum: 10_000 }))),
      ],
    },
    at: {
      description: "Tell the newest value of each sensor at a moment",
      args: [
        arg("at", optional(moment("The moment (now)"))),
        arg("sensors", optional(list(string()))),
        arg("after", optional(string())),
      ],
    },
    values: {
      description:
        "Tell all values of a sensor, page by page; next: the from and skip of the next page",
      args: [
        arg("sensor", string()),
        arg("kind", oneOf(kinds)),
        arg("from", moment("The beginning")),
        arg("to", moment("The end, which is not in it")),
        arg("skip", optional(integer({ minimum: 0 }))),
        arg("limit", optional(integer({ minimum: 1, maximum: 10_000 }))),
      ],
    },
  };

  /** The login of a PostgreSQL server. */
  static override readonly authGroups: AuthSpecification = {
    postgres: {
      username: { default: "postgres", env: "POSTGRES_USER" },
      password: { default: "postgres", env: "POSTGRES_PASSWORD" },
    },
  };

  /** The database. */
  store = "";
  /** What routing keys of sensor values begin with. */
  logRoutingKeyPrefix = "sensor_value";
  /** The queue that values wait in; `undefined`: `NAME.alerts`. */
  queue: string | undefined;
  /** The most rows that are written together. */
  batchRows = 500;
  /** Milliseconds that a row waits for others. */
  batchMs = 100;
  /** How long values are kept, in seconds; `undefined`: for ever. */
  keep: number | undefined;
  /** The largest size of the spool, in bytes. */
  spoolBytes = 1_073_741_824;

  readonly #stopping = new AbortController();
  #open: { readonly store: Store; readonly recorder: Recorder } | undefined;

  /** Opens the database. It may be away, unless somebody has to do something about it. */
  override async start(): Promise<void> {
    await super.start();
    const store = this.#storeOf(this.store);
    await using opening = new AsyncDisposableStack();
    opening.use(store);
    const recorder = await Recorder.start(this, {
      open: () => store.open(),
      write: (messages, settle) =>
        writeMessages(store, readingOf, messages, settle),
      hearAgain: (id, text) => hearAgain(id, text, this.logRoutingKeyPrefix),
      quarantined: (limit, after) => store.quarantined(limit, after),
      release: (ids) => store.release(ids),
    }, this);
    opening.move();
    this.#open = { store, recorder };
    const { clock, scheduler } = this.context;
    const { signal } = this.#stopping;
    scheduler.every({
      name: `housekeeping of ${this.name}`,
      interval: housekeepingInterval,
      run: () => keepHouse({ store, clock, keep: this.keep, signal }),
    });
  }

  /** Writes what it has, and closes the database. */
  override async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#open?.recorder.close();
    await this.#open?.store[Symbol.asyncDispose]();
    this.#open = undefined;
    await super.stop();
  }

  /** All sensor values. */
  override durableAlertPatterns(): readonly string[] {
    return [`${this.logRoutingKeyPrefix}.#`];
  }

  /** The queue that they wait in. */
  override durableQueue(): string {
    return this.queue ?? super.durableQueue();
  }

  /** Takes a sensor value, until it is safe. */
  override async onDelivery(delivery: Delivery): Promise<void> {
    const { message, id } = delivery;
    await this.#running.recorder.add(
      hear(message, id, this.logRoutingKeyPrefix),
      delivery,
    );
  }

  /** Tells what became of the messages since the start. */
  override onGet(): LoggerReport {
    return this.#open?.recorder.report() ?? emptyReport();
  }

  /** Returns the first messages of the quarantine. */
  async quarantine(limit: number = 100): Promise<Json> {
    return await this.#running.recorder.quarantine(limit);
  }

  /** Writes the messages of the quarantine that can be rows by now. Returns what became of them. */
  async retry(): Promise<Retried> {
    return await this.#running.recorder.retry();
  }

  /** Returns the sensors that follow `after`. */
  async sensors(after?: string): Promise<Json> {
    return await this.#history.sensors(after);
  }

  /** Returns what sensors were within a time. */
  async history(
    sensors: readonly string[],
    from: Moment = (now) => now - 86_400e6,
    to: Moment = (now) => now,
    points: number = 1000,
  ): Promise<Json> {
    const now = this.#now;
    const span = { from: from(now), to: to(now) };
    return await this.#history.history(sensors, span, points);
  }

  /** Returns the newest values at a moment. */
  async at(
    at: Moment = (now) => now,
    sensors?: readonly string[],
    after?: string,
  ): Promise<Json> {
    return await this.#history.at(at(this.#now), sensors, after);
  }

  /** Returns a page of the values of a sensor. */
  async values(
    sensor: string,
    kind: Reading["kind"],
    from: Moment,
    to: Moment,
    skip: number = 0,
    limit: number = 5000,
  ): Promise<Json> {
    const now = this.#now;
    const span = { from: from(now), to: to(now) };
    return await this.#history.page({ ...span, sensor, kind, skip, limit });
  }

  get #history(): History {
    return new History(this.#running.store);
  }

  get #now(): number {
    return this.context.clock.now() * 1000;
  }

  get #running(): { readonly store: Store; readonly recorder: Recorder } {
    if (this.#open) return this.#open;
    throw new Error(`"${this.name}" is not running`);
  }

  #storeOf(text: string): Store {
    const url = parseStoreUrl(text);
    return url.kind === "sqlite"
      ? new SqliteStore(url.file, this.context.clock)
      : new PostgresStore(url, this.context.authGroups);
  }
}
