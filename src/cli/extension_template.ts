/**
 * The files of a new extension.
 *
 * @module
 */

/** What the files depend on. */
export interface TemplateOptions {
  /** The name of the extension: letters, digits and underscores. */
  readonly name: string;
  /** The range of versions of dripline it is made for. */
  readonly dripline: string;
  /** Folders to take dripline and its libraries from instead of JSR, for work with a checkout. */
  readonly links: readonly string[];
}

/** Returns the files of a new extension: the text of each, by its path. */
export function extensionFiles(
  options: TemplateOptions,
): ReadonlyMap<string, string> {
  const { name } = options;
  const className = `${pascalCase(name)}Entity`;
  const file = `${snakeCase(className)}`;
  return new Map([
    ["deno.json", configuration(options)],
    ["mod.ts", moduleText(name, className, file)],
    [`${file}.ts`, classText(className)],
    [`${file}_test.ts`, testText(name, className, file)],
    [`${name}.yaml`, serviceText(name, className)],
    ["README.md", readme(name, className)],
    [".github/workflows/test.yml", workflow],
  ]);
}

function configuration(
  { name, dripline, links }: TemplateOptions,
): string {
  const content = {
    name: `@your-scope/${name.replaceAll("_", "-")}`,
    version: "0.1.0",
    license: "BSD-3-Clause",
    exports: "./mod.ts",
    imports: {
      "@dripline/dripline": `jsr:@dripline/dripline@${dripline}`,
      "@std/assert": "jsr:@std/assert@^1.0.13",
    },
    tasks: {
      test:
        "deno test --allow-net=127.0.0.1 --allow-read --allow-env --allow-sys",
      serve:
        `deno run -A jsr:@dripline/dripline@${dripline}/cli -c ${name}.yaml`,
    },
    ...(links.length > 0 && { links }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function moduleText(name: string, className: string, file: string): string {
  return `/**
 * An extension of dripline.
 *
 * \`\`\`yaml
 * extensions:
 *   - ./mod.ts
 * name: my_service
 * endpoints:
 *   - name: my_${name}
 *     module: ${className}
 *     factor: 3
 * \`\`\`
 *
 * @module
 */
import type { Namespace } from "@dripline/dripline";
import { ${className} } from "./${file}.ts";

export { ${className} };

/** The version of this extension. */
export const version = "0.1.0";

/** Adds what this extension brings to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ ${className} });
}
`;
}

function classText(className: string): string {
  return `import { type Attributes, Entity, number } from "@dripline/dripline";

/** Keeps a number, and reads it multiplied by a factor. */
export class ${className} extends Entity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<${className}> = {
    factor: number({ description: "What the number is multiplied by" }),
  };

  /** What the number is multiplied by. */
  factor = 1;

  #value = 0;

  /** Reads the number, multiplied. */
  override onGet(): number {
    return this.factor * this.#value;
  }

  /** Replaces the number. */
  override onSet(value: unknown): void {
    this.#value = number().decode(value);
  }
}
`;
}

function testText(name: string, className: string, file: string): string {
  return `import { assertEquals } from "@std/assert";
import { ask, startMesh } from "@dripline/dripline/testing";
import { ${className} } from "./${file}.ts";

Deno.test("a reading is the number times the factor", async () => {
  const endpoint = new ${className}("my_${name}");
  endpoint.factor = 3;
  await ask(endpoint, "set", { payload: { values: [5] } });

  assertEquals((await ask(endpoint, "get")).payload, { value_raw: 15 });
});

Deno.test("the service of ${name}.yaml answers on a mesh", async () => {
  await using mesh = await startMesh(
    new URL("./${name}.yaml", import.meta.url).pathname,
  );
  await mesh.client.set("my_${name}", 2);

  assertEquals(await mesh.client.get("my_${name}"), { value_raw: 6 });
});
`;
}

function serviceText(name: string, className: string): string {
  return `# A service that uses the extension: deno task serve
name: ${name}_service
dripline_mesh:
  broker: embedded
extensions:
  - ./mod.ts
endpoints:
  - name: my_${name}
    module: ${className}
    factor: 3
`;
}

function readme(name: string, className: string): string {
  return `# ${name}

An extension of [dripline](https://jsr.io/@dripline/dripline). It brings \`${className}\`.

    deno task test
    deno task serve

To publish it, replace \`@your-scope\` in deno.json and run \`deno publish\`. If deno.json has \`links\`, remove them first: they point to the
checkout of dripline that wrote this folder.
`;
}

const workflow = `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: denoland/setup-deno@v2
        with:
          deno-version: v2.x
      - run: deno fmt --check
      - run: deno lint
      - run: deno task test
      - run: deno publish --dry-run
`;

function pascalCase(name: string): string {
  return name.split("_").filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}
