// deno-lint-ignore-file no-console -- says when it is ready
/**
 * A sensor logger in a process of its own, to be killed. Its argument is JSON: the options of the mesh and the members of the logger.
 *
 * @module
 */
import { SensorLogger } from "../../extensions/sql/mod.ts";
import { login } from "../../extensions/sql/testing/stores.ts";
import { serve } from "../../mod.ts";

const { name, store, stateDirectory, ...options } = JSON.parse(Deno.args[0]!);
const logger = Object.assign(new SensorLogger(name), {
  store,
  stateDirectory,
  batchRows: 50,
});
await serve(logger, { ...options, authGroups: login });
console.log("ready");
