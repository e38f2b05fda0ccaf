import { assert, assertEquals } from "@std/assert";
import type { Heard } from "./heard.ts";
import { hear } from "./heard.ts";
import { Spool } from "./spool.ts";
import { alert } from "./testing/alert.ts";
import { temporaryFolder } from "./testing/temporary_folder.ts";

function messages(from: number, to: number): Heard[] {
  return Array.from({ length: to - from }, (_, i) =>
    hear(
      alert("peaches", { value_raw: from + i }),
      `id-${from + i}`,
      "sensor_value",
    ));
}

function idsIn(spool: Spool): string[] {
  return spool.first(100_000).map(({ id }) => id);
}

Deno.test("a spool gives first what came first, also after a restart", () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/spool.db`;
  const heard = messages(0, 5);
  {
    using spool = new Spool(file, 1e6);
    assertEquals(spool.append(heard.slice(0, 3)), 3);
    spool.remove(spool.first(2).at(-1)!);
  }
  using spool = new Spool(file, 1e6);
  spool.append(heard.slice(3));

  assertEquals(spool.count, 3);
  assertEquals(idsIn(spool), ["id-2", "id-3", "id-4"]);
  assertEquals(spool.first(1)[0]!.message, heard[2]!.text());
});

Deno.test("a spool keeps the messages it has room for, and its file stays within its size", () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/spool.db`;
  using spool = new Spool(file, 100_000);

  const kept = spool.append(messages(0, 1000));

  assert(kept > 100 && kept < 1000, String(kept));
  assertEquals(spool.count, kept);
  assertEquals(idsIn(spool), messages(0, kept).map(({ id }) => id));
  assertEquals(spool.append(messages(1000, 1001)), 0);
  spool.remove(spool.first(100).at(-1)!);
  assertEquals(spool.append(messages(1000, 1001)), 1);
  assert(Deno.statSync(file).size <= 100_000);
});
