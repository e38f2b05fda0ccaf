import { assertEquals, assertMatch } from "@std/assert";
import type { LogLevel, LogRecord } from "@logtape/logtape";
import { jsonLine, logLevel, textLines } from "../../src/cli/logging.ts";
import { ReplyError } from "../../src/wire/mod.ts";

const record: LogRecord = {
  category: ["dripline", "mesh"],
  level: "warning",
  timestamp: new Date(2026, 10, 22, 7, 47, 54).getTime(),
  message: ["lost ", "lab:5672", ": ", new Error("cut"), ", ", { a: 5n }, ""],
  rawMessage: "",
  properties: { where: "lab:5672", error: new Error("cut"), count: 5n, n: 1 },
};

Deno.test("a line has time, level, layer and the values in words", () => {
  assertEquals(
    textLines(false, false)(record),
    "2026-11-22 07:47:54 [warning] mesh: lost lab:5672: cut, { a: 5n }",
  );
});

Deno.test("with -v errors come with their stacks", () => {
  assertMatch(textLines(true, false)(record), /: Error: cut\n {4}at .*logging/);
});

Deno.test("below an error that is a bug stands where it comes from; what was foreseen and warnings have their line alone", () => {
  const line = (level: LogLevel, error: Error) =>
    textLines(false, false)({
      ...record,
      level,
      message: ["", error, "!"],
      properties: { error },
    });
  assertMatch(
    line("error", new TypeError("x.y is no function")),
    /\[error\] mesh: x\.y is no function!\n {4}at .*logging_test/,
  );
  const oneLine = [
    line("warning", new TypeError("x")),
    line("error", new ReplyError("resource_error", "x")),
    line("error", new Deno.errors.ConnectionRefused("x")),
    line("error", Object.assign(new Error("x"), { code: "ECONNRESET" })),
  ];
  for (const text of oneLine) assertEquals(text.includes("\n"), false, text);
});

Deno.test("on a terminal the level is colored", () => {
  assertMatch(
    textLines(false, true)(record),
    // deno-lint-ignore no-control-regex -- this is how terminals are colored
    /^2026-11-22 07:47:54 \x1b\[33m\[warning\]\x1b\[0m mesh: /,
  );
});

Deno.test("a JSON line holds the same, whatever the values are", () => {
  const { time, properties, ...rest } = JSON.parse(jsonLine(record));

  assertEquals(time, new Date(record.timestamp).toISOString());
  assertEquals(rest, {
    level: "warning",
    logger: "dripline.mesh",
    message: "lost lab:5672: cut, { a: 5n }",
  });
  assertMatch(properties.error, /^Error: cut\n/);
  assertEquals({ ...properties, error: "" }, {
    where: "lab:5672",
    error: "",
    count: "5n",
    n: 1,
  });
});

Deno.test("each -v is one level more, each -q one less, and the ends hold (213)", () => {
  assertEquals(logLevel("info", 0, 0), "info");
  assertEquals(logLevel("info", 1, 0), "debug");
  assertEquals(logLevel("info", 2, 0), "trace");
  assertEquals(logLevel("info", 9, 0), "trace");
  assertEquals(logLevel("info", 0, 1), "warning");
  assertEquals(logLevel("info", 0, 9), "fatal");
  assertEquals(logLevel("warning", 1, 1), "warning");
});

Deno.test("a value brings neither lines nor escapes into the log", () => {
  const evil = "x\n2026-11-22 07:47:54 [fatal] forged\x1b[2J\u202e\x9b";
  const error = new Error(evil);
  const given = { ...record, message: ["got ", evil, " ", error, " end"] };
  // deno-lint-ignore no-control-regex -- this is what may not be there
  const acting = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/;
  const line = textLines(false, false)(given);
  assertEquals(line.split("\n").length, 1);
  assertEquals(acting.test(line), false);
  const stacks = textLines(true, false)(given);
  assertEquals(acting.test(stacks), false);
  assertEquals(stacks.split("\n").slice(1).every((l) => /^ {4}/.test(l)), true);
  const json = jsonLine(given);
  assertEquals(/[\n]/.test(json) || acting.test(json), false);
  assertEquals(JSON.parse(json).message, `got ${evil} ${evil} end`);
});
