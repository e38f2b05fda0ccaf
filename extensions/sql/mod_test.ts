import { assertEquals } from "@std/assert";
import configuration from "./deno.json" with { type: "json" };
import { version } from "./mod.ts";

Deno.test("the version is that of the package", () => {
  assertEquals(version, configuration.version);
});
