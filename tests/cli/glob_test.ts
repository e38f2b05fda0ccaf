import { assertEquals } from "@std/assert";
import { matchesGlob } from "../../src/cli/glob.ts";

Deno.test("* stands for any characters, ? for one, and everything else for itself", () => {
  const cases: [string, string, boolean][] = [
    ["peaches", "peaches", true],
    ["peaches", "peaches_status", false],
    ["peaches*", "peaches", true],
    ["peaches*", "peaches_status", true],
    ["*status", "peaches_status", true],
    ["*_*_*", "a_b_c", true],
    ["*_*_*", "a_b", false],
    ["p?aches", "peaches", true],
    ["p?aches", "paches", false],
    ["*", "", true],
    ["?", "", false],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
    ["**a**", "banana", true],
  ];
  for (const [pattern, name, expected] of cases) {
    assertEquals(matchesGlob(pattern, name), expected, `${pattern} ${name}`);
  }
});
