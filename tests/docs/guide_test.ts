// deno-lint-ignore-file no-console -- says what it skips
/**
 * Follows docs/writing-an-extension.md, from the empty folder to the package.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { version } from "../../mod.ts";
import { type Action, missingLine, readGuide } from "./guide.ts";
import { Reader } from "./reader.ts";

const text = await Deno.readTextFile(
  new URL("../../docs/writing-an-extension.md", import.meta.url),
);

const isWindows = Deno.build.os === "windows";
if (isWindows) {
  console.log("skipped: the guide: a program cannot be interrupted on Windows");
}

Deno.test({
  name: "whoever follows the guide sees what it shows",
  ignore: isWindows,
  async fn(t) {
    await using reader = new Reader();
    for (const { heading, actions } of readGuide(text)) {
      if (actions.length === 0) continue;
      const passed = await t.step(heading, async () => {
        for (const action of actions) await reader.do(action);
      });
      // What comes later builds on it.
      if (!passed) break;
    }
  },
});

Deno.test("nothing but publishing is left out", () => {
  const isLeftOut = ({ kind }: Action) => kind === "not run";
  const leftOut = readGuide(text).flatMap(({ actions }) => actions)
    .filter(isLeftOut);

  assertEquals(leftOut, [{
    kind: "not run",
    commands: [{ words: ["deno", "publish"], shown: [] }],
  }]);
});

Deno.test("the guide asks for the dripline that it comes with", () => {
  const asked = text.matchAll(/jsr:@dripline\/dripline@(\S+?)[/" ]/g);

  assertEquals(
    new Set(Array.from(asked, ([, range]) => range)),
    new Set([`^${version}`]),
  );
});

Deno.test("a guide is read as what its reader does", () => {
  const guide = `# One
<!-- file: a.ts -->

\`\`\`ts
# no heading
\`\`\`

<!-- leave running: it -->

\`\`\`console
$ deno task 'two words'
up
\`\`\`

## Two

<!-- stop: it -->

\`\`\`console
$ deno fmt
$ deno lint
  Checked …
\`\`\`
`;

  assertEquals(readGuide(guide), [
    {
      heading: "One",
      actions: [
        { kind: "write", name: "a.ts", text: "# no heading\n" },
        {
          kind: "leave running",
          name: "it",
          commands: [{ words: ["deno", "task", "two words"], shown: ["up"] }],
        },
      ],
    },
    {
      heading: "Two",
      actions: [
        { kind: "stop", name: "it" },
        {
          kind: "run",
          commands: [
            { words: ["deno", "fmt"], shown: [] },
            { words: ["deno", "lint"], shown: ["  Checked …"] },
          ],
        },
      ],
    },
  ]);
});

Deno.test("a snippet that nobody would try is refused", () => {
  const guide = "# One\n\n```yaml\na: 1\n```\n";

  assertThrows(() => readGuide(guide), Error, "Nobody tries this snippet");
});

Deno.test("what is shown has to be printed, in that order", () => {
  const printed = "one\n  two 2\nthree\n";

  assertEquals(missingLine(["one", "three"], printed), undefined);
  assertEquals(missingLine(["two …", "three"], printed), undefined);
  assertEquals(missingLine(["three", "one"], printed), "one");
  assertEquals(missingLine(["tw"], printed), "tw");
  assertEquals(missingLine([], printed), undefined);
});
