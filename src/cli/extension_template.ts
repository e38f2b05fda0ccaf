/**
 * The files of a new extension.
 *
 * They are formatted as `deno fmt` does it, for names of up to {@linkcode longestName} characters.
 *
 * @module
 */

/** The longest name of an extension that the files are made for, in characters of its snake_case. */
export const longestName = 30;

/** The length of a line in a file that is formatted. */
const lineWidth = 80;

/** What the files depend on. */
export interface TemplateOptions {
  /** The name of the extension: letters, digits, hyphens and underscores, a letter first. */
  readonly name: string;
  /** The range of versions of dripline it is made for. */
  readonly dripline: string;
  /** Folders to take dripline and its libraries from instead of JSR, for work with a checkout. */
  readonly links: readonly string[];
}

/** The name of an extension, in the spellings that its files use. */
export interface Spellings {
  /** Of files and endpoints: `vacuum_gauge`. */
  readonly snake: string;
  /** Of the package: `vacuum-gauge`. */
  readonly kebab: string;
  /** Of the class: `VacuumGaugeEntity`. */
  readonly className: string;
}

/** Returns the files of a new extension: the text of each, by its path. */
export function extensionFiles(
  options: TemplateOptions,
): ReadonlyMap<string, string> {
  const spellings = spellingsOf(options.name);
  const { snake } = spellings;
  return new Map([
    ["deno.json", configuration(options, spellings)],
    ["mod.ts", moduleText(options, spellings)],
    [`${snake}_entity.ts`, classText(spellings)],
    [`${snake}_entity_test.ts`, testText(spellings)],
    [`${snake}.yaml`, serviceText(spellings)],
    ["README.md", readme(spellings)],
    [".github/workflows/test.yml", workflow],
  ]);
}

/** Spells the name of an extension, which may be written in any of the ways of programmers. */
export function spellingsOf(name: string): Spellings {
  const words = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_")
    .split(/[_-]/).filter((word) => word !== "");
  const lower = words.map((word) => word.toLowerCase());
  return {
    snake: lower.join("_"),
    kebab: lower.join("-"),
    className: [...words, "Entity"]
      .map((word) => word[0]!.toUpperCase() + word.slice(1)).join(""),
  };
}

function configuration(
  { dripline, links }: TemplateOptions,
  { snake, kebab }: Spellings,
): string {
  const content = {
    name: `@your-scope/${kebab}`,
    version: "0.1.0",
    license: "BSD-3-Clause",
    exports: "./mod.ts",
    imports: {
      "@dripline/dripline": `jsr:@dripline/dripline@${dripline}`,
      "@std/assert": "jsr:@std/assert@^1.0.13",
    },
    tasks: {
      dripline: `deno run -A jsr:@dripline/dripline@${dripline}/cli`,
      serve: `deno task dripline -c ${snake}.yaml`,
      schema: `deno task dripline schema ${snake}.yaml > ${snake}.schema.json`,
      test:
        "deno test --allow-net=127.0.0.1 --allow-read --allow-env --allow-sys",
    },
    fmt: { exclude: ["*.schema.json"] },
    publish: { exclude: ["*_test.ts", ".github", "deno.lock"] },
    ...(links.length > 0 && { links }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function moduleText(
  { dripline }: TemplateOptions,
  { snake, className }: Spellings,
): string {
  return `/**
 * An extension of dripline. It brings {@linkcode ${className}}.
 *
 * \`\`\`yaml
 * extensions:
 *   - ./mod.ts
 * endpoints:
 *   - name: my_${snake}
 *     module: ${className}
 *     factor: 3
 * \`\`\`
 *
 * @module
 */
import type { Namespace } from "@dripline/dripline";
import { ${className} } from "./${snake}_entity.ts";

export { ${className} };

/** The version of this extension. */
export const version = "0.1.0";

/** The versions of dripline it was made for. */
export const requires = { dripline: "${dripline}" };

/** Adds what this extension brings to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ ${className} });
}
`;
}

function classText({ className }: Spellings): string {
  return `import {
  type Attributes,
  type Commands,
  Entity,
  number,
  ReplyError,
} from "@dripline/dripline";

/** Keeps a number, and reads it multiplied by a factor. */
export class ${className} extends Entity {
  /** What configurations and requests may use. */
${table("attributes", "Attributes", className)}
    factor: number({ description: "What the number is multiplied by" }),
  };

  /** What a \`cmd\` may call. */
${table("commands", "Commands", className)}
    reset: { description: "Begin again with 0", args: [] },
  };

  /** What the number is multiplied by. */
  factor = 1;

  #value = 0;

  /** Reads the number, multiplied. */
  override onGet(): number {
    return this.factor * this.#value;
  }

  /** Replaces the number. Throws a \`ReplyError\` of code 304 if it is none. */
  override onSet(value: unknown): void {
    if (typeof value !== "number") {
      throw new ReplyError(
        "service_error_invalid_value",
        \`Cannot set \${this.name} to "\${value}": it must be a number\`,
      );
    }
    this.#value = value;
  }

  /** Begins again with 0. */
  reset(): void {
    this.#value = 0;
  }
}
`;
}

/** Returns the beginning of a table of a class. */
function table(member: string, type: string, className: string): string {
  const [before, after] = [
    `  static override readonly ${member}: ${type}<`,
    "> = {",
  ];
  const line = `${before}${className}${after}`;
  return line.length <= lineWidth
    ? line
    : `${before}\n    ${className}\n  ${after}`;
}

function testText({ snake, className }: Spellings): string {
  return `import { assertEquals } from "@std/assert";
import { ask, startMesh } from "@dripline/dripline/testing";
import { ${className} } from "./${snake}_entity.ts";

Deno.test("a reading is the number times the factor", async () => {
  const entity = new ${className}("sample");
  entity.factor = 3;
  await ask(entity, "set", { payload: { values: [5] } });

  const answer = await ask(entity, "get");

  assertEquals(answer.payload, { value_raw: 15 });
});

Deno.test("a text is refused, and the number stays", async () => {
  const entity = new ${className}("sample");
  await ask(entity, "set", { payload: { values: [5] } });

  const answer = await ask(entity, "set", { payload: { values: ["five"] } });

  assertEquals(answer.returnCode, 304);
  assertEquals(
    answer.returnMessage,
    'Cannot set sample to "five": it must be a number',
  );
  assertEquals(entity.onGet(), 5);
});

Deno.test("the service of ${snake}.yaml answers on a mesh", async () => {
  await using mesh = await startMesh("${snake}.yaml");
  const { client } = mesh;
  await client.set("my_${snake}", 2);

  const before = await client.get("my_${snake}");
  await client.cmd("my_${snake}", "reset");
  const after = await client.get("my_${snake}");

  assertEquals([before, after], [{ value_raw: 6 }, { value_raw: 0 }]);
});
`;
}

function serviceText({ snake, className }: Spellings): string {
  return `# yaml-language-server: $schema=./${snake}.schema.json
#
# A service to try the extension with: deno task serve
name: ${snake}_service
dripline_mesh:
  broker: embedded
extensions:
  - ./mod.ts
endpoints:
  - name: my_${snake}
    module: ${className}
    factor: 3
`;
}

function readme({ snake, kebab, className }: Spellings): string {
  return `# ${snake}

An extension of [dripline](https://jsr.io/@dripline/dripline).

\`\`\`yaml
extensions:
  - jsr:@your-scope/${kebab}@^0.1.0
endpoints:
  - name: my_${snake}
    module: ${className}
    factor: 3
\`\`\`

| attribute | what it is                       | default |
| --------- | -------------------------------- | ------- |
| \`factor\`  | what the number is multiplied by | 1       |

| command | what it does        |
| ------- | ------------------- |
| \`reset\` | begins again with 0 |

It asks for no file, address or variable of its own.

## Working on it

    deno task test
    deno task serve
    deno task dripline get my_${snake} -c ${snake}.yaml
    deno task schema # writes ${snake}.schema.json anew, for editors

The guide "Writing an extension" of dripline goes through all of it.

To publish it, replace \`@your-scope\` and run \`deno publish\`. If \`deno.json\` has
\`links\`, remove them first: they point to the copy of dripline that wrote this
folder.
`;
}

const workflow = `name: test
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: denoland/setup-deno@22d081ff2d3a40755e97629de92e3bcbfa7cf2ed # v2.0.5
        with:
          deno-version: v2.x
          cache: true
      - run: deno fmt --check
      - run: deno lint
      - run: deno check
      - run: deno task test
      - run: deno publish --dry-run
`;
