import { assertEquals, assertThrows } from "@std/assert";
import { FieldError } from "@dripline/dripline";
import { moment } from "./moment.ts";

const now = Date.parse("2026-11-25T10:00:00Z") * 1000;

function momentOf(text: string): string {
  return new Date(moment("").decode(text)(now) / 1000).toISOString();
}

Deno.test("a moment is a time with a zone, or how long ago", () => {
  for (
    const [text, time] of [
      ["now", "2026-11-25T10:00:00.000Z"],
      ["90s", "2026-11-25T09:58:30.000Z"],
      ["1.5h", "2026-11-25T08:30:00.000Z"],
      ["3d", "2026-11-22T10:00:00.000Z"],
      ["2026-11-25", undefined],
      ["2026-11-25Z", "2026-11-25T00:00:00.000Z"],
      ["2026-11-25T08:30+01:00", "2026-11-25T07:30:00.000Z"],
      ["2026-11-25 08:30:15.25Z", "2026-11-25T08:30:15.250Z"],
    ] as const
  ) {
    if (time === undefined) {
      assertThrows(() => momentOf(text), FieldError, `write ${text}Z for UTC`);
    } else assertEquals(momentOf(text), time, text);
  }
});

Deno.test("no other text is a moment", () => {
  for (
    const text of [
      "",
      "2",
      "h",
      "-2h",
      "2 h",
      "2026-02-30Z",
      "9e9d",
      "yesterday",
    ]
  ) {
    assertThrows(() => momentOf(text), FieldError, "must be a time", text);
  }
  assertThrows(() => moment("").decode(5), FieldError, "received 5");
});
