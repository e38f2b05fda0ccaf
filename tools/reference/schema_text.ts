/**
 * What a value may be, in a few words.
 *
 * @module
 */
import type { JsonSchema } from "../../src/core/mod.ts";
import { code } from "./markdown.ts";

const names: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "whole number",
  number: "number",
  object: "map",
};

/** Says in Markdown what a schema allows. */
export function schemaText(schema: JsonSchema): string {
  const { type, items, properties, oneOf, enum: choices } = schema;
  if (Array.isArray(choices)) {
    return choices.map((choice) => code(String(choice))).join(", ");
  }
  if (Array.isArray(oneOf)) return oneOf.map(schemaText).join(", or ");
  if (type === "array") {
    return items ? `list of ${schemaText(items as JsonSchema)}` : "list";
  }
  if (type === "object" && properties) {
    return `map of ${Object.keys(properties).map(code).join(", ")}`;
  }
  if (Array.isArray(type)) {
    return type.flatMap((each) => names[each] ?? []).join(" or ");
  }
  const name = names[String(type)] ?? "anything";
  return `${name}${rangeText(schema)}`;
}

function rangeText({ minimum, maximum }: JsonSchema): string {
  if (minimum === undefined && maximum === undefined) return "";
  if (maximum === undefined) return `, ${minimum} or more`;
  if (minimum === undefined) return `, ${maximum} or less`;
  return `, ${minimum} to ${maximum}`;
}
