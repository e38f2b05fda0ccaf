/**
 * The command line of the original dl-agent: asks services, and sends alerts and replies.
 *
 * ```sh
 * deno install -g -A -n dl-agent jsr:@dripline/dripline/dl-agent
 * dl-agent get peaches -b localhost
 * ```
 *
 * @module
 */
import { mainAs } from "./src/cli/mod.ts";

if (import.meta.main) Deno.exit(await mainAs("dl-agent", Deno.args));
