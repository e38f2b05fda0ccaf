/**
 * A PostgresSensorLogger loses nothing and writes nothing twice, whatever happens to it, its database and its broker.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { PostgresSensorLogger, SQLTable } from "../../extensions/sql/mod.ts";
import {
  type FleetingDatabase,
  hasPostgres,
  login,
  postgresDatabase,
} from "../../extensions/sql/testing/stores.ts";
import { type RunningService, serve } from "../../mod.ts";
import { type Backend, type BackendKind, backends } from "../mesh/backends.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";
import { LoggerMesh, numbers, valuesIn } from "./sql_logger.ts";

const numericData =
  `CREATE TABLE numeric_data (sensor_name text NOT NULL, "timestamp" timestamptz NOT NULL DEFAULT now(), value_raw double precision NOT NULL, value_cal double precision)`;

/** What a test is about. */
interface Stage {
  readonly mesh: LoggerMesh;
  readonly database: FleetingDatabase;
  /** Starts the logger, with the database at that port. */
  start(port?: number): Promise<RunningService>;
}

function testWith(
  kinds: readonly BackendKind[],
  name: string,
  test: (stage: Stage) => Promise<void>,
): void {
  for (const kind of kinds) {
    Deno.test({
      name: `${name} [${kind.name}]`,
      ignore: kind.ignore || !hasPostgres,
      async fn() {
        await using backend = await kind.start();
        await using database = await postgresDatabase();
        await database.query(numericData);
        await using mesh = await LoggerMesh.on(backend);
        await test({
          mesh,
          database,
          start: (port) => start(mesh, database, backend, port),
        });
      },
    });
  }
}

async function start(
  mesh: LoggerMesh,
  database: FleetingDatabase,
  backend: Backend,
  port?: number,
): Promise<RunningService> {
  const { hostname, port: own, pathname } = new URL(database.url);
  const logger = Object.assign(new PostgresSensorLogger(mesh.name), {
    alertKeys: ["sensor_value.#"],
    alertKeyParserRe: String.raw`sensor_value\.(?P<sensor_name>[^.]+)`,
    insertionTableEndpointName: `${mesh.name}_table`,
    databaseServer: `${hostname}:${port ?? own}`,
    databaseName: pathname.slice(1),
    stateDirectory: mesh.folder,
    heartbeatIntervalS: 0,
  });
  logger.add(Object.assign(new SQLTable(`${mesh.name}_table`), {
    tableName: "numeric_data",
    requiredInsertNames: ["sensor_name", "timestamp", "value_raw"]
      .map((column) => ({ column, payloadKey: column })),
  }));
  return await serve(logger, { ...backend.options, authGroups: login });
}

const fleeting = backends.filter(({ name }) => name === "embedded");
const durable = backends.filter(({ name }) => name === "RabbitMQ");

testWith(
  durable,
  "values sent while no logger runs are rows when one does",
  async ({ mesh, database, start }) => {
    await (await start()).stop();
    await mesh.send(0, 50);
    await using _logger = await start();
    await mesh.told(({ stored }) => stored === 50);

    assertEquals(await valuesIn(database), numbers(50));
  },
);

testWith(
  backends,
  "connections to the database that are cut again and again cost nothing, and double nothing",
  async ({ mesh, database, start }) => {
    using proxy = new TcpProxy(Number(new URL(database.url).port));
    await using _logger = await start(proxy.port);

    for (let from = 0; from < 1000; from += 100) {
      await mesh.send(from, from + 100);
      proxy.cut();
    }
    await mesh.told(({ stored }) => stored === 1000);

    assertEquals(await valuesIn(database), numbers(1000));
  },
);

testWith(
  durable,
  "a logger that is stopped and started while values come writes each of them once",
  async ({ mesh, database, start }) => {
    await (await start()).stop();
    let sent = 0;
    let isOver = false;
    const sending = (async () => {
      while (!isOver) await mesh.send(sent, sent += 50);
    })();
    for (let i = 0; i < 3; i++) {
      const logger = await start();
      await mesh.told(({ stored }) => stored > 0);
      await logger.stop();
    }
    isOver = true;
    await sending;
    await using _logger = await start();
    await until(async () => (await valuesIn(database)).length >= sent);
    await mesh.told(({ waiting }) => waiting === 0);

    assertEquals(await valuesIn(database), numbers(sent));
  },
);

testWith(
  fleeting,
  "one logger's receipts are not another's: both write what both hear",
  async ({ mesh, database, start }) => {
    await using _logger = await start();
    await using _other = await mesh.start(
      database.url,
      {
        name: `${mesh.name}_other`,
        queue: `${mesh.name}_other.alerts`,
      } as Parameters<LoggerMesh["start"]>[1],
    );
    await mesh.send(0, 20);
    await mesh.told(({ stored }) => stored === 20);
    await mesh.told(({ stored }) => stored === 20, `${mesh.name}_other`);

    assertEquals(
      await valuesIn(database),
      numbers(20).flatMap((value) => [value, value]),
    );
  },
);
