/**
 * `locks`: lists who holds which locks on the mesh.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { connect } from "../mesh/mod.ts";
import { type JsonObject, stringifyJson } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { columns } from "./columns.ts";
import { loadOptions } from "./load_options.ts";
import { type LockState, lockStateOf } from "./lock_state.ts";
import { print } from "./output.ts";
import { eachOf, findServices } from "./services.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** How long services may take to say who they are, in seconds. */
const patience = 5;

/** Runs `locks`. Returns the exit code. */
export async function run(given: Arguments): Promise<number> {
  const mesh = loadMesh(loadOptions(given, given.operands));
  printWarnings(mesh.warnings, given);
  const work = async () => {
    await using client = await connect(mesh.options);
    const { services } = await findServices(client, patience);
    const names = services.flatMap(({ sender, endpoints }) => [
      sender.serviceName,
      ...endpoints?.keys() ?? [],
    ]);
    const locks: [string, LockState][] = [];
    await eachOf([...new Set(names)], async (name) => {
      const state = await lockStateOf(client, name);
      if (state) locks.push([name, state]);
    });
    locks.sort(([a], [b]) => a < b ? -1 : 1);
    if (given.has("json")) {
      for (const [name, state] of locks) {
        print(stringifyJson({ name, ...state } as unknown as JsonObject));
      }
    } else if (locks.length === 0) print("Nothing is locked.");
    else for (const line of table(locks)) print(line);
    return 0;
  };
  return await interruptible(work());
}

function table(locks: readonly [string, LockState][]): string[] {
  return columns([
    ["NAME", "HELD BY", "SINCE", "UNTIL", "REASON"],
    ...locks.map(([name, { who, since, until, reason }]) => [
      name,
      who,
      since ?? "?",
      until ?? "unlocked",
      reason ?? "",
    ]),
  ]);
}
