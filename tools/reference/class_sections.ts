/**
 * What the page of configurations says of classes: all of it comes from their tables.
 *
 * @module
 */
import {
  type Attribute,
  attributesOf,
  commandsOf,
  describe,
  Endpoint,
  type RegisteredClass,
} from "../../src/core/mod.ts";
import { classSummary } from "./class_summary.ts";
import { code, plain, table } from "./markdown.ts";
import { schemaText } from "./schema_text.ts";

/** A class, or the settings of the mesh. */
type Declared = Parameters<typeof attributesOf>[0];

/** One section: what the class is, and what it adds to the one that it extends. */
export function classSection(
  found: RegisteredClass,
  all: readonly RegisteredClass[],
): string {
  const { cls, name } = found;
  const parent = parentOf(cls, all);
  const fresh = new cls("fresh");
  const inherited = parent ? attributesOf(parent.cls) : new Map();
  const own = [...attributesOf(cls)]
    .filter(([key, { field }]) => inherited.get(key)?.field !== field);
  const parts = [`### ${name}`, classSummary(name)];
  if (parent) {
    parts.push(
      `Has everything that [${parent.name}](#${parent.name.toLowerCase()}) has${
        own.length > 0 ? ", and:" : "."
      }`,
    );
  }
  if (own.length > 0) parts.push(attributeTable(own, fresh));
  const others = parent ? otherDefaults(found, parent) : [];
  if (others.length > 0) {
    parts.push(`Defaults that differ: ${others.join(", ")}.`);
  }
  const commands = commandRows(found, parent);
  if (commands.length > 0) {
    parts.push(table(["Command", "Arguments", "Meaning"], commands));
  }
  return parts.join("\n\n");
}

/** A table of attributes, with the defaults that a fresh instance has, and what requests may do with them if they may anything. */
export function attributeTable(
  attributes: Iterable<readonly [string, Attribute]>,
  fresh: object,
  requests = true,
): string {
  const access = { "get and set": "get, set", get: "get", none: "" };
  const rows = [...attributes].map(([key, { member, field }]) => [
    code(key),
    schemaText(field.schema),
    field.required ? "**required**" : valueText(Reflect.get(fresh, member)),
    ...requests ? [access[field.access ?? "get and set"]] : [],
    plain(String(field.schema.description ?? "")),
  ]);
  const header = ["Key", "Takes", "Default"];
  return table(
    [...header, ...requests ? ["Requests may"] : [], "Meaning"],
    rows,
  );
}

/** The commands that every endpoint has. */
export function standardCommands(): string {
  const { commands } = describe(new Endpoint("any"));
  const rows = Object.entries(
    commands as unknown as Record<string, DescribedCommand>,
  )
    .map(([name, { description, args }]) =>
      commandRow(
        name,
        description,
        args.map(({ name, optional }) => optional ? `[${name}]` : name),
      )
    );
  return table(["Command", "Arguments", "Meaning"], rows);
}

/** A command, as `describe` tells of it. */
interface DescribedCommand {
  readonly description: string;
  readonly args: readonly { name: string; optional?: boolean }[];
}

/** The registered class that a class extends; what lies between is told of with the class. */
function parentOf(
  cls: Declared,
  all: readonly RegisteredClass[],
): RegisteredClass | undefined {
  for (
    let parent: unknown = Object.getPrototypeOf(cls);
    typeof parent === "function";
    parent = Object.getPrototypeOf(parent)
  ) {
    const found = all.find((one) => one.cls === parent);
    if (found) return found;
  }
  return undefined;
}

function otherDefaults(
  { cls }: RegisteredClass,
  parent: RegisteredClass,
): string[] {
  const [fresh, usual] = [new cls("fresh"), new parent.cls("fresh")];
  return [...attributesOf(parent.cls)].flatMap(([key, { member }]) => {
    const value = valueText(Reflect.get(fresh, member));
    return value === valueText(Reflect.get(usual, member))
      ? []
      : [`${code(key)} is ${value}`];
  });
}

function commandRows(
  { cls }: RegisteredClass,
  parent: RegisteredClass | undefined,
): string[][] {
  const inherited = parent ? commandsOf(parent.cls) : new Map();
  return [...commandsOf(cls)]
    .filter(([name, { command }]) => inherited.get(name)?.command !== command)
    .map(([name, { command: { description = "", args } }]) =>
      commandRow(
        name,
        description,
        args.map((one) => one.optional ? `[${one.name}]` : one.name),
      )
    );
}

function commandRow(
  name: string,
  description: string,
  args: readonly string[],
): string[] {
  return [code(name), args.map(code).join(", "), plain(description)];
}

/** A value as a configuration would give it; nothing at all if there is none. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return code(JSON.stringify(value));
}
