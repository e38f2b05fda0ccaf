/**
 * The command line of the original dl-serve: serves a configuration.
 *
 * ```sh
 * deno install -g -A -n dl-serve jsr:@dripline/dripline/dl-serve
 * dl-serve -c lab.yaml
 * ```
 *
 * @module
 */
import { mainAs } from "./src/cli/mod.ts";

if (import.meta.main) Deno.exit(await mainAs("dl-serve", Deno.args));
