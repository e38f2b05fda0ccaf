import { assertEquals, assertMatch } from "@std/assert";
import { startMesh } from "../../../testing.ts";
import { LogRecords } from "../log_records.ts";

const pantry = {
  name: "pantry",
  endpoints: [{ name: "figs", module: "KeyValueStore", initial_value: 1 }],
};

Deno.test("every accepted set and cmd is a line: what, old and new value, who; what is refused or only asks is none", async () => {
  await using mesh = await startMesh(pantry);
  await using logs = await LogRecords.listen();
  const { client } = mesh;
  await client.get("figs");
  await client.set("figs", 2);
  await client.set("figs", 5, { specifier: "max_absolute_change" });
  await client.cmd("figs", "stop_logging");
  await client.cmd("figs", "ping");
  await client.request({
    endpoint: "figs",
    operation: "set",
    specifier: "name",
    payload: { values: ["dates"] },
  });

  const lines = logs.lines("info");
  const who = / by \S+ on \S+ \(.+\)$/;
  for (const line of lines) assertMatch(line, who);
  assertEquals(lines.map((line) => line.replace(who, "")), [
    "figs: set from 1 to 2,",
    "figs: set max_absolute_change from 0 to 5,",
    'figs: cmd stop_logging {"values":[]},',
  ]);
});

Deno.test("with audit: true it is an alert too, and without it is not", async () => {
  for (const audit of [true, false]) {
    await using mesh = await startMesh({ ...pantry, audit });
    const { client } = mesh;
    const alerts = client.alerts("#");
    await alerts.ready;
    await client.set("figs", 2);
    await mesh.service.context.alert("end", null);
    const { value: first } = await alerts.next();
    await alerts.return();
    assertEquals(first.routingKey, audit ? "audit.figs" : "end");
    if (!audit) continue;
    const { user, host, program, ...rest } = first.payload;
    assertEquals(rest, { operation: "set", specifier: "", new_value: 2 });
    assertEquals([user, host, program].map((text) => typeof text), [
      "string",
      "string",
      "string",
    ]);
  }
});
