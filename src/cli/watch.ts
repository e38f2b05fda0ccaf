/**
 * `watch`: shows the values of endpoints as they change.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import {
  type Client,
  connect,
  delay,
  type MeshOptions,
  systemClock,
} from "../mesh/mod.ts";
import {
  type Alert,
  isJsonObject,
  isReplyError,
  type Json,
  type Reply,
  returnCodes,
} from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { lockText } from "./ls_endpoints.ts";
import { patiently } from "./mon.ts";
import { print, printStyled } from "./output.ts";
import { unitOf } from "./reply_facts.ts";
import { interruptible } from "./signals.ts";
import { alignedRows, Watched } from "./watched.ts";
import { printWarnings } from "./warnings.ts";

/** For how long an endpoint whose alert has come is not asked, in milliseconds. */
const alertsCount = 5000;

/** How often locks are asked for, and ages shown anew, in milliseconds. */
const often = { locks: 5000, ages: 1000 };

/** Seconds that an answer may take. */
const patience = 2;

/** Runs `watch`. Returns the exit code when it is interrupted. */
export async function run(given: Arguments): Promise<number> {
  const names = given.operands.filter((word) => !word.includes("="));
  const overrides = given.operands.filter((word) => word.includes("="));
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  return await interruptible(
    watch(mesh.options, [...new Set(names)], given),
  );
}

async function watch(
  options: MeshOptions,
  names: readonly string[],
  given: Arguments,
): Promise<number> {
  await using client = await connect(patiently(options, given));
  const watched = new Map(names.map((name) => [name, new Watched(name)]));
  const show = inPlace(given)
    ? screen([...watched.values()])
    : (endpoint: Watched, payload?: Json) =>
      printLine(endpoint, given, payload);
  await Promise.all([
    follow(client, watched, show),
    ...[...watched.values()].map((endpoint) =>
      keepAsking(client, endpoint, (given.number("every") || 1) * 1000, show)
    ),
  ]);
  return 0;
}

/** Shows news of an endpoint: a value, or that there is none. */
type Show = (endpoint: Watched, payload?: Json) => void;

/** Whether lines can be written over. */
function inPlace(given: Arguments): boolean {
  return !given.has("json") && !Deno.noColor && Deno.stdout.isTerminal();
}

async function follow(
  client: Client,
  watched: ReadonlyMap<string, Watched>,
  show: Show,
): Promise<void> {
  const patterns = [...watched.keys()].map((name) => `*.${name}`);
  for await (const alert of client.alerts(...patterns)) {
    const endpoint = watched.get(alert.routingKey.split(".")[1] ?? "");
    if (!endpoint || !isReading(alert)) continue;
    endpoint.alertAt = Date.now();
    endpoint.took(alert.payload, Date.parse(alert.timestamp) || Date.now());
    show(endpoint, alert.payload);
  }
}

/** Heartbeats and the like have the names of services, which may be those of endpoints. */
function isReading({ payload }: Alert): boolean {
  return isJsonObject(payload) && Object.hasOwn(payload, "value_raw");
}

async function keepAsking(
  client: Client,
  endpoint: Watched,
  every: number,
  show: Show,
): Promise<never> {
  let lockAt = -Infinity;
  for (;;) {
    const now = Date.now();
    if (now - endpoint.alertAt > Math.max(alertsCount, 3 * every)) {
      await askValue(client, endpoint, show);
    }
    if (now - lockAt > often.locks) {
      lockAt = now;
      await askLock(client, endpoint);
    }
    await delay(systemClock, every);
  }
}

async function askValue(
  client: Client,
  endpoint: Watched,
  show: Show,
): Promise<void> {
  const call = {
    endpoint: endpoint.name,
    operation: "get",
    payload: {},
    timeout: patience,
  } as const;
  const before = endpoint.problem;
  const reply = await client.request(call).catch(whyNot);
  if (typeof reply !== "string" && reply.returnCode < 100 && reply.valid) {
    endpoint.took(reply.payload, Date.now());
    endpoint.unit ??= await unitOf(client, call, reply);
    show(endpoint, reply.payload);
    return;
  }
  endpoint.failed(typeof reply === "string" ? reply : reply.returnMessage);
  if (endpoint.problem !== before) show(endpoint);
}

async function askLock(client: Client, endpoint: Watched): Promise<void> {
  const reply: Reply | string = await client.request({
    endpoint: endpoint.name,
    operation: "get",
    specifier: "is-locked",
    payload: {},
    timeout: patience,
  }).catch(whyNot);
  if (typeof reply !== "string") endpoint.lock = lockText(reply.payload);
}

function whyNot(error: unknown): string {
  if (!isReplyError(error)) throw error;
  switch (error.returnCode.value) {
    case returnCodes.client_error_timeout.value:
      return `no answer within ${patience} s`;
    case returnCodes.client_error_unable_to_send.value:
      return "nobody listens";
    default:
      return error.message;
  }
}

/** A line for each news, for programs and for what cannot be written over. */
function printLine(endpoint: Watched, given: Arguments, payload?: Json): void {
  const { name, problem, lock } = endpoint;
  const now = Date.now();
  if (given.has("json")) {
    const time = new Date(now).toISOString();
    const news = problem === undefined
      ? { payload, unit: endpoint.unit ?? "" }
      : { problem };
    print(JSON.stringify({ time, endpoint: name, ...news, lock }));
    return;
  }
  const [, value = "", unit = "", , , remark = ""] = endpoint.row(now);
  const time = new Date(now).toTimeString().slice(0, 8);
  print(
    [time, name, value, unit, remark].filter((cell) => cell !== "").join("  "),
  );
}

/** Lines that are written over, as many as the screen has room for. */
function screen(all: readonly Watched[]): Show {
  let drawn = 0;
  const draw = () => {
    const { columns, rows } = Deno.consoleSize();
    const lines = alignedRows(
      all.map((endpoint) => endpoint.row(Date.now())),
      columns - 1,
    ).slice(0, Math.max(1, rows - 1));
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    drawn = lines.length;
    printStyled(
      `${up}${lines.map((line) => `\x1b[2K${line}`).join("\n")}`,
    );
  };
  const timer = setInterval(draw, often.ages);
  Deno.unrefTimer(timer);
  return draw;
}
