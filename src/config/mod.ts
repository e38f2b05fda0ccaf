/**
 * From YAML to a running service.
 *
 * @module
 */
export { expandHome, readTextFile } from "./files.ts";
export { configurationSchema } from "./json_schema.ts";
export { type ListedExtension, listExtensions } from "./list_extensions.ts";
export {
  builtIns,
  type LoadedMesh,
  type LoadedService,
  loadMesh,
  type LoadOptions,
  loadService,
  runService,
} from "./load.ts";
export { merge } from "./merge.ts";
export { applyOverrides, parseOverride } from "./overrides.ts";
export {
  ConfigurationError,
  type Problem,
  problemText,
  sentence,
} from "./problem.ts";
export { parseSource } from "./source.ts";
export { typedValue } from "./typed_value.ts";
