// deno-lint-ignore-file no-console -- this is where it is printed
import { assertEquals, assertMatch } from "@std/assert";
import { getConfig } from "@logtape/logtape";
import { startMesh } from "../../testing.ts";

Deno.test("the test kit prints the bug of a handler with its stack, and leaves logging as it was", async () => {
  const printed: string[] = [];
  const original = console.error;
  console.error = (text: string) => printed.push(text);
  try {
    await using mesh = await startMesh({
      name: "pantry",
      endpoints: [{ name: "figs", module: "Endpoint" }],
    });
    await using _second = await startMesh({ name: "cellar" });
    mesh.service.endpoints.get("figs")!.onGet = function onGet(): unknown {
      return (undefined as unknown as { value: number }).value;
    };
    const { returnCode } = await mesh.client.request({
      endpoint: "figs",
      operation: "get",
    });
    assertEquals(returnCode, 999);
  } finally {
    console.error = original;
  }
  assertEquals(printed.length, 1);
  assertMatch(
    printed[0]!,
    /^a request to figs failed: .*undefined.*\n {4}at \S*onGet \(.*bugs_test/,
  );
  assertEquals(getConfig(), null);
});
