/**
 * What is built in, entering by the same door as every extension: it exports `version` and `register`.
 *
 * @module
 */
import { Endpoint, Entity, type Namespace, Service } from "../core/mod.ts";
import { KeyValueStore } from "./key_value_store.ts";

export { KeyValueStore };
export { version } from "../wire/mod.ts";

/** Adds the built-in classes to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ Endpoint, Entity, KeyValueStore, Service });
}
