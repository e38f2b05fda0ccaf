/**
 * The command line of the original dl-mon: prints alerts, requests and replies as they come.
 *
 * ```sh
 * deno install -g -A -n dl-mon jsr:@dripline/dripline/dl-mon
 * dl-mon -a 'sensor_value.#' -b localhost
 * ```
 *
 * @module
 */
import { mainAs } from "./src/cli/mod.ts";

if (import.meta.main) Deno.exit(await mainAs("dl-mon", Deno.args));
