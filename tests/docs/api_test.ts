/**
 * Holds docs/api.txt to what is exported.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { apiText } from "../../tools/api.ts";

Deno.test("docs/api.txt lists what the packages export, as deno task api writes it", async () => {
  const listed = new URL("../../docs/api.txt", import.meta.url);
  assertEquals(await Deno.readTextFile(listed), await apiText());
});

Deno.test("the faces of the package name what they export, one by one", async () => {
  for (const face of ["mod.ts", "testing.ts"]) {
    const source = await Deno.readTextFile(
      new URL(`../../${face}`, import.meta.url),
    );
    assertEquals(/export \*/.exec(source), null, face);
  }
});
