// deno-lint-ignore-file no-console -- says what it skips
/**
 * Follows docs/writing-a-driver.md.
 *
 * @module
 */
import { assert } from "@std/assert";
import { readGuide } from "./guide.ts";
import { Reader } from "./reader.ts";

const text = await Deno.readTextFile(
  new URL("../../docs/writing-a-driver.md", import.meta.url),
);
const actions = readGuide(text).flatMap(({ actions }) => actions);

const isWindows = Deno.build.os === "windows";
if (isWindows) {
  console.log("skipped: the guide to drivers: its reader needs signals");
}

Deno.test({
  name: "whoever follows the guide to drivers sees what it shows",
  ignore: isWindows,
  async fn() {
    await using reader = new Reader();
    for (const action of actions) await reader.do(action);
  },
});

Deno.test("the driver of the guide has thirty lines or a few more", () => {
  const driver = actions.find((action) =>
    action.kind === "write" && action.name === "gauge_service.ts"
  );
  assert(driver?.kind === "write");
  const lines = driver.text.split("\n")
    .filter((line) => !/^\s*(\/\*\*.*)?$/.test(line));
  assert(lines.length <= 36, `${lines.length} lines`);
});
