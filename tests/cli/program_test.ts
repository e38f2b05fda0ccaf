import { assertEquals } from "@std/assert";
import { Service } from "../../src/core/mod.ts";
import { nextCommand } from "../../src/cli/next_command.ts";
import { programName, shellWord } from "../../src/cli/program.ts";
import { givenBy } from "./given.ts";

Deno.test("a program is named so that its examples can be copied", () => {
  const here = new URL("../../", import.meta.url);
  const cwd = Deno.cwd();
  Deno.chdir(here);
  try {
    assertEquals(
      programName(new URL("cli.ts", here).href),
      "deno run -A cli.ts",
    );
    assertEquals(
      programName("file:///opt/my%20lab/cli.ts"),
      "deno run -A '/opt/my lab/cli.ts'",
    );
  } finally {
    Deno.chdir(cwd);
  }
  assertEquals(
    programName("https://jsr.io/@dripline/dripline/0.1.0/cli.ts"),
    "deno run -A jsr:@dripline/dripline/cli",
  );
});

Deno.test("a word is quoted if a shell would read it differently", () => {
  assertEquals(shellWord("a/b-c_d.yaml"), "a/b-c_d.yaml");
  assertEquals(shellWord("two words"), "'two words'");
  assertEquals(shellWord("it's"), `'it'\\''s'`);
  assertEquals(shellWord("sensor_value.#"), "'sensor_value.#'");
});

Deno.test("the command to try repeats what says which mesh it is, but no password", () => {
  const line =
    "serve -v -c lab.yaml --password hidden -u me name=x dripline_mesh.broker=b --port 5";
  const given = givenBy(...line.split(" "));

  assertEquals(
    nextCommand(new Service("store"), given),
    "dripline cmd store -s ping -c lab.yaml -p 5 -u me dripline_mesh.broker=b",
  );
});
