/**
 * Holds docs/conformance.md to the tests.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  conformancePage,
  findTests,
  readStatements,
} from "../../tools/conformance.ts";
import { notes } from "../../tools/conformance_notes.ts";

Deno.test("every W, S and C statement has a test that names its number, or a reason why it has none", () => {
  const tests = findTests();
  const open = readStatements()
    .filter(({ number }) => !tests.has(number) && !notes.has(number))
    .map(({ number, text }) => `${number}. ${text}`);
  assertEquals(open, []);
});

Deno.test("docs/conformance.md is what deno task conformance writes", async () => {
  const page = new URL("../../docs/conformance.md", import.meta.url);
  assertEquals(await Deno.readTextFile(page), conformancePage());
});
