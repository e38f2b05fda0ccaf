import { assertEquals } from "@std/assert";
import { nilKey, parseLockoutKey } from "../../src/wire/mod.ts";

const key = "01234567-89ab-cdef-0123-456789abcdef";

Deno.test("a key may have hyphens, braces and capitals, and is spelled one way (65)", () => {
  for (
    const text of [
      key,
      "0123456789abcdef0123456789abcdef",
      `{${key}}`,
      "{0123456789abcdef0123456789abcdef}",
      key.toUpperCase(),
      "{0123456789ABCDEF0123456789abcdef}",
    ]
  ) {
    assertEquals(parseLockoutKey(text), key, text);
  }
});

Deno.test("an empty text is the nil key (65)", () => {
  assertEquals(parseLockoutKey(""), nilKey);
  assertEquals(parseLockoutKey(nilKey), nilKey);
  assertEquals(parseLockoutKey("0".repeat(32)), nilKey);
});

Deno.test("anything else is no key (65)", () => {
  for (
    const text of [
      "zzz",
      "0123456789abcdef0123456789abcdef01",
      "0123456789abcdef0123456789abcde",
      "01234567-89ab-cdef-0123456789abcdef",
      "01234567-89ab-cdef-0123-456789abcdeg",
      "0123456789ab-cdef-0123-456789abcdef",
      `{${key}`,
      `${key}}`,
      `{{${key}}}`,
      "{}",
      ` ${key}`,
      `${key} `,
      `${key}\n`,
      `{${key}\n}`,
      "０".repeat(32),
    ]
  ) {
    assertEquals(parseLockoutKey(text), undefined, JSON.stringify(text));
  }
});
