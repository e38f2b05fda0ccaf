/**
 * Extensions as short texts.
 *
 * @module
 */
import { packageUrl } from "../config/laboratory_folder.ts";

/** An extension that registers nothing unless told to. */
export function extension(
  parts: {
    readonly version?: string;
    readonly more?: string;
    readonly register?: string;
  } = {},
): string {
  const { version = "1.0.0", more = "", register = "" } = parts;
  return [
    `import { Endpoint, Entity, KeyValueStore, number, Service } from "${packageUrl}";`,
    `export const version = "${version}";`,
    more,
    "export function register(namespace) {",
    register,
    "}",
  ].join("\n");
}

/** An extension with one class of endpoints, which answers `value`. */
export function withClass(name: string, value: number = 1): string {
  return extension({
    more: `class ${name} extends Endpoint { onGet() { return ${value}; } }`,
    register: `namespace.add({ ${name} });`,
  });
}

/** A configuration that lists extensions, a line each. */
export function listing(...extensions: string[]): string {
  return [
    "extensions:",
    ...extensions.map((extension) => `  - ${extension}`),
    "",
  ].join("\n");
}
