import { assertEquals } from "@std/assert";
import type { Json } from "@dripline/dripline";
import { hear, hearAgain } from "./heard.ts";
import { readingOf } from "./reading.ts";
import { alert } from "./testing/alert.ts";
import { timeOf, timeText } from "./time_of.ts";

/** What becomes of a payload: kind, raw and calibrated value; or the reason. */
function read(payload: Json): unknown {
  const reading = readingOf(
    hear(alert("peaches", payload), "id", "sensor_value"),
  );
  return "reason" in reading
    ? reading.reason
    : [reading.kind, reading.raw, reading.cal];
}

function raw(value: Json): unknown {
  return read({ value_raw: value });
}

Deno.test("a reading has the name, the time and the id of its message", () => {
  const heard = hear(
    alert("cryo-1.stage.T", { value_raw: 4.2, value_cal: 277.35 }),
    "abc",
    "sensor_value",
  );

  assertEquals(readingOf(heard), {
    id: "abc",
    sensor: "cryo-1.stage.T",
    time: 1795593600123456,
    kind: "numeric",
    raw: 4.2,
    cal: 277.35,
  });
});

Deno.test("numbers are numbers, however they are spelt", () => {
  assertEquals(raw(0), ["numeric", 0, null]);
  assertEquals(raw(-1.5e-300), ["numeric", -1.5e-300, null]);
  assertEquals(raw("+1.23E+01"), ["numeric", 12.3, null]);
  assertEquals(raw(" -5\r\n"), ["numeric", -5, null]);
  assertEquals(raw(".5"), ["numeric", 0.5, null]);
  assertEquals(read({ value_raw: "1", value_cal: "2.5" }), ["numeric", 1, 2.5]);
  assertEquals(read({ value_raw: 1, value_cal: null }), ["numeric", 1, null]);
});

Deno.test("what no double can stand for is kept as it is spelt", () => {
  assertEquals(raw(9007199254740993n), ["string", "9007199254740993", null]);
  assertEquals(raw("9007199254740993"), ["string", "9007199254740993", null]);
  assertEquals(raw("-9007199254740993"), ["string", "-9007199254740993", null]);
  assertEquals(raw(9007199254740994n), ["numeric", 9007199254740994, null]);
  assertEquals(raw(2n ** 63n), ["numeric", 2 ** 63, null]);
  assertEquals(raw("1e400"), ["string", "1e400", null]);
  assertEquals(raw("1e-400"), ["string", "1e-400", null]);
  assertEquals(raw("0e-400"), ["numeric", 0, null]);
  assertEquals(raw("9".repeat(400)), ["string", "9".repeat(400), null]);
});

Deno.test("what is no number is text", () => {
  for (
    const text of ["NaN", "inf", "-Infinity", "OVLD", "", "0x1F", "1,5", "1_0"]
  ) {
    assertEquals(raw(text), ["string", text, null]);
  }
  assertEquals(raw(true), ["string", "true", null]);
  assertEquals(raw(false), ["string", "false", null]);
  assertEquals(read({ value_raw: 1, value_cal: "open" }), [
    "string",
    "1",
    "open",
  ]);
  assertEquals(read({ value_raw: "open", value_cal: 1 }), [
    "string",
    "open",
    "1",
  ]);
  assertEquals(read({ value_raw: 1, value_cal: "NaN" }), [
    "string",
    "1",
    "NaN",
  ]);
});

Deno.test("lists, objects, null and texts with a NUL are JSON", () => {
  assertEquals(raw([1, 9007199254740993n]), [
    "json",
    "[1,9007199254740993]",
    null,
  ]);
  assertEquals(raw({ a: [true] }), ["json", '{"a":[true]}', null]);
  assertEquals(raw(null), ["json", "null", null]);
  assertEquals(raw("a\0b"), ["json", '"a\\u0000b"', null]);
  assertEquals(read({ value_raw: "a", value_cal: [1] }), [
    "json",
    '"a"',
    "[1]",
  ]);
});

Deno.test("a message without a value says why it has none", () => {
  const noObject = "its payload is no object with a value_raw";
  assertEquals(read(5), noObject);
  assertEquals(read(null), noObject);
  assertEquals(read([1]), noObject);
  assertEquals(read({ value_cal: 1 }), noObject);
  assertEquals(
    read({ error: "no JSON", invalid: "{" }),
    "it cannot be read: no JSON",
  );
  assertEquals(
    readingOf(
      hear({ ...alert("a\0b", { value_raw: 1 }) }, "id", "sensor_value"),
    ),
    { reason: "its routing key names no sensor" },
  );
  assertEquals(
    readingOf(
      hear(alert("a", { value_raw: 1 }, "today"), "id", "sensor_value"),
    ),
    {
      reason:
        'its timestamp is no time with a time zone, as in 2026-11-25T08:00:00Z: "today"',
    },
  );
});

Deno.test("a message that was kept has the same reading", () => {
  const payloads: Json[] = [
    { value_raw: 0.1 + 0.2, value_cal: 9007199254740993n },
    { value_raw: "\u0000ä" },
    { value_raw: -0 },
  ];
  for (const payload of payloads) {
    const heard = hear(alert("cryo-1.T", payload), "abc", "sensor_value");
    const again = hearAgain("abc", heard.text(), "sensor_value");
    assertEquals(readingOf(again), readingOf(heard));
  }
  assertEquals(readingOf(hearAgain("abc", "[", "sensor_value")), {
    reason: "it is no alert",
  });
});

Deno.test("a payload as deep as may be is kept", () => {
  let payload: Json = 1;
  for (let i = 0; i < 200; i++) payload = [payload];

  const text = hear(alert("a", payload), "abc", "sensor_value").text();

  assertEquals(text.includes("[[[[1]]]]"), true);
});

Deno.test("times are read to the microsecond, in any zone, and only if they have one", () => {
  const times: [string, number | undefined][] = [
    ["1970-01-01T00:00:00Z", 0],
    ["2026-11-25T08:00:00.1Z", 1795593600100000],
    ["2026-11-25T08:00:00.123456789Z", 1795593600123456],
    ["2026-11-25t09:00:00.123456+01:00", 1795593600123456],
    ["2026-11-25 03:30:00-0430", 1795593600000000],
    ["1969-12-31T23:59:59.999999Z", -1],
    ["2026-11-25T08:00:00", undefined],
    ["2026-02-30T08:00:00Z", undefined],
    ["2026-13-01T08:00:00Z", undefined],
    ["2026-11-25", undefined],
    ["", undefined],
  ];
  for (const [text, micros] of times) assertEquals(timeOf(text), micros, text);
  assertEquals(timeText(1795593600123456), "2026-11-25T08:00:00.123456Z");
  assertEquals(timeText(-1), "1969-12-31T23:59:59.999999Z");
});
