/**
 * What is odd about a configuration, for people or, with `--json-logs`, for programs.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Problem, problemText } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import { remark } from "./output.ts";

const logger = getLogger(["dripline", "config"]);

/** Prints warnings on standard error. */
export function printWarnings(
  warnings: readonly Problem[],
  given: Arguments,
): void {
  for (const warning of warnings) {
    const text = problemText(warning);
    if (given.has("json-logs")) logger.warn("{text}", { text });
    else remark(text);
  }
}
