/**
 * Return codes that a configuration adds (section 4.2 of the standard).
 *
 * @module
 */
import { resolve } from "node:path";
import {
  type Field,
  integer,
  isFieldError,
  show,
  string,
} from "../core/mod.ts";
import type { ReturnCode, ReturnCodes } from "../wire/mod.ts";
import { expandHome, readTextFile } from "./files.ts";
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import { ConfigurationError, Problems } from "./problem.ts";
import { parseDocument } from "./source.ts";

const example = "{name: my_code, value: 1000, description: what it means}";

const members = ["name", "value", "description"];

/**
 * Adds the codes in `given`: a list of maps, or the name of a file that holds one, which begins at the folder `base`. Codes whose
 * value exists are left as they are.
 */
export function addReturnCodes(
  given: unknown,
  base: string,
  codes: ReturnCodes,
  problems: Problems,
): void {
  const path: Path = ["dripline_mesh", "return_codes"];
  if (given === undefined || given === null) return;
  if (typeof given !== "string") return addList(given, path, codes, problems);
  const file = resolve(base, expandHome(given));
  try {
    const text = readTextFile(file, "file of return codes");
    const { data, positions } = parseDocument(text, file) ?? {};
    const inFile = new Problems(file, positions);
    addList(data, [], codes, inFile);
    problems.include(inFile.list);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.includeOf(file, path, error.problems);
  }
}

function addList(
  list: unknown,
  path: Path,
  codes: ReturnCodes,
  problems: Problems,
): void {
  if (!Array.isArray(list)) {
    problems.add(
      path,
      `return_codes must be a list of ${example}, or the name of a file that holds such a list.`,
    );
    return;
  }
  for (const [index, item] of list.entries()) {
    const where = [...path, index];
    const code = readCode(item, where, problems);
    if (!code) continue;
    try {
      codes.addIfNew(code);
    } catch (error) {
      problems.add(where, `${(error as Error).message}.`);
    }
  }
}

function readCode(
  item: unknown,
  path: Path,
  problems: Problems,
): ReturnCode | undefined {
  const map = isMap(item) ? item : {};
  const missing = members.filter((key) => !Object.hasOwn(map, key));
  if (missing.length > 0) {
    const which = typeof map.name === "string" ? ` "${map.name}"` : "";
    problems.add(
      path,
      `return code${which} needs ${missing.join(" and ")}. Write ${example}.`,
    );
    return undefined;
  }
  const read = <V>(key: string, field: Field<V>): V | undefined => {
    try {
      return field.decode(map[key], problems.writtenAt([...path, key]));
    } catch (error) {
      if (!isFieldError(error)) throw error;
      problems.add(
        [...path, key],
        `"${key}" of return code ${show(map.name)} ${error.message}.`,
        "value",
      );
      return undefined;
    }
  };
  const name = read("name", string());
  const value = read("value", integer({ minimum: 0, maximum: 2 ** 32 - 1 }));
  const description = read("description", string());
  return name === undefined || value === undefined || description === undefined
    ? undefined
    : { name, value, description };
}
