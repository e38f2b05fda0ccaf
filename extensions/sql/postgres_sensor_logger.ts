/**
 * The logger of the first mesh.
 *
 * @module
 */
import {
  AlertConsumer,
  arg,
  type Attributes,
  type AuthSpecification,
  type Commands,
  type Delivery,
  didYouMean,
  type Endpoint,
  integer,
  type Json,
  type KeyProblem,
  type Known,
  optional,
  readOnly,
  required,
  string,
} from "@dripline/dripline";
import { getLogger } from "@logtape/logtape";
import {
  emptyReport,
  type LoggerReport,
  Recorder,
  type RecorderLimits,
  type Retried,
} from "./recorder.ts";
import type { PostgresDatabase } from "./postgres_database.ts";
import {
  databaseAttributes,
  databaseOf,
  type DatabaseOptions,
  databaseProblems,
  postgresLogin,
} from "./postgresql_interface.ts";
import type { SQLTable } from "./sql_table.ts";
import { TableStore } from "./table_store.ts";

const logger = getLogger(["dripline", "sql"]);

/** Those of a `SensorLogger`. */
const limits: RecorderLimits = {
  batchRows: 500,
  batchMs: 100,
  spoolBytes: 1_073_741_824,
};

/**
 * Writes what alerts carry into a table of the laboratory (section 8.9 of the standard). It differs from a `SensorLogger` in that the
 * configuration says which table, and what its columns are called.
 */
export class PostgresSensorLogger extends AlertConsumer
  implements DatabaseOptions {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<PostgresSensorLogger> = {
    insertion_table_endpoint_name: readOnly(required(string({
      description: "The endpoint, an SQLTable, whose table gets the rows",
    }))),
    ...databaseAttributes,
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<PostgresSensorLogger> = {
    quarantine: {
      description: "List the messages that could not become rows, and why",
      args: [arg("limit", optional(integer({ minimum: 1, maximum: 1000 })))],
    },
    retry: {
      description: "Try once more to write the messages of the quarantine",
      args: [],
    },
  };

  /** The login of the database. */
  static override readonly authGroups: AuthSpecification = postgresLogin;

  /** The endpoint, an `SQLTable`, whose table gets the rows. */
  insertionTableEndpointName = "";
  /** The name of the database. */
  databaseName = "";
  /** The server: `HOST`, or `HOST:PORT`. */
  databaseServer = "";

  #database: PostgresDatabase | undefined;
  #open:
    | { readonly store: TableStore; readonly recorder: Recorder }
    | undefined;

  /** The database. */
  get database(): PostgresDatabase {
    return this.#database ??= databaseOf(this, this.context);
  }

  /** Looks at the server. */
  override validate(known: Known): KeyProblem[] {
    return [...super.validate(known), ...databaseProblems(this)];
  }

  /** Alerts are not missed while the logger is away: see {@linkcode PostgresSensorLogger.durableAlertPatterns}. */
  override alertPatterns(): readonly string[] {
    return [];
  }

  /** The alerts of `alert_keys`. */
  override durableAlertPatterns(): readonly string[] {
    return this.alertKeys;
  }

  /** Looks at the table. The database may be away; a table that is not as it has to be is an error. */
  override async start(): Promise<void> {
    await super.start();
    if (/\\w[+*]\)\$?$/.test(this.alertKeyParserRe)) {
      logger.warn(
        '{name}: alert_key_parser_re cuts names at "-", as {pattern} ends in \\w+. Write {better} to keep them whole',
        {
          name: this.name,
          pattern: this.alertKeyParserRe,
          better: this.alertKeyParserRe.replace(/\\w([+*]\)\$?)$/, "[^.]$1"),
        },
      );
    }
    const store = new TableStore(
      this.#table(),
      this.name,
      (routingKey) => this.keyGroups(routingKey),
    );
    this.#open = { store, recorder: await Recorder.start(this, store, limits) };
  }

  /** Writes what it has, and closes the connections. */
  override async stop(): Promise<void> {
    await this.#open?.recorder.close();
    this.#open = undefined;
    await this.#database?.close();
    await super.stop();
  }

  /** Takes an alert, until it is safe. */
  override async onDelivery(delivery: Delivery): Promise<void> {
    const { recorder, store } = this.#running;
    await recorder.add(store.hear(delivery.message, delivery.id), delivery);
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

  get #running(): { readonly store: TableStore; readonly recorder: Recorder } {
    if (this.#open) return this.#open;
    throw new Error(`"${this.name}" is not running`);
  }

  #table(): SQLTable {
    const name = this.insertionTableEndpointName;
    const found = this.endpoints.get(name);
    if (found && isTable(found)) return found;
    const tables = [...this.endpoints.values()].filter(isTable)
      .map((table) => table.name);
    throw new Error(
      `insertion_table_endpoint_name of "${this.name}": there is no SQLTable "${name}" among its endpoints.${
        didYouMean(name, tables)
      } Known: ${tables.join(", ") || "none"}`,
    );
  }
}

/** Tells whether an endpoint is a table, also one of another copy of this package. */
function isTable(endpoint: Endpoint): endpoint is SQLTable {
  return "tableName" in endpoint && "rowOf" in endpoint;
}
