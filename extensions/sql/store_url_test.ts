/** Where a store is, as configurations say it. */
import { assertEquals, assertThrows } from "@std/assert";
import { parseStoreUrl } from "./store_url.ts";

Deno.test("what says no store is refused without the login in it", () => {
  const texts = [
    "postgres://ann:hunter2@host/db",
    "postgres://ann:hunter2/x@host/db",
    "mysql://ann:hunter2@host/db",
    "ann:hunter2@host/db",
    "postgres://host/db?password=hunter2",
    "postgres://host/100%",
    "values.db",
  ];
  for (const text of texts) {
    const { name, message } = assertThrows(() => parseStoreUrl(text), Error);
    assertEquals(name, "FieldError", text);
    assertEquals(message.includes("hunter2"), false, message);
  }
});
