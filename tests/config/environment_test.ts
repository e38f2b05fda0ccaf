import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  readEnvironment,
  substituteEnvironment,
} from "../../src/config/environment.ts";
import { type Path, pathText } from "../../src/config/position.ts";
import { ConfigurationError } from "../../src/config/problem.ts";

const VARIABLES = new Map([
  ["HOME", "/home/lab"],
  ["A", "1"],
  ["B", "b"],
  ["EMPTY", ""],
  ["OUTER", "<ENV{A}>"],
  ["NAME", "A"],
  ["SELF", "x ENV{SELF}"],
  ["PING", "ENV{PONG}ENV{PONG}"],
  ["PONG", "ENV{PING}ENV{PING}"],
]);

/** Substitutes and returns the result with what was reported. */
function substituted(data: unknown): { result: unknown; reports: string[] } {
  const reports: string[] = [];
  const report = (path: Path, message: string) => {
    reports.push(`${pathText(path)}: ${message}`);
  };
  const result = substituteEnvironment(
    data,
    report,
    (name) => VARIABLES.get(name),
  );
  return { result, reports };
}

Deno.test("ENV{NAME} is replaced in all text values, several in one text (178)", () => {
  const data = {
    home: "ENV{HOME}",
    list: ["x-ENV{A}-ENV{B}", { port: "ENV{A}" }, 5, null, true],
    empty: "ENV{EMPTY}",
  };
  assertEquals(substituted(data), {
    result: {
      home: "/home/lab",
      list: ["x-1-b", { port: "1" }, 5, null, true],
      empty: "",
    },
    reports: [],
  });
});

Deno.test("keys are left as they are (178)", () => {
  assertEquals(substituted({ "ENV{A}": 1 }).result, { "ENV{A}": 1 });
});

Deno.test("tokens in values of variables, and tokens made of tokens, are replaced (178)", () => {
  assertEquals(substituted(["ENV{OUTER}", "ENV{ENV{NAME}}"]).result, [
    "<1>",
    "1",
  ]);
});

Deno.test("what is no token is left as it is", () => {
  const texts = ["ENV{}", "ENV{A-B}", "ENV {A}", "env{A}", "ENV{A", "$HOME"];
  assertEquals(substituted(texts), { result: texts, reports: [] });
});

Deno.test("a missing variable is reported with its path (178)", () => {
  const { result, reports } = substituted({ a: [{ b: "x ENV{MISSING}" }] });
  assertEquals(result, { a: [{ b: "x ENV{MISSING}" }] });
  assertEquals(reports, [
    "a[0].b: The environment variable MISSING is not set, which ENV{MISSING} asks for. Set it before the start.",
  ]);
});

Deno.test("variables that refer to themselves are reported", () => {
  const { reports } = substituted({ a: "ENV{SELF}", b: "ENV{PING}" });
  assertStringIncludes(reports[0]!, "a: ENV{SELF} is replaced without end");
  assertStringIncludes(reports[1]!, "b: ENV{P");
  assertEquals(reports.length, 2);
});

Deno.test("a text that grows too long is reported", () => {
  const variables = new Map([["LONG", `${"y".repeat(400_000)}ENV{LONG}`]]);
  const reports: string[] = [];
  let asked = 0;
  substituteEnvironment(
    "ENV{LONG}",
    (_path, message) => reports.push(message),
    (name) => {
      asked++;
      return variables.get(name);
    },
  );
  assertEquals(asked, 3);
  assertStringIncludes(reports[0]!, "ENV{LONG} is replaced without end");
});

Deno.test("keys that JavaScript knows are keys like any other", () => {
  const data = JSON.parse('{"__proto__": "ENV{A}"}');
  assertEquals(JSON.stringify(substituted(data).result), '{"__proto__":"1"}');
});

Deno.test({
  name: "the environment of the process is read",
  permissions: { env: ["DRIPLINE_TEST_VARIABLE"] },
  fn: () => {
    Deno.env.set("DRIPLINE_TEST_VARIABLE", "here");
    assertEquals(readEnvironment("DRIPLINE_TEST_VARIABLE"), "here");
    Deno.env.delete("DRIPLINE_TEST_VARIABLE");
    assertEquals(readEnvironment("DRIPLINE_TEST_VARIABLE"), undefined);
  },
});

Deno.test({
  name: "a variable that Deno may not read names the flag",
  permissions: { env: false },
  fn: () => {
    const error = assertThrows(
      () => readEnvironment("SECRET"),
      ConfigurationError,
      "SECRET: Deno may not read this environment variable: run with --allow-env=SECRET.",
    );
    const reports: string[] = [];
    substituteEnvironment("ENV{SECRET}", (_, text) => reports.push(text));
    assertEquals(reports, [error.message]);
  },
});

Deno.test("a name that no variable can have is refused", () => {
  assertThrows(() => readEnvironment("A=B"), ConfigurationError, "A=B: no env");
});
