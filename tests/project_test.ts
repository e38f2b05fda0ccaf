/**
 * Holds the files that describe the project to each other and to what is there.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { version } from "../mod.ts";

const ROOT = new URL("../", import.meta.url);

/** A deno.json, as far as it is read here. */
interface Configuration {
  version: string;
  exports: Record<string, string>;
  tasks: Record<string, string>;
  workspace?: string[];
}

async function configuration(name: string): Promise<Configuration> {
  return JSON.parse(await Deno.readTextFile(new URL(name, ROOT)));
}

Deno.test("deno.jsr.json is deno.json without the stand-ins and their lock", async () => {
  const { workspace, ...rest } = await configuration("deno.json");

  assertEquals<unknown>(await configuration("deno.jsr.json"), {
    ...rest,
    workspace: workspace!.filter((path) => path !== "./npm/*"),
    lock: false,
  });
});

Deno.test("every export is there", async () => {
  const { exports } = await configuration("deno.json");
  for (const path of Object.values(exports)) {
    assert((await Deno.stat(new URL(path, ROOT))).isFile, path);
  }
});

Deno.test("the documentation of every export is checked", async () => {
  const { exports, tasks } = await configuration("deno.json");
  const words = tasks["doc:lint"]!.split(" ");
  for (const path of Object.values(exports)) {
    assert(words.includes(path.replace("./", "")), path);
  }
});

Deno.test("the version that is exported is that of the package", async () => {
  assertEquals(version, (await configuration("deno.json")).version);
});

Deno.test("the package holds its own files only: no stand-ins, no tests", async () => {
  const publish = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(publish.stderr);

  assert(publish.success, said);
  for (const name of ["mod.ts", "README.md", "LICENSE"]) {
    assertStringIncludes(said, new URL(name, ROOT).href);
  }
  for (
    const folder of [
      ...["npm", "tests", "tools", "bench", ".ci", ".github"],
      // Packages of their own.
      "extensions",
    ]
  ) {
    const stray = said.split("\n").find((line) =>
      line.includes(new URL(`${folder}/`, ROOT).href)
    );
    assertEquals(stray, undefined);
  }
});
