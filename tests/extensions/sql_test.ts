/**
 * No sensor value is lost, and none becomes two rows, whatever happens to the logger, its database and its broker.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PostgresStore } from "../../extensions/sql/postgres_store.ts";
import type { Reading } from "../../extensions/sql/reading.ts";
import { StoreAway } from "../../extensions/sql/store.ts";
import {
  type FleetingDatabase,
  hasPostgres,
  login,
  postgresDatabase,
} from "../../extensions/sql/testing/stores.ts";
import { Child } from "../../tools/child.ts";
import { type Backend, type BackendKind, backends } from "../mesh/backends.ts";
import { until } from "../until.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { LoggerMesh, numbers, valuesIn } from "./sql_logger.ts";

function testWith(
  kinds: readonly BackendKind[],
  name: string,
  test: (
    mesh: LoggerMesh,
    database: FleetingDatabase,
    backend: Backend,
  ) => Promise<void>,
): void {
  for (const kind of kinds) {
    Deno.test({
      name: `${name} [${kind.name}]`,
      ignore: kind.ignore || !hasPostgres,
      async fn() {
        await using backend = await kind.start();
        await using database = await postgresDatabase();
        await using mesh = await LoggerMesh.on(backend);
        await test(mesh, database, backend);
      },
    });
  }
}

const durable = backends.filter(({ name }) => name === "RabbitMQ");
const fleeting = backends.filter(({ name }) => name === "embedded");

testWith(
  backends,
  "values that come while the database is away are rows when it is back",
  async (mesh, database) => {
    await mesh.start(database.url);
    await mesh.send(0, 50);
    await mesh.told(({ stored }) => stored === 50);

    await database.away();
    await mesh.send(50, 100);
    const { store_away: reason } = await mesh.told((report) =>
      report.received === 100 && report.waiting + report.spooled === 50 &&
      report.store_away !== null
    );
    await mesh.send(100, 150);
    await mesh.told(({ received }) => received === 150);
    await database.back();
    const report = await mesh.told(({ stored }) => stored === 150);

    assert(reason!.includes("database"), reason!);
    assertEquals(await valuesIn(database), numbers(150));
    const { duplicates, quarantined, dropped, waiting, spooled } = report;
    assertEquals(
      [duplicates, quarantined, dropped, waiting, spooled],
      [0, 0, 0, 0, 0],
    );
    assertEquals(report.sensors.peaches!.stored, 150);
  },
);

testWith(
  backends,
  "connections to the database that are cut again and again cost nothing",
  async (mesh, database) => {
    const url = new URL(database.url);
    using proxy = new TcpProxy(Number(url.port));
    url.port = String(proxy.port);
    await mesh.start(url.href, { batchRows: 20 });

    for (let from = 0; from < 2000; from += 200) {
      await mesh.send(from, from + 200);
      proxy.cut();
    }
    const { duplicates } = await mesh.told(({ stored }) => stored === 2000);

    assertEquals(await valuesIn(database), numbers(2000));
    assertEquals(duplicates, 0);
  },
);

testWith(
  backends,
  "one bad row holds up nothing, is kept with its reason, and is written when it can be",
  async (mesh, database) => {
    await mesh.start(database.url);
    await database.query(
      "ALTER TABLE numeric_data ADD CONSTRAINT no_sevens CHECK (value_raw <> 7)",
    );
    const alerts = mesh.client.alerts("status_message.#");
    await alerts.ready;

    await mesh.send(0, 100);
    await mesh.client.alert("sensor_value.peaches", "no value");
    await mesh.told(({ stored, quarantined }) =>
      stored === 99 && quarantined === 2
    );
    const status = await alerts.next();
    await alerts.return();
    const kept = await mesh.client.cmd(mesh.name, "quarantine") as {
      reason: string;
      message: { payload: unknown };
    }[];
    await database.query("ALTER TABLE numeric_data DROP CONSTRAINT no_sevens");
    const retried = await mesh.client.cmd(mesh.name, "retry");

    assertEquals(
      status.value?.routingKey,
      `status_message.${mesh.name}.alert`,
    );
    assertEquals(
      new Set(kept.map(({ message }) => message.payload)),
      new Set([{ value_raw: 7 }, "no value"]),
    );
    assert(kept.some(({ reason }) => reason.includes("no_sevens")));
    assertEquals(retried, {
      stored: 1,
      duplicates: 0,
      quarantined: 1,
      dropped: 0,
    });
    assertEquals(await valuesIn(database), numbers(100));
  },
);

testWith(
  fleeting,
  "what the spool has no room for is counted and told, and all else is written",
  async (mesh, database) => {
    await mesh.start(database.url, { spoolBytes: 65_536 });
    const alerts = mesh.client.alerts("status_message.#");
    await alerts.ready;
    await database.away();

    await mesh.send(0, 500);
    const { spooled, dropped } = await mesh.told(({ spooled, dropped }) =>
      spooled + dropped === 500
    );
    const status = await alerts.next();
    await alerts.return();
    await database.back();
    await mesh.told(({ stored }) => stored === spooled);

    assert(spooled > 50 && dropped > 50, `${spooled} ${dropped}`);
    assertEquals(
      status.value?.routingKey,
      `status_message.${mesh.name}.critical`,
    );
    // Nothing is overtaken: what came first is kept.
    assertEquals(await valuesIn(database), numbers(spooled));
  },
);

testWith(
  backends,
  "a logger that ends while the database is away goes on where it was",
  async (mesh, database) => {
    const first = await mesh.start(database.url);
    await database.away();
    await mesh.send(0, 50);
    await mesh.told(({ received, store_away: away }) =>
      received === 50 && away !== null
    );
    await first.stop();
    await mesh.start(database.url);
    await mesh.told(({ store_away: away }) => away !== null);
    await database.back();
    await mesh.told(({ waiting, spooled, store_away: away }) =>
      waiting === 0 && spooled === 0 && away === null
    );

    assertEquals(await valuesIn(database), numbers(50));
  },
);

testWith(
  durable,
  "values sent while no logger runs are rows when one does",
  async (mesh, database) => {
    await (await mesh.start(database.url)).stop();
    await mesh.send(0, 50);
    await mesh.start(database.url);
    await mesh.told(({ stored }) => stored === 50);

    assertEquals(await valuesIn(database), numbers(50));
  },
);

testWith(
  durable,
  "a second logger stands by, and takes over",
  async (mesh, database) => {
    const first = await mesh.start(database.url);
    const other = `${mesh.name}_2`;
    await mesh.start(database.url, { name: other });
    await mesh.send(0, 50);
    await mesh.told(({ stored }) => stored === 50);
    assertEquals((await mesh.report(other)).received, 0);

    await first.stop();
    await mesh.send(50, 100);
    await mesh.told(({ stored }) => stored === 50, other);

    assertEquals(await valuesIn(database), numbers(100));
  },
);

testWith(
  durable,
  "a logger killed in the middle of its batches loses nothing and doubles nothing",
  async (mesh, database, { options }) => {
    const script = new URL("sql_logger_process.ts", import.meta.url).href;
    const settings = {
      ...options,
      name: mesh.name,
      store: database.url,
      stateDirectory: mesh.folder,
    };
    let sent = 0;
    for (let round = 0; round < 3; round++) {
      await using logger = new Child(
        ["run", "-A", "--no-check", script, JSON.stringify(settings)],
      );
      await logger.stdout.until("ready");
      const sending = mesh.send(sent, sent + 1000);
      await mesh.told(({ stored }) => stored > 100);
      logger.signal("SIGKILL");
      await logger.ended;
      await sending;
      sent += 1000;
    }
    await mesh.start(database.url, { name: `${mesh.name}_2` });
    await mesh.send(sent, sent + 1);
    await until(async () => (await valuesIn(database)).includes(sent));

    assertEquals(await valuesIn(database), numbers(sent + 1));
  },
);

Deno.test({
  name: "a database that says nothing any more is given up, and used again",
  ignore: !hasPostgres,
  async fn() {
    await using database = await postgresDatabase();
    const { hostname: host, port, pathname } = new URL(database.url);
    using proxy = new TcpProxy(Number(port));
    await using store = new PostgresStore(
      { host, port: proxy.port, database: pathname.slice(1) },
      login,
    );
    store.patience = 500;
    await store.open();
    proxy.stall();
    await assertRejects(
      () => store.write([reading("a"), reading("b")]),
      StoreAway,
      "no answer within 0.5 s",
    );
    proxy.resume();
    await store.open();
    await store.write([reading("a"), reading("b")]);

    assertEquals(await valuesIn(database), [1, 1]);
  },
});

function reading(id: string): Reading {
  return { id, sensor: "peaches", time: 0, kind: "numeric", raw: 1, cal: null };
}
