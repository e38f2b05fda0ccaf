/**
 * Holds the reference pages to the code that they are made from.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { builtIns } from "../../src/config/load.ts";
import { attributesOf, commandsOf } from "../../src/core/mod.ts";
import { folder, pages } from "../../tools/reference.ts";

for (const [name, page] of Object.entries(pages)) {
  Deno.test(`docs/reference/${name} is what deno task reference writes`, async () => {
    assertEquals(
      await Deno.readTextFile(new URL(name, folder)),
      page(),
      "Run: deno task reference",
    );
  });
}

Deno.test("every class that is built in has a section, with every key and command in the page", () => {
  const text = pages["configuration.md"]!();
  for (const { cls, name } of builtIns().classes) {
    assert(text.includes(`\n### ${name}\n\n`), name);
    for (
      const key of [...attributesOf(cls).keys(), ...commandsOf(cls).keys()]
    ) {
      assert(text.includes(`\n| \`${key}\` |`), `${name}: ${key}`);
    }
  }
});

Deno.test("no key of a configuration lacks a meaning", () => {
  const rows = pages["configuration.md"]!().split("\n")
    .filter((line) => /^\| `/.test(line));
  for (const row of rows) assert(!/\| +\|$/.test(row), row);
});
