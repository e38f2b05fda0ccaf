import { assertEquals } from "@std/assert";
import { wrap } from "../../src/cli/wrap.ts";

Deno.test("lines are broken at blanks, and keep their indentation", () => {
  assertEquals(
    wrap("a line of several words\n  an indented line", 12),
    "a line of\nseveral\nwords\n  an\n  indented\n  line",
  );
});

Deno.test("a word that is longer than the width stays whole, and what fits stays as it is", () => {
  assertEquals(wrap("https://example.org/x y", 8), "https://example.org/x\ny");
  assertEquals(wrap("as  it is", 9), "as  it is");
});
