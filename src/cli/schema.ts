/**
 * `schema`: writes the JSON Schema of configurations.
 *
 * @module
 */
import { builtIns, configurationSchema, loadService } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { print } from "./output.ts";

/** Runs `schema`. With a configuration its extensions count too. Returns the exit code. */
export async function run(given: Arguments): Promise<number> {
  const registry = given.text("config") === undefined
    ? builtIns()
    : (await loadService(loadOptions(given, given.operands))).registry;
  print(JSON.stringify(configurationSchema(registry), null, 2));
  return 0;
}
