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

Deno.test("every broken file is set aside under a name of its own", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/keeper/set%20point%2F1.json`;
  await Deno.mkdir(`${folder}/keeper`);
  const broken = ['{"value": 4.', "[]", "{}", ""].map((text) =>
    new TextEncoder().encode(text)
  );
  // A text that is no UTF-8 is broken as well, not a value of other characters.
  broken.push(
    new Uint8Array([...new TextEncoder().encode('{"value":"'), 255, 34, 125]),
  );
  for (const bytes of broken) {
    await Deno.writeFile(file, bytes);
    await using mesh = await startMesh(configuration(folder));
    assertEquals(await mesh.client.get(name), { value_raw: 1 });
    await mesh.client.set(name, 2);
  }
  for (const [index, bytes] of broken.entries()) {
    const aside = `${file}.broken${index === 0 ? "" : `.${index + 1}`}`;
    assertEquals(await Deno.readFile(aside), bytes);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a value that cannot be read ends the start, and is not overwritten", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/keeper/set%20point%2F1.json`;
  await Deno.mkdir(file, { recursive: true });
  await assertRejects(
    () => startMesh(configuration(folder)),
    Error,
    `persist cannot read the value kept in ${file}`,
  );
  assert((await Deno.stat(file)).isDirectory);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a kept value that is not used is set aside before another takes its place", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/keeper/set%20point%2F1.json`;
  const limited = configuration(folder, { limits: { max: 10 } });
  {
    await using mesh = await startMesh(configuration(folder));
    await mesh.client.set(name, 100);
  }
  {
    await using _mesh = await startMesh(limited);
  }
  assertEquals(JSON.parse(await Deno.readTextFile(file)).value, 100);
  await using mesh = await startMesh(limited);
  await mesh.client.set(name, 3);
  await mesh.client.set(name, 4);
  const value = async (path: string) =>
    JSON.parse(await Deno.readTextFile(path)).value;
  assertEquals([await value(file), await value(`${file}.broken`)], [4, 100]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("that a value can be written is proved at the start, not at the first set", async () => {
  const folder = await Deno.makeTempDir();
  // Written in percent signs, the name is longer than a file system takes.
  const long = configuration(folder, { name: "é".repeat(60) });
  await assertRejects(
    () => startMesh(long),
    Error,
    `persist cannot keep values in ${folder}/keeper`,
  );
  await using _mesh = await startMesh(configuration(folder));
  assertEquals([...Deno.readDirSync(`${folder}/keeper`)], []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a value that cannot be kept is not set, and the answer says why", async () => {
  const folder = await Deno.makeTempDir();
  await using mesh = await startMesh(configuration(folder));
  await Deno.remove(folder, { recursive: true });
  await Deno.writeTextFile(folder, "a file where the folder should be");
  const { returnCode, returnMessage } = await mesh.client.request({
    endpoint: name,
    operation: "set",
    payload: { values: [2] },
  });
  assertEquals(returnCode, 999);
  const why = "the value is not set, because it cannot be kept in";
  assert(returnMessage.includes(`${why} ${folder}/keeper`), returnMessage);
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
