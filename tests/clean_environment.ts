/**
 * The environment for programs that tests run.
 *
 * @module
 */

let cache: string | undefined;

/** Returns the environment without what dripline would read in it, and with another home, so that no mesh file is found there. */
export function cleanEnvironment(home: string): Record<string, string> {
  const own = Object.entries(Deno.env.toObject())
    .filter(([name]) => !name.startsWith("DRIPLINE_"));
  // Deno would look for its cache in that home.
  cache ??= cacheFolder();
  return {
    ...Object.fromEntries(own),
    HOME: home,
    DENO_DIR: cache,
    NO_COLOR: "1",
  };
}

function cacheFolder(): string {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] });
  const { stdout } = info.outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
