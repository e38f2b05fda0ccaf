import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseError, PostgresDatabase } from "../../extensions/sql/mod.ts";
import {
  hasPostgres,
  login,
  postgresDatabase,
} from "../../extensions/sql/testing/stores.ts";
import { FakeClock } from "../../testing.ts";
import { TcpProxy } from "../tcp_proxy.ts";

Deno.test({
  name:
    "a database that falls silent is away after a minute, and connected to anew",
  ignore: !hasPostgres,
  async fn() {
    await using server = await postgresDatabase();
    const { port, pathname } = new URL(server.url);
    using proxy = new TcpProxy(Number(port));
    const clock = new FakeClock();
    const database = new PostgresDatabase({
      server: `127.0.0.1:${proxy.port}`,
      database: pathname.slice(1),
      authGroups: login,
      clock,
    });

    assertEquals(await database.query("SELECT $1::text", ["a"]), [["a"]]);
    proxy.stall();
    const silent = database.query("SELECT $1::text", ["b"]);
    const asTransaction = database.transaction((query) =>
      query("SELECT 1::text", [])
    );
    asTransaction.catch(() => {});
    const away = assertRejects(() => silent, DatabaseError, "silent for 60 s");
    await clock.advance(60_000);
    await away;
    await assertRejects(() => asTransaction, DatabaseError);
    proxy.resume();

    assertEquals(await database.query("SELECT $1::text", ["c"]), [["c"]]);
    await database.close();
  },
});
