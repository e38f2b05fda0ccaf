/**
 * The service that is soaked.
 *
 * @module
 */

/** The length of the value of the endpoint `long`. */
export const longValue = 300_000;

/** A service as users run it: on the command line, in a process of its own. */
export function startService(
  port: number,
  exchanges: { requestsExchange: string; alertsExchange: string },
): Deno.ChildProcess {
  const store = { module: "KeyValueStore", "initial_value": 0 };
  const configuration = JSON.stringify({
    name: "soaked",
    dripline_mesh: {
      broker: "127.0.0.1",
      broker_port: port,
      requests_exchange: exchanges.requestsExchange,
      alerts_exchange: exchanges.alertsExchange,
    },
    heartbeat_interval_s: 1,
    endpoints: [
      { ...store, name: "counter", get_on_set: true, log_on_set: true },
      { ...store, name: "own", async: true },
      { ...store, name: "logged", log_interval: 0.5 },
      { ...store, name: "long", initial_value: "x".repeat(longValue) },
    ],
  });
  const file = Deno.makeTempFileSync({ suffix: ".json" });
  Deno.writeTextFileSync(file, configuration);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "cli.ts", "serve", "-c", file],
    cwd: new URL("../..", import.meta.url),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.status.then(() => Deno.remove(file));
  return child;
}

/** The memory that a process holds, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", String(pid)],
  }).output();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}
