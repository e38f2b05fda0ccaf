import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { commandNamed } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { helpText } from "../../src/cli/help.ts";

Deno.test("the general help lists every command, and ends with examples", () => {
  const lines = helpText(undefined, commands, "dripline").split("\n");

  assertStringIncludes(lines[0]!, "dripline for Deno ");
  assert(lines.includes("Usage: dripline [COMMAND] [OPERAND]... [OPTION]..."));
  for (const { name, summary } of commands) {
    const line = lines.find((line) => line.startsWith(`  ${name} `));
    assertEquals(line?.trim().replace(/ {2,}/, ": "), `${name}: ${summary}`);
  }
  const examples = lines.slice(lines.indexOf("Examples:") + 1);
  assert(examples.length > 0);
  assert(examples.every((line) => line.startsWith("  dripline ")));
});

Deno.test("the help of a command has its operands, options and examples in columns", () => {
  const text = helpText(commandNamed(commands, "get"), commands, "dripline");

  assertStringIncludes(
    text,
    "Usage: dripline get ENDPOINT [VALUE]... [KEY=VALUE]... [OPTION]...",
  );
  for (
    const line of [
      "  -s, --specifier NAME   the attribute, command or instruction",
      "      --json             print JSON, one line each",
      "  -c, --config FILE                 the configuration, YAML or JSON",
      "  -h, --help       print this and exit",
      "  dripline get peaches -c kv_store_tutorial.yaml",
    ]
  ) assert(text.split("\n").includes(line), line);
});

Deno.test("no help has an empty section or a line that ends in blanks", () => {
  for (const command of [undefined, ...commands]) {
    const text = helpText(command, commands, "dripline");
    assert(!/:\n(\n|$)/.test(text), command?.name);
    assert(!/ $/m.test(text), command?.name);
  }
});
