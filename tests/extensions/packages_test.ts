/**
 * Holds what every package below extensions/ promises: it belongs to this workspace, and copied out of it, it is complete.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse, parseRange, satisfies } from "@std/semver";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkoutLinks } from "../../src/cli/checkout_links.ts";
import { Child, type Ended } from "../../tools/child.ts";
import { packageFolders } from "../../tools/each_package.ts";
import { version } from "../../mod.ts";
import { cleanEnvironment } from "../clean_environment.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const [, ...folders] = packageFolders().map((url) => fileURLToPath(url));

/** The `deno.json` of a package, as far as it is read here. */
interface Configuration {
  readonly name: string;
  readonly version: string;
  readonly exports: string | Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** A package below extensions/. */
interface Package {
  readonly folder: string;
  readonly name: string;
  readonly configuration: Configuration;
}

const packages: Package[] = folders.map((folder) => ({
  folder,
  name: basename(folder),
  configuration: JSON.parse(
    Deno.readTextFileSync(join(folder, "deno.json")),
  ),
}));

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

/** Copies a folder with everything in it. */
function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) copy(source, target);
    else Deno.copyFileSync(source, target);
  }
}

/** Copies a package to where it knows nothing of this workspace, and links it to it as `new extension` does. */
function copyOut({ folder }: Package, to: string): void {
  copy(folder, to);
  const file = join(to, "deno.json");
  const linked = {
    ...JSON.parse(Deno.readTextFileSync(file)),
    links: checkoutLinks(),
  };
  Deno.writeTextFileSync(file, `${JSON.stringify(linked, null, 2)}\n`);
}

for (const extension of packages) {
  const { name, folder, configuration } = extension;

  Deno.test(`extensions/${name} is @dripline/${name}, made for this dripline, and has the version that its module exports`, async () => {
    const range = /^jsr:@dripline\/dripline@(.*)$/
      .exec(configuration.imports["@dripline/dripline"]!)![1]!;
    const module = await import(pathToFileURL(join(folder, "mod.ts")).href);

    assertEquals(configuration.name, `@dripline/${name}`);
    assert(satisfies(parse(version), parseRange(range)), range);
    assertEquals(module.version, configuration.version);
  });

  Deno.test(`extensions/${name} has all that a package needs`, () => {
    for (
      const file of [
        "README.md",
        "Dockerfile",
        "compose.yaml",
        `${name}.yaml`,
        `${name}.schema.json`,
        ".github/workflows/test.yml",
      ]
    ) {
      assert(Deno.statSync(join(folder, file)).isFile, file);
    }
  });

  Deno.test(`extensions/${name}, copied alone out of the tree, is complete`, async (t) => {
    using elsewhere = emptyFolder();
    const own = join(elsewhere.path, name);
    copyOut(extension, own);
    const modules = typeof configuration.exports === "string"
      ? [configuration.exports]
      : Object.values(configuration.exports);
    const steps: Record<string, string[]> = {
      check: ["check"],
      format: ["fmt", "--check"],
      lint: ["lint"],
      // Types were checked above.
      test: ["task", "test", "--no-check"],
      // What is linked counts as its own, other than what comes from JSR.
      documentation: ["doc", "--lint", ...modules, join(root, "mod.ts")],
      publish: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
      example: ["task", "dripline", "check", "-c", `${name}.yaml`],
    };
    for (const [step, args] of Object.entries(steps)) {
      await t.step(step, async () => {
        const { code, stdout, stderr } = await deno(own, ...args);
        assertEquals(code, 0, stdout + stderr);
        if (step === "test") assertMatch(stdout, /\| 0 failed/);
        if (step === "publish") {
          assertStringIncludes(stderr, "/mod.ts ");
          for (const stray of ["_test.ts", "Dockerfile", ".yml", ".lock"]) {
            assert(!stderr.includes(`${stray} (`), stderr);
          }
        }
      });
    }
  });

  Deno.test(`a line jsr:@dripline/${name} in a checkout is that folder, wherever one stands`, async () => {
    using elsewhere = emptyFolder();
    const range = `^${parse(configuration.version).major}`;
    const file = join(elsewhere.path, "lab.yaml");
    Deno.writeTextFileSync(
      file,
      `extensions: ["jsr:@dripline/${name}@${range}"]\n`,
    );
    const cli = join(root, "cli.ts");
    for (const stand of [root, elsewhere.path, folder]) {
      const { code, stdout, stderr } = await deno(
        stand,
        ...["run", "-A", "--no-check", cli, "check", "-c", file],
      );

      assertEquals(code, 0, stderr);
      assertStringIncludes(
        stdout,
        `${name} ${configuration.version}`,
      );
    }
  });
}
