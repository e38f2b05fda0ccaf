/**
 * The command line of dripline: serves a configuration, and asks services.
 *
 * ```sh
 * deno run -A jsr:@dripline/dripline/cli -c lab.yaml
 * deno run -A jsr:@dripline/dripline/cli get peaches -c lab.yaml
 * deno run -A jsr:@dripline/dripline/cli --help
 * ```
 *
 * @module
 */
import { main } from "./src/cli/mod.ts";

export { main };

if (import.meta.main) Deno.exit(await main(Deno.args, import.meta.url));
