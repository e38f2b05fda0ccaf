/**
 * The JSON Schema of the service that a new extension comes with.
 *
 * @module
 */
import { builtIns, configurationSchema } from "../config/mod.ts";
import {
  type Attributes,
  Entity,
  number,
  StagingNamespace,
} from "../core/mod.ts";

/** What a configuration may say of the class in the files of a new extension, which cannot be imported where they are written. */
class NewEntity extends Entity {
  static override readonly attributes: Attributes<NewEntity> = {
    factor: number({ description: "What the number is multiplied by" }),
  };
  factor = 1;
}

/** Returns what `deno task schema` writes in the folder of a new extension. */
export function extensionSchema(extension: string, className: string): string {
  const registry = builtIns();
  const namespace = new StagingNamespace(extension);
  namespace.add({ [className]: NewEntity });
  registry.commit(namespace);
  return `${JSON.stringify(configurationSchema(registry), null, 2)}\n`;
}
