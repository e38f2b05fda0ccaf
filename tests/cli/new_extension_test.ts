/**
 * `new extension NAME`: the folder that it writes is in order at once.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  extensionFiles,
  longestName,
  spellingsOf,
} from "../../src/cli/extension_template.ts";
import { run } from "../../src/cli/new.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { version } from "../../src/wire/version.ts";
import { Child, type Ended } from "../../tools/child.ts";
import { cleanEnvironment } from "../clean_environment.ts";
import { Random } from "../wire/random.ts";
import { givenBy } from "./given.ts";

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));

/** An empty folder that is gone in the end. */
function emptyFolder(): { path: string } & Disposable {
  const path = Deno.realPathSync(Deno.makeTempDirSync());
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** Runs `deno` in a folder. */
function deno(folder: string, ...args: string[]): Promise<Ended> {
  return new Child(args, {
    cwd: folder,
    env: cleanEnvironment(folder),
    clearEnv: true,
  }).ended;
}

function newExtension(folder: string, name: string): Promise<Ended> {
  return deno(folder, "run", "-A", "--no-check", cli, "new", "extension", name);
}

function writeFiles(folder: string, name: string): void {
  const files = extensionFiles({ name, dripline: `^${version}`, links: [] });
  for (const [path, text] of files) {
    const file = join(folder, path);
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }
}

Deno.test("a new extension is in order, and its tests pass", async (t) => {
  using folder = emptyFolder();
  const { code, stdout } = await newExtension(folder.path, "HVSupply");
  const extension = join(folder.path, "HVSupply");

  assertEquals(code, 0);
  assertStringIncludes(stdout, `Wrote ${extension}:\n  deno.json\n`);
  assertStringIncludes(stdout, "  cd HVSupply\n  deno task test\n");
  for (
    const command of [
      "fmt --check",
      "lint",
      "check",
      "task test",
      "publish --dry-run --allow-dirty",
    ]
  ) {
    await t.step(`deno ${command}`, async () => {
      const ended = await deno(extension, ...command.split(" "));
      assertEquals(ended.code, 0, ended.stdout + ended.stderr);
      if (command === "task test") {
        assertMatch(ended.stdout, /\b3 passed \| 0 failed/);
      }
      if (command.startsWith("publish")) {
        assertStringIncludes(ended.stderr, "/hv_supply_entity.ts ");
        for (const stray of ["_test.ts ", ".github", "deno.lock"]) {
          assert(!ended.stderr.includes(stray), ended.stderr);
        }
      }
    });
  }
});

Deno.test("the YAML of a new extension names a schema that knows its class, as deno task schema writes it", async () => {
  for (const name of ["my-gauge", "HVSupply"]) {
    using folder = emptyFolder();
    await newExtension(folder.path, name);
    const extension = join(folder.path, name);
    const { snake, className } = spellingsOf(name);
    const read = (file: string) => Deno.readTextFileSync(join(extension, file));
    const line = /^# yaml-language-server: \$schema=(.*)$/m
      .exec(read(`${snake}.yaml`));
    const written = read(line![1]!);
    const { code, stderr } = await deno(extension, "task", "schema");

    assertEquals(code, 0, stderr);
    assertStringIncludes(
      written,
      `"${name.replaceAll("-", "_")}.${className}"`,
    );
    assertEquals(written, read(`${snake}.schema.json`));
  }
});

Deno.test("a folder that is there already is left alone", async () => {
  using folder = emptyFolder();
  const there = join(folder.path, "magnet");
  Deno.mkdirSync(there);

  const { code, stderr } = await newExtension(folder.path, "magnet");

  assertEquals(code, 104);
  assertStringIncludes(
    stderr,
    `There is a "magnet" here already: ${there}. Choose another name, or remove it.`,
  );
  assertEquals([...Deno.readDirSync(there)], []);
});

Deno.test("a name that will not do is refused with the reason", async () => {
  const pattern =
    "a name is letters, digits, hyphens and underscores, and begins with a letter";
  const table: [name: string, reason: string][] = [
    ["my magnet", pattern],
    ["../magnet", pattern],
    ["5magnets", pattern],
    ["größe", pattern],
    ["dripline", "that name is reserved"],
    ["core", "that name is reserved"],
    ["Dripline-", "that name is reserved"],
    ["simpleSCPI", "its class would be SimpleSCPIEntity, which is built in"],
    [
      "a_magnet_that_has_too_long_a_name",
      `"a_magnet_that_has_too_long_a_name" has 33 characters, and ${longestName} is the most`,
    ],
  ];
  for (const [name, reason] of table) {
    const given = givenBy("new", "extension", name);
    await assertRejects(
      () => run(given),
      UsageError,
      `"${name}" cannot be the name of an extension: ${reason}.`,
    );
  }
});

Deno.test("nothing but an extension is written", async () => {
  const given = givenBy("new", "service", "magnet");

  await assertRejects(
    () => run(given),
    UsageError,
    "Say what to write: new extension NAME.",
  );
});

Deno.test("a name is spelled as files, packages and classes are", () => {
  const spelled = (name: string) => Object.values(spellingsOf(name));

  for (
    const name of ["vacuum_gauge", "vacuum-gauge", "vacuumGauge", "VacuumGauge"]
  ) {
    assertEquals(spelled(name), [
      "vacuum_gauge",
      "vacuum-gauge",
      "VacuumGaugeEntity",
    ]);
  }
  assertEquals(spelled("HVSupply2"), [
    "hv_supply2",
    "hv-supply2",
    "HVSupply2Entity",
  ]);
  assertEquals(spelled("a__b_"), ["a_b", "a-b", "ABEntity"]);
  assertEquals(spelled("my-gauge"), ["my_gauge", "my-gauge", "MyGaugeEntity"]);
});

Deno.test("the files are named after the extension, and ask for this dripline", () => {
  const files = extensionFiles({
    name: "vacuumGauge",
    dripline: "^1.2.3",
    links: [],
  });

  assertEquals([...files.keys()], [
    "deno.json",
    "mod.ts",
    "vacuum_gauge_entity.ts",
    "vacuum_gauge_entity_test.ts",
    "vacuum_gauge.yaml",
    "README.md",
    ".github/workflows/test.yml",
  ]);
  const { links, ...configuration } = JSON.parse(files.get("deno.json")!);
  assertEquals(links, undefined);
  assertEquals(configuration.name, "@your-scope/vacuum-gauge");
  assertEquals(
    configuration.imports["@dripline/dripline"],
    "jsr:@dripline/dripline@^1.2.3",
  );
});

Deno.test("the files are formatted and free of lint, whatever the name", async () => {
  using folder = emptyFolder();
  const random = new Random(7);
  const letters = [..."abcxyzABCXYZ019_-"];
  const names = ["a", "mod", "deno", "attributes", "x".repeat(longestName)];
  while (names.length < 60) {
    const rest = random.list(longestName, () => random.pick(letters));
    const name = `m${rest.join("")}`;
    if (spellingsOf(name).snake.length <= longestName) names.push(name);
  }
  for (const [index, name] of names.entries()) {
    writeFiles(join(folder.path, `${index}`), name);
  }

  for (const command of [["fmt", "--check"], ["lint"]]) {
    const { code, stderr } = await deno(folder.path, ...command);
    assert(code === 0, stderr);
  }
});
