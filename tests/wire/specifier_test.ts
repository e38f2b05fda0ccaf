import { assertEquals } from "@std/assert";
import { firstWord, words } from "../../src/wire/mod.ts";
import { Random } from "./random.ts";

Deno.test("joining the words of a text restores it (66)", () => {
  for (const text of ["hi", "he-llo", ".", "1.", "5.6.7", ""]) {
    assertEquals(words(text).join("."), text);
  }
  const random = new Random(3);
  for (let i = 0; i < 1000; i++) {
    const text = random.text();
    assertEquals(words(text).join("."), text);
  }
});

Deno.test("every dot counts, and an empty text has no words (66)", () => {
  assertEquals(words(""), []);
  assertEquals(words("."), ["", ""]);
  assertEquals(words("1."), ["1", ""]);
  assertEquals(words("path.to.target"), ["path", "to", "target"]);
});

Deno.test("the first word is what stands before the first dot (67)", () => {
  assertEquals(firstWord("path.to.target"), "path");
  assertEquals(firstWord("peaches"), "peaches");
  assertEquals(firstWord(".x"), "");
  assertEquals(firstWord(""), "");
});
