// deno-lint-ignore-file no-console -- says what it skips
/**
 * Does what the pages for users say, and looks whether it is so.
 *
 * @module
 */
import { readGuide } from "./guide.ts";
import { Reader } from "./reader.ts";

const pages = [
  "locking.md",
  "logging.md",
  "heartbeats.md",
  "permissions.md",
  "calibration.md",
];

const isWindows = Deno.build.os === "windows";
if (isWindows) {
  console.log("skipped: pages: a program cannot be interrupted on Windows");
}

for (const page of pages) {
  Deno.test({
    name: `what docs/${page} shows is what happens`,
    ignore: isWindows,
    async fn() {
      await using reader = new Reader();
      const text = await Deno.readTextFile(
        new URL(`../../docs/${page}`, import.meta.url),
      );
      for (const { actions } of readGuide(text)) {
        for (const action of actions) await reader.do(action);
      }
    },
  });
}
