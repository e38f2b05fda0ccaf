/**
 * `check`: checks a configuration and says what it would serve.
 *
 * @module
 */
import { loadService } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import { columns } from "./columns.ts";
import { loadOptions, requireConfiguration } from "./load_options.ts";
import { print } from "./output.ts";
import { alertRows, brokerText, serviceRows } from "./service_summary.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `check`. Returns the exit code. Throws a `ConfigurationError` that lists everything that is wrong. */
export async function run(given: Arguments): Promise<number> {
  const file = requireConfiguration(given);
  const loaded = await loadService(loadOptions(given, given.operands));
  printWarnings(loaded.warnings, given);
  const { length } = loaded.warnings;
  print(
    [
      `${file}: ${
        length === 0
          ? "good"
          : `can be served, with ${length} warning${length > 1 ? "s" : ""}`
      }. What it serves:`,
      "",
      ...columns([
        ...serviceRows(loaded, brokerText(loaded)),
        ...alertRows(loaded),
      ]),
    ].join("\n"),
  );
  return 0;
}
