/**
 * `unlock`: unlocks an endpoint with the key that `lock` has kept.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { connect } from "../mesh/mod.ts";
import type { Arguments } from "./arguments.ts";
import { endpointsOf } from "./endpoints_of.ts";
import { exitCodeOf } from "./exit_code.ts";
import { loadOptions } from "./load_options.ts";
import { call, refusal } from "./lock.ts";
import { keepKey, keptKey, meshName } from "./lock_keys.ts";
import { remarkHolder } from "./lock_state.ts";
import { print, remark } from "./output.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `unlock`. Returns the exit code: that of the last endpoint that refuses. */
export async function run(given: Arguments): Promise<number> {
  const [name = "", ...overrides] = given.operands;
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  const work = async () => {
    await using client = await connect(mesh.options);
    const place = meshName(client, mesh.options);
    const names = given.has("all")
      ? [name, ...await endpointsOf(client, name)]
      : [name];
    let code = 0;
    for (const each of names) {
      const key = given.text("lockout-key") ?? keptKey(place, each);
      const force = given.has("force");
      const reply = await client.request(
        call(each, "unlock", key, force ? { force } : {}),
      );
      if (reply.returnCode < 100) {
        keepKey(place, each, undefined);
        const was = reply.returnCode === 0 ? "unlocked" : "not locked";
        print(`${each} is ${was}.`);
        continue;
      }
      const error = refusal(each, reply);
      remark(`${error.message} (${reply.returnCode}).`);
      await remarkHolder(client, each, given);
      code = exitCodeOf(reply.returnCode);
    }
    return code;
  };
  return await interruptible(work());
}
