/**
 * Return codes that a configuration adds (section 4.2 of the standard).
 *
 * @module
 */
import { resolve } from "node:path";
import { integer, isFieldError } from "../core/mod.ts";
import type { ReturnCode, ReturnCodes } from "../wire/mod.ts";
import { parse } from "@std/yaml";
import { readTextFile } from "./files.ts";
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

const path: Path = ["dripline_mesh", "return_codes"];
const value = integer({ minimum: 0, maximum: 2 ** 32 - 1 });

/** Adds the codes in `given`: a list of maps, or the name of a file that holds one. Codes that exist are left as they are. */
export function addReturnCodes(
  given: unknown,
  base: string,
  codes: ReturnCodes,
  problems: Problems,
): void {
  if (given === undefined || given === null) return;
  const list = typeof given === "string"
    ? parse(readTextFile(resolve(base, given), "file of return codes"))
    : given;
  if (!Array.isArray(list)) {
    problems.add(
      path,
      `return_codes must be a list of {name, value, description}, or the name of a file that holds such a list.`,
    );
    return;
  }
  for (const [index, item] of list.entries()) {
    const where = typeof given === "string" ? path : [...path, index];
    const code = readCode(item, (message) => problems.add(where, message));
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
  complain: (message: string) => void,
): ReturnCode | undefined {
  const members = ["name", "value", "description"];
  const missing = members.filter((name) =>
    !isMap(item) || !Object.hasOwn(item, name)
  );
  if (!isMap(item) || missing.length > 0) {
    complain(
      `Invalid configuration for a return code: it needs ${
        missing.join(" and ")
      }. Write {name: my_code, value: 1000, description: what it means}.`,
    );
    return undefined;
  }
  const { name, description } = item;
  try {
    return {
      name: String(name),
      value: value.decode(item.value),
      description: String(description),
    };
  } catch (error) {
    if (!isFieldError(error)) throw error;
    complain(`The value of return code "${name}" ${error.message}.`);
    return undefined;
  }
}
