/**
 * The page of every key that a configuration may have.
 *
 * @module
 */
import { defaultServiceName } from "../../src/config/build_service.ts";
import { builtIns } from "../../src/config/load.ts";
import { MeshSettings } from "../../src/config/mesh_settings.ts";
import { structuralKeys } from "../../src/config/structural_keys.ts";
import { attributesOf, isServiceClass } from "../../src/core/mod.ts";
import {
  attributeTable,
  classSection,
  standardCommands,
} from "./class_sections.ts";
import { block, code, page, plain, table } from "./markdown.ts";
import { schemaText } from "./schema_text.ts";

/** Returns docs/reference/configuration.md. */
export function configurationPage(): string {
  const { classes } = builtIns();
  const services = classes.filter(({ cls }) => isServiceClass(cls));
  const endpoints = classes.filter(({ cls }) => !isServiceClass(cls));
  return page(
    "# Configuration",
    `A configuration is a YAML or JSON file that describes one service. [${
      code("kv_store_tutorial.yaml")
    }](../../kv_store_tutorial.yaml) is one to read; ${code("check")}, ${
      code("describe")
    } and ${
      code("schema")
    } of the [command line](command-line.md) tell what a file means.`,
    block("yaml", example),
    howItIsPutTogether,
    "## Top level",
    `Besides these, the keys of the class of the service: those of [Service](#service) unless ${
      code("module")
    } names another. Where a service has no ${code("name")}, it is ${
      code(defaultServiceName)
    }. An unknown key is a warning, and ignored.`,
    table(
      ["Key", "Takes", "Meaning"],
      Object.entries(structuralKeys).map(([key, schema]) => [
        code(key),
        schemaText(schema),
        plain(String(schema.description)),
      ]),
    ),
    "## dripline_mesh",
    `The same keys stand at the top level of ${
      code("~/.dripline_mesh.yaml")
    }, for all services and clients of a user.`,
    attributeTable(attributesOf(MeshSettings), new MeshSettings(), false),
    furtherKeys,
    "## Classes of services",
    ...services.map((found) => classSection(found, classes)),
    "## Classes of endpoints",
    `An endpoint is a map in the list ${code("endpoints")}: ${code("name")}, ${
      code("module")
    } for its class (${code("Endpoint")} if left out), ${
      code("module_path")
    } for a file to take that from, and the keys of the class. An unknown key is an error.`,
    ...endpoints.map((found) => classSection(found, classes)),
    "## Commands of every endpoint",
    "And of every service, which is an endpoint too.",
    standardCommands(),
  );
}

const example = [
  "name: my_store",
  "dripline_mesh:",
  "  broker: localhost",
  "extensions:",
  "  - ./extensions/jitter/mod.ts",
  "endpoints:",
  "  - name: peaches",
  "    module: JitterEntity",
  "    initial_value: 0.75",
  "    calibration: 2*{}",
  "    log_interval: 10",
];

const howItIsPutTogether = `
What is said in several places is merged, key by key. From the weakest to the strongest:

1. the defaults of this page;
2. \`~/.dripline_mesh.yaml\`, whose top level holds keys of \`dripline_mesh\`;
3. the configuration file;
4. \`KEY=VALUE\` arguments: \`endpoints.0.log_interval=5\`, \`dripline_mesh.broker=localhost\`;
5. options: \`--broker localhost\`.

\`ENV{NAME}\` in a text stands for the environment variable NAME. Relative paths of \`extensions\`, \`module_path\` and
\`return_codes\` begin at the folder of the file; those of \`auth_file\`, of files in \`auth_groups\` and of \`state_directory\` begin where the
program was started. Keys of the originals that mean nothing here are understood and do nothing.
`.trim();

const furtherKeys = `
**\`return_codes\`** adds codes to the [list](return-codes.md): a list of \`{name: my_code, value: 1000, description: what it means}\`, or
the name of a file that holds one.

**\`extensions\`** lists modules: \`./path/mod.ts\`, \`jsr:@scope/name@^1\`, \`npm:name@^1\`, or maps
\`{import: MODULE, as: NAME, version: RANGE}\`. [Writing an extension](../writing-an-extension.md) tells what such a module is.

**\`auth_file\`** names a YAML or JSON file of groups of texts: \`{"dripline": {"username": "me", "password": "mine"}}\`.

**\`auth_groups\`** says where each text of a group comes from: a text, or a map of \`default\`, \`env\` (an environment variable),
\`file\` and \`value\`. The strongest of these counts that is there: \`value\`, \`file\`, \`env\`, the authentication file, \`default\`. The
login of the broker is the group \`dripline\` with \`username\` and \`password\`: \`DRIPLINE_USER\` and \`DRIPLINE_PASSWORD\` unless
something else is said, \`guest\` and \`guest\` if they are not set.
`.trim();
