/**
 * No regular expression of ours takes more time than grows with the length of its text, whatever the text.
 *
 * The checker takes a minute for all of them, so its verdicts are kept in checked_expressions.json; what is not in there it checks
 * here. To enter what is new: `deno test -A tests/regular_expressions_test.ts -- --write`
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { checkSync } from "recheck";
import { assertGrowsLinearly } from "./growth.ts";
import { filesBelow } from "./module_graph.ts";

const ROOT = new URL("../", import.meta.url);

/** Where expressions may be made while the program runs, and why that is safe. */
const MADE_LATER: ReadonlyMap<string, string> = new Map([
  ["src/python/regexp_parser.ts", "it looks at one character at a time"],
]);

const CHECKED = new URL("checked_expressions.json", import.meta.url);

/** What the checker thinks of an expression: no more than linear, or a kind of text that it fears. */
type Verdict = "linear" | Fear;

interface Fear {
  isExponential: boolean;
  pumps: { prefix: string; pump: string }[];
  suffix: string;
}

Deno.test("no regular expression in our code takes more than linear time on any text", async () => {
  const checked: Record<string, Verdict> = JSON.parse(
    await Deno.readTextFile(CHECKED),
  );
  const found = await expressions();
  assert(found.size > 60, `only ${found.size} were found`);
  const verdicts: Record<string, Verdict> = {};
  const faults: string[] = [];
  // Without a repetition that has no end, an expression looks at a bounded number of characters from each place on.
  const open = [...found.keys()].filter((each) => /[*+]|\{\d+,\}/.test(each));
  for (const expression of open.sort()) {
    try {
      const verdict = checked[expression] ?? await check(expression);
      assertLinear(expression, verdict);
      verdicts[expression] = verdict;
    } catch (error) {
      faults.push(`${found.get(expression)}: ${(error as Error).message}`);
    }
  }
  if (Deno.args.includes("--write")) {
    const text = JSON.stringify(verdicts, undefined, 2);
    await Deno.writeTextFile(CHECKED, `${text}\n`);
  }
  assertEquals(faults, []);
});

Deno.test("an expression that takes more than linear time is noticed", async () => {
  for (const expression of ["/^(a+)+$/", "/0+$/"]) {
    const verdict = await check(expression);
    assertThrows(() => assertLinear(expression, verdict), Error, expression);
  }
});

/** Returns the regular expressions in our code, each with a file that has it. */
async function expressions(): Promise<Map<string, string>> {
  const files = await ourFiles();
  const found = new Map<string, string>();
  for (const file of files) {
    for (const expression of literals(file)) found.set(expression, file);
  }
  for (const [expression, file] of await madeAtStart(files)) {
    found.set(expression, file);
  }
  return found;
}

async function ourFiles(): Promise<string[]> {
  return [
    "cli.ts",
    ...await filesBelow("src"),
    ...await filesBelow("extensions"),
  ]
    .filter((path) => !path.includes("/tests/") && !path.endsWith("_test.ts"));
}

/** Returns the expressions that stand in a file as such. Fails for one that is made of parts where this test cannot see it. */
function literals(file: string): string[] {
  const found: string[] = [];
  const visit = (node: Deno.lint.NewExpression | Deno.lint.CallExpression) => {
    const isOne = node.callee.type === "Identifier" &&
      node.callee.name === "RegExp";
    assert(
      !isOne || !isInFunction(node) || MADE_LATER.has(file),
      `${file} makes a regular expression while it runs: make it at the start, where it is checked`,
    );
  };
  Deno.lint.runPlugin(
    {
      name: "expressions",
      rules: {
        list: {
          create: () => ({
            Literal(node) {
              if (!("regex" in node && node.regex)) return;
              const { pattern, flags } = node.regex;
              found.push(`/${pattern}/${flags}`);
            },
            NewExpression: visit,
            CallExpression: visit,
          }),
        },
      },
    },
    file,
    Deno.readTextFileSync(new URL(file, ROOT)),
  );
  return found;
}

function isInFunction(node: Deno.lint.Node): boolean {
  for (
    let at: Deno.lint.Node | null = node;
    at && "parent" in at;
    at = at.parent as Deno.lint.Node | null
  ) {
    if (/Function|MethodDefinition/.test(at.type)) return true;
  }
  return false;
}

/** Returns the expressions that our files make of parts when they are imported, and the files. */
async function madeAtStart(
  files: readonly string[],
): Promise<[expression: string, file: string][]> {
  const makers = files.filter((file) =>
    Deno.readTextFileSync(new URL(file, ROOT)).includes("RegExp(")
  );
  // A process of its own: here, the files may have been imported already.
  const program = `
    const made = [];
    const Real = RegExp;
    globalThis.RegExp = class extends Real {
      constructor(...given) {
        super(...given);
        const file = /at file:\\S*?((?:src|extensions)\\/\\S*?\\.ts)/.exec(new Error().stack.split("\\n")[2]);
        if (file) made.push([String(this), file[1]]);
      }
    };
    for (const file of ${
    JSON.stringify(makers)
  }) await import("${ROOT}" + file);
    globalThis.RegExp = Real;
    console.log(JSON.stringify(made));`;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  assertEquals(code, 0);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function check(expression: string): Promise<Verdict> {
  // The form without workers and permissions.
  const { default: recheck } = await import("recheck/lib/browser.js");
  const { source, flags } = parts(expression);
  const result = (recheck.checkSync as typeof checkSync)(
    source,
    // It knows everything of the flag v but the flag.
    flags.replace("v", "u"),
    { timeout: 20_000 },
  );
  if (result.status === "safe") return "linear";
  if (result.status === "unknown") {
    throw new Error(`${expression} cannot be checked: ${result.error.kind}`);
  }
  const { pumps, suffix } = result.attack;
  return {
    isExponential: result.complexity.type === "exponential",
    pumps: pumps.map(({ prefix, pump }) => ({ prefix, pump })),
    suffix,
  };
}

function parts(expression: string): { source: string; flags: string } {
  const end = expression.lastIndexOf("/");
  return {
    source: expression.slice(1, end),
    flags: expression.slice(end + 1),
  };
}

/** Tries the kind of text that the checker fears: it takes no account of where an expression need not go back. */
function assertLinear(expression: string, verdict: Verdict): void {
  if (verdict === "linear") return;
  const { pumps, suffix, isExponential } = verdict;
  const { source, flags } = parts(expression);
  const regExp = new RegExp(source, flags);
  const work = (times: number) => {
    regExp.lastIndex = 0;
    const text = pumps.map(({ prefix, pump }) => prefix + pump.repeat(times));
    regExp.exec(text.join("") + suffix);
  };
  // Before a size that would take for ever.
  if (isExponential) assertGrowsLinearly(expression, work, 24 / 32);
  assertGrowsLinearly(expression, work, 1000);
}
