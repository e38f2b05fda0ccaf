/**
 * The command line as a process, for tests.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { Child, type Ended } from "../../tools/child.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The configuration of the tutorial. */
export const tutorial: string = `${root}kv_store_tutorial.yaml`;

/** The folder of configurations and extensions made for these tests. */
export const fixtures: string = `${root}tests/cli/fixtures/`;

/** Starts the command line. It sees no mesh file and no login of whoever runs the tests. */
export function dripline(...words: string[]): Child {
  return program("cli", ...words);
}

/** Starts a program by the name of its module: `dl-agent`. */
export function program(name: string, ...words: string[]): Child {
  return programWith({}, name, ...words);
}

/** Starts a program with variables of the environment. */
export function programWith(
  variables: Readonly<Record<string, string>>,
  name: string,
  ...words: string[]
): Child {
  const args = ["run", "-A", "--no-check", `${root}${name}.ts`, ...words];
  const env = { ...environment(), ...variables };
  return new Child(args, { cwd: root, env, clearEnv: true });
}

/** Runs the command line until it ends. */
export function run(...words: string[]): Promise<Ended> {
  return dripline(...words).ended;
}

let cache: string | undefined;

function environment(): Record<string, string> {
  const own = Object.entries(Deno.env.toObject())
    .filter(([name]) => !name.startsWith("DRIPLINE_"));
  // Without a home Deno would look for its cache elsewhere.
  cache ??= cacheFolder();
  return {
    ...Object.fromEntries(own),
    DENO_DIR: cache,
    HOME: `${root}tests/cli/no_home`,
    NO_COLOR: "1",
  };
}

function cacheFolder(): string {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] });
  const { stdout } = info.outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
