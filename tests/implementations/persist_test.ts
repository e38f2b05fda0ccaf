import { assert, assertEquals, assertRejects } from "@std/assert";
import { startMesh } from "../../testing.ts";

function configuration(folder: string, more: Record<string, unknown> = {}) {
  return {
    name: "keeper",
    state_directory: folder,
    endpoints: [{
      name: "set point/1",
      module: "KeyValueStore",
      initial_value: 1,
      persist: true,
      ...more,
    }],
  };
}

const name = "set point/1";

Deno.test("a value that persists outlives the service, and overrides initial_value", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using mesh = await startMesh(configuration(folder));
    assertEquals(await mesh.client.get(name), { value_raw: 1 });
    await mesh.client.set(name, 4.5);
  }
  await using mesh = await startMesh(configuration(folder));
  assertEquals(await mesh.client.get(name), { value_raw: 4.5 });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a kept value outside the limits of today is not used", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using mesh = await startMesh(configuration(folder));
    await mesh.client.set(name, 100);
  }
  await using mesh = await startMesh(
    configuration(folder, { limits: { max: 10 } }),
  );
  assertEquals(await mesh.client.get(name), { value_raw: 1 });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file that cannot be understood is set aside, and the service starts", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/keeper/set%20point%2F1.json`;
  await Deno.mkdir(`${folder}/keeper`);
  await Deno.writeTextFile(file, '{"value": 4.');
  {
    await using mesh = await startMesh(configuration(folder));
    assertEquals(await mesh.client.get(name), { value_raw: 1 });
    await mesh.client.set(name, 2);
  }
  assertEquals(await Deno.readTextFile(`${file}.broken`), '{"value": 4.');
  const { value, saved } = JSON.parse(await Deno.readTextFile(file));
  assertEquals(value, 2);
  assert(!Number.isNaN(Date.parse(saved)));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a value that cannot be kept is not set, and the answer says why", async () => {
  const folder = await Deno.makeTempDir();
  await using mesh = await startMesh(configuration(folder));
  await Deno.remove(folder, { recursive: true });
  await Deno.writeTextFile(folder, "a file where the folder should be");
  const { returnCode } = await mesh.client.request({
    endpoint: name,
    operation: "set",
    payload: { values: [2] },
  });
  assertEquals(returnCode, 999);
  assertEquals(await mesh.client.get(name), { value_raw: 1 });
  await Deno.remove(folder);
});

Deno.test("a service that may not keep values does not start, and says what it needs", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/state`, "a file");
  const error = await assertRejects(
    () => startMesh(configuration(`${folder}/state`)),
    Error,
    "Give the service another state_directory",
  );
  assert(error.message.includes(`${folder}/state/keeper`), error.message);
  await Deno.remove(folder, { recursive: true });
});
