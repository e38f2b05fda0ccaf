/**
 * The command line.
 *
 * @module
 */
export { main } from "./main.ts";
export { mainAs, type OldName } from "./old_names.ts";
