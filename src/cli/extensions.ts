/**
 * `extensions`: lists the extensions of a configuration and what they bring.
 *
 * @module
 */
import {
  type ListedExtension,
  listExtensions,
  problemText,
} from "../config/mod.ts";
import { stringifyJson } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { columns } from "./columns.ts";
import { configurationExitCode } from "./exit_code.ts";
import { loadOptions, requireConfiguration } from "./load_options.ts";
import { print, remark } from "./output.ts";

/** Runs `extensions`. Returns the exit code: 2 if one of them cannot be used. */
export async function run(given: Arguments): Promise<number> {
  requireConfiguration(given);
  const { extensions, problems } = await listExtensions(
    loadOptions(given, given.operands),
  );
  for (const problem of problems) remark(problemText(problem));
  print(
    given.has("json")
      ? stringifyJson(extensions)
      : extensions.map(extensionText).join("\n"),
  );
  const refused = problems.some(({ severity }) => severity === "error");
  return refused ? configurationExitCode : 0;
}

function extensionText(extension: ListedExtension): string {
  const { specifier, status, name, version, url } = extension;
  if (status === "refused") return `${specifier}: refused`;
  const { classes = [], functions = [] } = extension;
  const rows: [string, string][] = [
    ["from", specifier],
    ["at", url ?? ""],
    ["classes", classes.join(", ")],
    ["functions", functions.join(", ")],
  ];
  return [
    `${name} ${version}`,
    ...columns(rows.filter(([, text]) => text !== "")),
  ].join("\n");
}
