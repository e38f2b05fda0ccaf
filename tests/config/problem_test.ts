import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ConfigurationError,
  configurationError,
  Problems,
  problemText,
} from "../../src/config/problem.ts";
import { indexYaml } from "../../src/config/yaml_positions.ts";

Deno.test("a problem is reported as file, line, column and sentence", () => {
  const problem = {
    severity: "error",
    file: "lab.yaml",
    position: { line: 12, column: 5 },
    message: "no.",
  } as const;
  assertEquals(problemText(problem), "lab.yaml:12:5: no.");
  assertEquals(
    problemText({ ...problem, severity: "warning", position: undefined }),
    "lab.yaml: warning: no.",
  );
});

Deno.test("a ConfigurationError lists all problems in the order of each file", () => {
  const at = (file: string, line: number, column: number) =>
    ({
      severity: "error",
      file,
      position: { line, column },
      message: "x.",
    }) as const;
  const error = new ConfigurationError([
    at("b.yaml", 3, 1),
    at("a.yaml", 1, 1),
    at("b.yaml", 2, 7),
    at("b.yaml", 2, 5),
    { severity: "error", file: "b.yaml", message: "y." },
  ]);
  assertEquals(
    error.message,
    "b.yaml: y.\nb.yaml:2:5: x.\nb.yaml:2:7: x.\nb.yaml:3:1: x.\na.yaml:1:1: x.",
  );
  assertEquals(error.problems.length, 5);
  assertEquals(error.errors.map((e) => e.message), error.message.split("\n"));
  assertEquals(error.name, "ConfigurationError");
});

Deno.test("a collector locates problems at keys or values", () => {
  const problems = new Problems("f", indexYaml("a:\n  b: 1\n"));
  problems.add(["a", "b"], "one.");
  problems.add(["a", "b"], "two.", "value");
  problems.warn(["a", "c"], "three.");
  assertEquals(problems.list.map(problemText), [
    "f:2:3: one.",
    "f:2:6: two.",
    "f:1:1: warning: three.",
  ]);
});

Deno.test("a collector throws only if there is an error, and then tells the warnings too", () => {
  const problems = new Problems("f");
  problems.warn([], "w.");
  problems.throwIfErrors();
  problems.add([], "e.");
  const error = assertThrows(
    () => problems.throwIfErrors(),
    ConfigurationError,
  );
  assertEquals(error.message, "f: warning: w.\nf: e.");
});

Deno.test("a collector takes in the problems of others, and tells places", () => {
  const problems = new Problems("f", indexYaml("a:\n  b: 1\n"));
  const other = { severity: "error", file: "g", message: "x." } as const;
  problems.include([other]);
  assertEquals(problems.list, [other]);
  assertEquals(problems.positionOf(["a", "b"], "value"), {
    line: 2,
    column: 6,
  });
  assertThrows(() => problems.throwIfErrors(), ConfigurationError, "g: x.");
});

Deno.test("a single problem makes an error", () => {
  const error = configurationError("f", "e.", { line: 1, column: 2 });
  assert(error instanceof AggregateError);
  assertEquals(error.message, "f:1:2: e.");
});

Deno.test("what comes from elsewhere is reported there, the last origin first", () => {
  const problems = new Problems("lab.yaml", indexYaml("a: {b: 1, c: 2}\n"), [
    { path: ["a", "b"], file: "a.b=" },
    { path: ["a", "b"], file: "command line" },
  ]);
  problems.add(["a", "b", "deeper"], "no.");
  problems.add(["a", "c"], "no.");
  problems.add(["a"], "no.");
  problems.sibling().add(["a"], "elsewhere.");
  assertEquals(problems.list.map(problemText), [
    "command line: no.",
    "lab.yaml:1:11: no.",
    "lab.yaml:1:1: no.",
  ]);
});

Deno.test("what is wrong with a file as a whole is reported where the file is named", () => {
  const problems = new Problems("lab.yaml", indexYaml("codes: other.yaml\n"));
  const inFile = {
    severity: "error",
    file: "/other.yaml",
    message: "no.",
  } as const;
  problems.includeOf("/other.yaml", ["codes"], [
    inFile,
    { ...inFile, position: { line: 2, column: 3 } },
    { ...inFile, file: "VARIABLE" },
  ]);
  assertEquals(problems.list.map(problemText), [
    "lab.yaml:1:8: /other.yaml: no.",
    "/other.yaml:2:3: no.",
    "VARIABLE: no.",
  ]);
});
