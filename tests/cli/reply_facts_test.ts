import { assertEquals } from "@std/assert";
import { codeOf, unitOf } from "../../src/cli/reply_facts.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { startMesh } from "../../testing.ts";

Deno.test("the service tells the unit of its value, and what a return code of its own means", async () => {
  const code = {
    name: "quench",
    value: 1005,
    description: "The magnet quenched",
  };
  await using mesh = await startMesh({
    name: "magnet",
    dripline_mesh: { return_codes: [code] },
    endpoints: [
      { name: "field", module: "KeyValueStore", initial_value: 1, units: "T" },
      { name: "heater", module: "Endpoint" },
    ],
  });
  mesh.service.endpoints.get("heater")!.onGet = () => {
    throw new ReplyError(code, "cold no more");
  };
  const { client } = mesh;
  const field = { endpoint: "field", operation: "get" } as const;
  const reading = await client.request(field);
  const failed = await client.request({ ...field, endpoint: "heater" });

  assertEquals(await unitOf(client, field, reading), "T");
  assertEquals(await codeOf(client, failed), code);
  assertEquals((await codeOf(client, reading)).name, "success");
  const stranger = { ...failed, returnCode: 4711 };
  assertEquals((await codeOf(client, stranger)).description, "Unknown");
});

Deno.test("who may read the instrument again for an unknown specifier is asked for nothing", async () => {
  await using mesh = await startMesh({ name: "magnet" });
  const reply = await mesh.client.request({
    endpoint: "magnet",
    operation: "cmd",
    specifier: "ping",
  });
  const foreign = {
    ...reply,
    returnCode: 4711,
    payload: { value_raw: 1 },
    senderInfo: { ...reply.senderInfo, versions: {} },
  };
  await mesh[Symbol.asyncDispose]();
  const call = { endpoint: "magnet", operation: "get" } as const;
  assertEquals(await unitOf(mesh.client, call, foreign), "");
  assertEquals((await codeOf(mesh.client, foreign)).description, "Unknown");
});
