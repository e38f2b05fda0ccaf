/**
 * `ls`: lists the services of a mesh, or endpoints.
 *
 * @module
 */
import { basename } from "node:path";
import { loadMesh } from "../config/mod.ts";
import { type Client, connect } from "../mesh/mod.ts";
import type { Arguments } from "./arguments.ts";
import { unexpectedExitCode } from "./exit_code.ts";
import { listEndpoints, type Listing } from "./ls_endpoints.ts";
import { loadOptions } from "./load_options.ts";
import { type Oddities, odditiesOf, tellOddities } from "./odd_services.ts";
import { print, remark } from "./output.ts";
import { findServices, type FoundService } from "./services.ts";
import { interruptible } from "./signals.ts";
import { outputWidth, table } from "./table.ts";
import { printWarnings } from "./warnings.ts";

/** Seconds that services have to answer, unless `-t` says otherwise. */
const patience = 3;

/** Runs `ls`. Returns the exit code. Throws a `ReplyError` if the broker cannot be used. */
export async function run(given: Arguments): Promise<number> {
  const patterns = given.operands.filter((word) => !word.includes("="));
  const overrides = given.operands.filter((word) => word.includes("="));
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  const list = async () => {
    await using client = await connect(mesh.options);
    return await listAll(client, patterns, given);
  };
  return await interruptible(list());
}

async function listAll(
  client: Client,
  patterns: readonly string[],
  given: Arguments,
): Promise<number> {
  const timeout = given.number("timeout") || patience;
  const { services, incomplete } = await findServices(client, timeout);
  const oddities = odditiesOf(services);
  const { json, rows, heading } = patterns.length > 0
    ? await listEndpoints(client, services, patterns, timeout)
    : listServices(services, oddities);
  if (given.has("json")) {
    for (const line of json) {
      print(JSON.stringify(line));
    }
  } else if (rows.length > 0) {
    for (const line of table(heading, rows, outputWidth())) print(line);
  }
  const notes = tellOddities(oddities);
  if (incomplete) {
    notes.push(`There may be more: ${timeout} s were not enough (-t).`);
  }
  if (rows.length === 0) {
    notes.push(
      patterns.length > 0
        ? `No endpoint fits ${
          patterns.join(" ")
        }. All services: ${given.program} ls`
        : `No service answers at ${client.mesh.where}.`,
    );
  }
  for (const note of notes) remark(note);
  return patterns.length > 0 && rows.length === 0 ? unexpectedExitCode : 0;
}

function listServices(
  services: readonly FoundService[],
  oddities: Oddities,
): Listing {
  const mark = (text: string, odd: boolean) => odd ? `${text}!` : text;
  const claimed = (name: string) => mark(name, oddities.claimed.has(name));
  const row = (service: FoundService): string[] => {
    const { sender, implementation, version, upSince, endpoints } = service;
    return [
      claimed(sender.serviceName),
      sender.hostname,
      basename(sender.exe),
      `${implementation} ${
        mark(version, oddities.versions.has(implementation))
      }`,
      since(upSince),
      endpoints
        ? [...endpoints.keys()].map(claimed).join(" ")
        : "(does not tell)",
    ];
  };
  return { json: services.map(asJson), rows: services.map(row), heading };
}

const heading = [
  "SERVICE",
  "HOST",
  "PROGRAM",
  "VERSION",
  "UP SINCE",
  "ENDPOINTS",
];

function asJson(
  { sender, implementation, version, upSince, endpoints }: FoundService,
): Record<string, unknown> {
  return {
    service: sender.serviceName,
    host: sender.hostname,
    program: sender.exe,
    user: sender.username,
    implementation,
    version,
    up_since: upSince ?? null,
    endpoints: endpoints ? Object.fromEntries(endpoints) : null,
  };
}

/** A time in local time, without the day if that is today. */
function since(time: string | undefined): string {
  const date = new Date(time ?? NaN);
  if (Number.isNaN(date.getTime())) return "";
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(two).join(":");
  if (date.toDateString() === new Date().toDateString()) return clock;
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${day.map(two).join("-")} ${clock}`;
}
