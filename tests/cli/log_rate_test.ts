import { assertEquals } from "@std/assert";
import type { LogRecord } from "@logtape/logtape";
import { LogRate } from "../../src/cli/log_rate.ts";

function record(
  level: LogRecord["level"],
  text: string,
  at: number,
): LogRecord {
  return {
    category: ["dripline", "mesh"],
    level,
    timestamp: at,
    message: [text],
    rawMessage: text,
    properties: {},
  };
}

Deno.test("of one kind of warning twenty a minute are written, then a count", () => {
  const rate = new LogRate();
  let written = 0;
  for (let at = 0; at < 1000; at++) {
    if (rate.leftOut(record("warning", "{key} is odd", at)) !== undefined) {
      written++;
    }
  }
  assertEquals(written, 20);
  assertEquals(rate.leftOut(record("warning", "another", 999)), 0);
  assertEquals(rate.leftOut(record("info", "{key} is odd", 999)), 0);
  assertEquals(rate.leftOut(record("warning", "{key} is odd", 61_000)), 980);
  assertEquals(rate.leftOut(record("warning", "{key} is odd", 61_001)), 0);
});
