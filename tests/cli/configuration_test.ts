/**
 * check and extensions as processes, and what every command says of a configuration that is wrong.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { run, tutorial } from "./dripline.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Calls `use` with a copy of the tutorial in which `from` is written as `to`. */
async function withMistake<T>(
  from: string,
  to: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  const text = (await Deno.readTextFile(tutorial)).replace(
    "./ext",
    `${root}ext`,
  );
  assert(text.includes(from), from);
  try {
    await Deno.writeTextFile(file, text.replaceAll(from, to));
    return await use(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("each misspelt word is located, and the right one suggested", async () => {
  const table: [from: string, to: string, guess: string][] = [
    ["module: JitterEntity", "module: JiterEntity", "JitterEntity"],
    ["jitter_fraction:", "jitter_fracton:", "jitter_fraction"],
    ["calibration: times3", "calibration: times4", "times3"],
    ["jitter/mod.ts", "jiter/mod.ts", `${root}extensions/jitter/mod.ts`],
    ["endpoints:", "endpoint:", "endpoints"],
    ["broker: embedded", "borker: embedded", "broker"],
  ];
  for (const [from, to, guess] of table) {
    await withMistake(from, to, async (file) => {
      const { stderr } = await run("check", "-c", file);
      const [first] = stderr.split("\n");
      const lines = (await Deno.readTextFile(file)).split("\n");
      const index = lines.findIndex((line) =>
        line.includes(to) && !line.startsWith("#")
      );
      assert(first!.startsWith(`${file}:${index + 1}:`), stderr);
      assert(first!.includes(`Did you mean "${guess}"?`), stderr);
    });
  }
});

Deno.test("all that is wrong is listed at once, whichever command finds it", async () => {
  const mistakes = [
    "endpoints.0.module=Nothing",
    "endpoints.1.calibration=nothing({})",
    "dripline_mesh.broker_port=0",
  ];
  const { code, stdout, stderr } = await run("-c", tutorial, ...mistakes);

  assertEquals([code, stdout], [2, ""]);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.length, mistakes.length, stderr);
  for (const mistake of mistakes) {
    const [key] = mistake.split("=");
    assert(lines.some((line) => line.startsWith(`${key}=: `)), stderr);
  }
});

Deno.test("a client minds only what a configuration says of the mesh", async () => {
  await withMistake("module: JitterEntity", "module: Nothing", async (file) => {
    const words = ["get", "peaches", "--dry-run-msg", "-c", file];
    assertEquals((await run(...words)).code, 0);
    const wrong = await run(
      "get",
      "x",
      "-c",
      file,
      "dripline_mesh.broker_port=0",
    );
    assertEquals(wrong.code, 2);
    assertMatch(wrong.stderr, /broker_port/);
  });
});

Deno.test("check says what would be served, and counts what is odd", async () => {
  const { code, stdout, stderr } = await run(
    "check",
    "-c",
    tutorial,
    "endpoints.0.log_interval=5",
    "endpoints.2.log_on_set=true",
    "colour=red",
  );

  assertEquals(code, 0);
  assertMatch(stderr, /warning: Service has no option "colour"/);
  const lines = stdout.split("\n");
  assertMatch(lines[0]!, /can be served, with 1 warning\. What it serves:$/);
  for (
    const line of [
      "  service     my_store              Service        built in",
      "  endpoints   peaches               JitterEntity   jitter 1.0.0",
      "  sends       heartbeat.my_store    every 60 s",
      "              sensor_value.peaches  checked every 5 s",
      "              sensor_value.waffles  after each set",
    ]
  ) assert(lines.includes(line), stdout);
});

Deno.test("check says where values are kept", async () => {
  const { stdout } = await run(
    "check",
    "-c",
    tutorial,
    "endpoints.1.persist=true",
    "state_directory=/var/lib/lab",
  );
  assertMatch(stdout, /\n {2}keeps {7}\/var\/lib\/lab\/my_store\n/);
  const { stdout: without } = await run("check", "-c", tutorial);
  assert(!without.includes("keeps"), without);
});

Deno.test("extensions lists what each brings, and which is refused", async () => {
  const good = await run("extensions", "-c", tutorial, "--json");
  assertEquals(good.code, 0);
  const [builtIn, jitter] = JSON.parse(good.stdout);
  assert(builtIn.classes.includes("KeyValueStore"));
  assertEquals({ ...jitter, url: "" }, {
    name: "jitter",
    version: "1.0.0",
    specifier: "./extensions/jitter/mod.ts",
    url: "",
    classes: ["JitterEntity"],
    functions: ["times3"],
    status: "ok",
  });

  const bad = await run("extensions", "-c", tutorial, "extensions.1=./none.ts");
  assertEquals(bad.code, 2);
  assertMatch(bad.stdout, /\njitter 1\.0\.0\n {2}from {7}\.\/ext.*\n/);
  assertMatch(
    bad.stdout,
    /\n {2}functions {2}times3\n\.\/none\.ts: refused\n$/,
  );
  assertMatch(bad.stderr, /extension "\.\/none\.ts" was not found/);
});

Deno.test("check and extensions need a configuration", async () => {
  for (const command of ["check", "extensions"]) {
    const { code, stderr } = await run(command);
    assertEquals(code, 106);
    assertMatch(stderr, /^A configuration is required: -c FILE\./);
  }
});
