/**
 * `describe`: says what the service of a configuration offers, without connecting, or what endpoints of a mesh say of themselves.
 *
 * @module
 */
import { loadMesh, loadService } from "../config/mod.ts";
import { describe } from "../core/mod.ts";
import { connect, type MeshOptions, whoSent } from "../mesh/mod.ts";
import { type Json, type JsonObject, ReplyError } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { print } from "./output.ts";
import { askToDescribe, describesItself } from "./services.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** Seconds that an endpoint has to answer, unless `-t` says otherwise. */
const patience = 5;

/** Runs `describe`. Returns the exit code. Throws a `ReplyError` if an endpoint that is named does not describe itself. */
export async function run(given: Arguments): Promise<number> {
  const names = given.operands.filter((word) => !word.includes("="));
  const overrides = given.operands.filter((word) => word.includes("="));
  if (names.length > 0) {
    const mesh = loadMesh(loadOptions(given, overrides));
    printWarnings(mesh.warnings, given);
    return await interruptible(askMesh(mesh.options, names, given));
  }
  const loaded = await loadService(loadOptions(given, overrides));
  printWarnings(loaded.warnings, given);
  const { service } = loaded;
  printAll(
    [service, ...service.endpoints.values()].map(describe),
    given,
  );
  return 0;
}

/** Asks endpoints themselves. Those of the originals cannot tell, and are not bothered. */
async function askMesh(
  options: MeshOptions,
  names: readonly string[],
  given: Arguments,
): Promise<number> {
  await using client = await connect(options);
  const timeout = given.number("timeout") || patience;
  const described: JsonObject[] = [];
  for (const endpoint of names) {
    const { senderInfo } = await client.request({
      endpoint,
      operation: "cmd",
      specifier: "ping",
      payload: {},
      timeout,
    });
    const about = describesItself(senderInfo)
      ? await askToDescribe(client, endpoint, timeout)
      : "its implementation of dripline cannot";
    if (typeof about !== "string") described.push(about);
    else {
      throw new ReplyError(
        "client_error_handling_reply",
        `${endpoint}, answered by ${
          whoSent(senderInfo)
        }, does not describe itself: ${about}`,
      );
    }
  }
  printAll(described, given);
  return 0;
}

function printAll(described: readonly JsonObject[], given: Arguments): void {
  print(
    given.has("json")
      ? JSON.stringify(described)
      : described.map(text).join("\n\n"),
  );
}

function text(described: JsonObject): string {
  const attributes = Object.entries(described.attributes as JsonObject)
    .map(([name, about]) => attributeText(name, about as JsonObject));
  const commands = Object.entries(described.commands as JsonObject)
    .map(([name, about]) => commandText(name, about as JsonObject));
  return [
    `${described.name} (${described.class})`,
    "  attributes",
    ...attributes,
    "  commands",
    ...commands,
  ].join("\n");
}

function attributeText(name: string, about: JsonObject): string {
  const value = "value" in about ? ` = ${JSON.stringify(about.value)}` : "";
  const access = about.access === "none"
    ? "configuration only"
    : about.access === "get"
    ? "read-only"
    : "";
  return line(`${name}${value}`, [about.description, kind(about), access]);
}

function commandText(name: string, about: JsonObject): string {
  const args = (about.args as readonly JsonObject[])
    .map((argument) =>
      argument.optional ? `[${argument.name}]` : `${argument.name}`
    );
  return line([name, ...args].join(" "), [about.description]);
}

function kind(about: JsonObject): Json {
  if (Array.isArray(about.enum)) return about.enum.join(" | ");
  return about.type ?? null;
}

function line(what: string, notes: readonly (Json | undefined)[]): string {
  const said = notes.filter((note) => note).join("; ");
  return `    ${what.padEnd(36)}${said && `  ${said}`}`;
}
