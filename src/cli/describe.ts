/**
 * `describe`: says what the service of a configuration offers, without connecting.
 *
 * @module
 */
import { loadService } from "../config/mod.ts";
import { describe } from "../core/mod.ts";
import type { Json, JsonObject } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { print } from "./output.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `describe`. Returns the exit code. */
export async function run(given: Arguments): Promise<number> {
  const loaded = await loadService(loadOptions(given, given.operands));
  printWarnings(loaded.warnings, given);
  const { service } = loaded;
  const described = [service, ...service.endpoints.values()].map(describe);
  print(
    given.has("json")
      ? JSON.stringify(described)
      : described.map(text).join("\n\n"),
  );
  return 0;
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
