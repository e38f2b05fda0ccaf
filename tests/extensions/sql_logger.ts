/**
 * Sensor loggers for tests: on any broker, with a database of the test's own.
 *
 * @module
 */
import amqp from "amqplib";
import { SensorLogger } from "../../extensions/sql/mod.ts";
import type { LoggerReport } from "../../extensions/sql/mod.ts";
import type { Row, TestDatabase } from "../../extensions/sql/testing/stores.ts";
import { login } from "../../extensions/sql/testing/stores.ts";
import { type Client, connect, type RunningService, serve } from "../../mod.ts";
import { until } from "../until.ts";
import type { Backend } from "../mesh/backends.ts";

/** A logger and a client, gone at the end with the queue and the spool. */
export class LoggerMesh implements AsyncDisposable {
  readonly name: string = `test_logger_${crypto.randomUUID().slice(0, 8)}`;
  readonly folder: string = Deno.makeTempDirSync();
  readonly client: Client;
  readonly #backend: Backend;
  readonly #running: RunningService[] = [];

  private constructor(backend: Backend, client: Client) {
    this.#backend = backend;
    this.client = client;
  }

  /** Joins a broker. */
  static async on(backend: Backend): Promise<LoggerMesh> {
    return new LoggerMesh(backend, await connect(backend.options));
  }

  /** Starts a logger. */
  async start(
    store: string,
    members: Partial<SensorLogger> = {},
  ): Promise<RunningService> {
    const logger = Object.assign(new SensorLogger(members.name ?? this.name), {
      store,
      stateDirectory: this.folder,
      batchMs: 5,
      queue: `${this.name}.alerts`,
      heartbeatIntervalS: 0,
      ...members,
    });
    const running = await serve(logger, {
      ...this.#backend.options,
      authGroups: login,
    });
    this.#running.push(running);
    return running;
  }

  /** Sends the numbers from `from` up to `to` as values of a sensor. */
  async send(from: number, to: number, sensor = "peaches"): Promise<void> {
    const sent: Promise<void>[] = [];
    for (let value = from; value < to; value++) {
      sent.push(
        this.client.alert(`sensor_value.${sensor}`, { value_raw: value }),
      );
    }
    await Promise.all(sent);
  }

  /** What the logger tells. */
  async report(name: string = this.name): Promise<LoggerReport> {
    return await this.client.get(name) as unknown as LoggerReport;
  }

  /** Waits until what the logger tells is as wanted. */
  async told(
    wanted: (report: LoggerReport) => boolean,
    name: string = this.name,
  ): Promise<LoggerReport> {
    let last: LoggerReport | undefined;
    try {
      await until(async () => wanted(last = await this.report(name)));
    } catch (error) {
      throw new Error(`${wanted}: ${JSON.stringify(last)}`, { cause: error });
    }
    return last!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((running) => running.stop()));
    await this.client.close();
    const { broker, port, username, password } = this.#backend.options;
    const connection = await amqp.connect({
      hostname: broker,
      port,
      username: username ?? "guest",
      password: password ?? "guest",
    });
    const channel = await connection.createChannel();
    await channel.deleteQueue(`${this.name}.alerts`);
    await channel.deleteQueue(`${this.name}.alerts.dead`);
    await connection.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** The values of all rows, in order. */
export async function valuesIn(database: TestDatabase): Promise<number[]> {
  const rows: Row[] = await database.query(
    "SELECT value_raw FROM numeric_data ORDER BY value_raw",
  );
  return rows.map(({ value_raw: value }) => Number(value));
}

/** The numbers from 0 up to `count`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
