// deno-lint-ignore-file no-console -- a show on the terminal
/**
 * The tutorial as a show: serves it on the embedded broker, then reads, sets, commands and watches it, each through the command line
 * in a process of its own. Needs nothing installed. Ends with 0 if everything went as it should.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { Child, freePort } from "./child.ts";

/** What any one step may take, in milliseconds. */
const patience = 20_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const mesh = ["-c", "kv_store_tutorial.yaml", "-p", String(freePort())];

/** All that the command line needs of what `-A` would give it. */
const permissions = [
  "--no-prompt",
  "--allow-net=127.0.0.1",
  `--allow-read=.,${Deno.env.get("HOME") ?? ""}/.dripline_mesh.yaml`,
  "--allow-env=DRIPLINE_*,HOME,USER,LOGNAME,USERNAME",
  "--allow-sys=hostname",
];

console.log(
  `Here "dripline" is short for "deno run -A cli.ts", and every line ends with "${
    mesh.join(" ")
  }".\n`,
);
try {
  await show();
  console.log("All of it worked. Now try it yourself: README.md says how.");
} catch (error) {
  console.error(`The demo failed: ${(error as Error).message}`);
  Deno.exitCode = 1;
}

async function show(): Promise<void> {
  await using service = dripline("serve");
  await inTime("starting the service", service.stdout.until("is up."));
  await inTime("its summary", service.stdout.until("Ctrl-C"));
  console.log(indented(service.stdout.text));

  await step("read a value; it jitters, and its calibration doubles it", [
    ["get", "peaches"],
    ["get", "peaches"],
  ]);
  await step("read an attribute, and change it", [
    ["get", "peaches", "-s", "jitter_fraction"],
    ["set", "peaches", "-s", "jitter_fraction", "0"],
    ["get", "peaches"],
  ]);
  await step("set a value; waffles answer with the new reading", [
    ["set", "waffles", "-5e-1"],
  ]);
  await step("call commands", [
    ["cmd", "peaches", "-s", "update_seed", "7"],
    ["get", "peaches", "-s", "seed"],
    ["cmd", "my_store", "-s", "ping"],
  ]);
  await step("ask for what cannot be, and be told why", [
    ["set", "peaches", "-s", "jitter_fraction", "plenty"],
  ], 3);
  await watch();

  service.signal("SIGINT");
  const { code, stderr } = await inTime("stopping", service.ended);
  expectCode("the service", code, 0, stderr);
}

/** Watches the alerts of what logs by itself, and of a set. */
async function watch(): Promise<void> {
  const words = ["mon", "-a", "sensor_value.#"];
  await using monitor = dripline(...words);
  await inTime("watching alerts", monitor.stderr.until("watching"));
  await step("watch values as they are logged", [
    ["set", "waffles", "-s", "log_on_set", "true"],
    ["set", "waffles", "8"],
  ]);
  await inTime(
    "the alert of the set",
    monitor.stdout.until("sensor_value.waffles  8"),
  );
  monitor.signal("SIGINT");
  const { code, stdout, stderr } = await inTime("stopping", monitor.ended);
  expectCode("the monitor", code, 0, stderr);
  console.log(`$ dripline ${words.join(" ")}\n${indented(stdout.trimEnd())}\n`);
}

async function step(
  what: string,
  commands: readonly (readonly string[])[],
  expected = 0,
): Promise<void> {
  console.log(`# ${what}`);
  for (const words of commands) {
    console.log(`$ dripline ${words.join(" ")}`);
    await using child = dripline(...words);
    const { code, stdout, stderr } = await inTime(words.join(" "), child.ended);
    expectCode(words.join(" "), code, expected, stderr);
    const said = (stdout + stderr).trimEnd();
    if (said !== "") console.log(indented(said));
  }
  console.log();
}

function dripline(...words: string[]): Child {
  return new Child(["run", ...permissions, "cli.ts", ...words, ...mesh], {
    cwd: root,
  });
}

function expectCode(
  what: string,
  code: number,
  expected: number,
  said: string,
): void {
  if (code === expected) return;
  throw new Error(`${what} ended with ${code}, not ${expected}:\n${said}`);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

async function inTime<T>(what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${what} took longer than ${patience} ms`)),
    patience,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
