/**
 * Writes the JSON Schemas anew: that of the tutorial, and that of the example of each package below extensions/.
 *
 *     deno task schema
 *
 * @module
 */
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { configurationSchema, loadService } from "../src/config/mod.ts";
import { packageFolders } from "./each_package.ts";

/** Returns the configurations that have a schema, and the files that hold it. */
export function schemaFiles(): { configuration: string; schema: string }[] {
  const [root, ...extensions] = packageFolders();
  const beside = (folder: URL, file: string) =>
    fileURLToPath(new URL(file, folder));
  return [
    {
      configuration: beside(root!, "kv_store_tutorial.yaml"),
      schema: beside(root!, "docs/dripline.schema.json"),
    },
    ...extensions.map((folder) => {
      const name = basename(fileURLToPath(folder));
      return {
        configuration: beside(folder, `${name}.yaml`),
        schema: beside(folder, `${name}.schema.json`),
      };
    }),
  ];
}

/** Returns the schema of a configuration, as its file holds it. */
export async function schemaOf(configuration: string): Promise<string> {
  const { registry } = await loadService({ file: configuration });
  return `${JSON.stringify(configurationSchema(registry), null, 2)}\n`;
}

if (import.meta.main) {
  for (const { configuration, schema } of schemaFiles()) {
    await Deno.writeTextFile(schema, await schemaOf(configuration));
  }
}
