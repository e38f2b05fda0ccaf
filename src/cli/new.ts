/**
 * `new extension NAME`: writes the folder of a new extension.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { builtIns } from "../config/mod.ts";
import { version } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { checkoutLinks } from "./checkout_links.ts";
import { extensionSchema } from "./extension_schema.ts";
import {
  extensionFiles,
  longestName,
  spellingsOf,
} from "./extension_template.ts";
import { print } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** Names that mean something else where an extension is named. */
const reserved = ["dripline", "core"];

/** Runs `new`. Returns the exit code. Throws a {@linkcode UsageError} if the name will not do or is taken. */
export async function run(given: Arguments): Promise<number> {
  const [kind, name, ...rest] = given.operands;
  if (kind !== "extension" || name === undefined || rest.length > 0) {
    throw new UsageError("missing", "Say what to write: new extension NAME.");
  }
  checkName(name);
  const folder = resolve(name);
  await makeFolder(folder, name);
  const { snake, className } = spellingsOf(name);
  const files = new Map([
    ...extensionFiles({
      name,
      dripline: `^${version}`,
      links: checkoutLinks(),
    }),
    [
      `${snake}.schema.json`,
      extensionSchema(name.replaceAll("-", "_"), className),
    ],
  ]);
  for (const [path, text] of files) {
    const file = join(folder, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  print(
    [
      `Wrote ${folder}:`,
      ...[...files.keys()].map((path) => `  ${path}`),
      "",
      "Try it:",
      `  cd ${name}`,
      "  deno task test",
      "  deno task serve",
    ].join("\n"),
  );
  return 0;
}

function checkName(name: string): void {
  const refuse = (why: string) => {
    throw new UsageError(
      "badValue",
      `"${name}" cannot be the name of an extension: ${why}.`,
    );
  };
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    refuse(
      "a name is letters, digits, hyphens and underscores, and begins with a letter",
    );
  }
  const { snake, className } = spellingsOf(name);
  if (snake.length > longestName) {
    refuse(
      `"${snake}" has ${snake.length} characters, and ${longestName} is the most`,
    );
  }
  if (reserved.includes(snake)) refuse("that name is reserved");
  if (builtIns().find(className).length > 0) {
    refuse(`its class would be ${className}, which is built in`);
  }
}

async function makeFolder(folder: string, name: string): Promise<void> {
  try {
    await Deno.mkdir(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new UsageError(
      "badValue",
      `There is a "${name}" here already: ${folder}. Choose another name, or remove it.`,
    );
  }
}
