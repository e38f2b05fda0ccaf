/**
 * Writing JSON: only what every reader takes in as it was meant.
 *
 * @module
 */
import { isJsonObject, JsonError, maxJsonDepth } from "./json.ts";

/**
 * Writes a value as JSON, compact unless `indentation` blanks are asked for. Members that are `undefined` are left out. Throws a {@linkcode JsonError} that
 * names the place if the value holds NaN, an infinity, an integer beyond 64 bits, half a character (a lone surrogate),
 * a function, an object of a class, a circle, or is nested deeper than {@linkcode maxJsonDepth}.
 */
export function stringifyJson(value: unknown, indentation = 0): string {
  return JSON.stringify(writable(value, []), null, indentation);
}

/** Where a value lies: names of members, and numbers of items. */
type Path = (string | number)[];

/**
 * Returns `value` itself if `JSON.stringify` writes it as it should be; otherwise a copy, as far as it differs, with the numbers that
 * would be read back as others spelled out.
 */
function writable(value: unknown, path: Path): unknown {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) fail(path, `${value} is not finite`);
      if (Object.is(value, -0)) return spelled("-0.0");
      return Number.isInteger(value) && !Number.isSafeInteger(value)
        ? spelled(value.toFixed(1))
        : value;
    case "string":
      if (!value.isWellFormed()) fail(path, halfCharacter);
      return value;
    case "boolean":
      return value;
    case "bigint":
      if (fits64(value)) return spelled(value.toString());
      return fail(path, `${value} is beyond 64 bits; send it as text`);
    case "object":
      break;
    default:
      fail(path, `JSON has no ${typeof value}`);
  }
  if (value === null) return null;
  if (path.length >= maxJsonDepth) {
    fail(path, `nested deeper than ${maxJsonDepth} levels`);
  }
  if (Array.isArray(value)) return writableList(value, path);
  if (isJsonObject(value)) return writableObject(value, path);
  return fail(path, `JSON has no ${value.constructor?.name ?? "object"}`);
}

function writableList(list: readonly unknown[], path: Path): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    path.push(index);
    const item = writable(list[index], path);
    path.pop();
    if (item !== list[index] && !copy) copy = list.slice();
    if (copy) copy[index] = item;
  }
  return copy ?? list;
}

function writableObject(
  object: Readonly<Record<string, unknown>>,
  path: Path,
): unknown {
  let changed = false;
  const members: [string, unknown][] = [];
  for (const name of Object.keys(object)) {
    const member = object[name];
    if (member === undefined) continue;
    if (!name.isWellFormed()) fail(path, halfCharacter, "a name in ");
    path.push(name);
    const written = writable(member, path);
    path.pop();
    changed ||= written !== member;
    members.push([name, written]);
  }
  return changed ? Object.fromEntries(members) : object;
}

/** The originals cannot read JSON with half a character in it. */
const halfCharacter = "it holds half a character (a lone surrogate)";

function fail(path: Path, why: string, prefix = ""): never {
  const place = ["payload", ...path].join(".");
  throw new JsonError(`Cannot send ${prefix}${place}: ${why}`);
}

function fits64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value ||
    BigInt.asUintN(64, value) === value;
}

/** A number in digits of our choice. */
function spelled(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
