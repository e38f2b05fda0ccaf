import { assertEquals, assertThrows } from "@std/assert";
import {
  FieldError,
  interval,
  number,
  period,
  timedeltaText,
} from "../../../src/core/mod.ts";

const field = interval("how long");

Deno.test("an interval is a number of seconds or a map of units (144)", () => {
  const cases: [unknown, number][] = [
    [0, 0],
    [10, 10],
    [1.5, 1.5],
    ["10", 10],
    [true, 1],
    [{ seconds: 1 }, 1],
    [{ minutes: 2 }, 120],
    [{ minutes: 1, seconds: 30 }, 90],
    [{ weeks: 1, days: 1, hours: 1 }, 694_800],
    [{ milliseconds: 500, microseconds: 500_000 }, 1],
    [{ minutes: "2" }, 120],
    [{ minutes: 1, seconds: -10 }, 50],
    [{}, 0],
  ];
  for (const [input, seconds] of cases) {
    assertEquals(field.decode(input), seconds);
  }
});

Deno.test("what is no interval is refused", () => {
  const units =
    "weeks, days, hours, minutes, seconds, milliseconds, microseconds";
  const cases: [unknown, string][] = [
    ["often", 'must be a number: received "often"'],
    [-1, "must be at least 0: received -1"],
    [{ seconds: -1 }, "must be at least 0: received -1"],
    [null, "must be a number: received null"],
    [
      { years: 1 },
      `must be seconds, or a map of ${units}: received {"years":1}`,
    ],
    [{ minutes: "x" }, 'must be a number: received "x"'],
    [[5], `must be seconds, or a map of ${units}: received [5]`],
    [
      { constructor: 1 },
      `must be seconds, or a map of ${units}: received {"constructor":1}`,
    ],
  ];
  for (const [input, text] of cases) {
    const error = assertThrows(() => field.decode(input), FieldError);
    assertEquals(error.message, text);
  }
});

Deno.test("a request reads an interval as Python shows a timedelta (146)", () => {
  const cases: [number, string][] = [
    [0, "0:00:00"],
    [5, "0:00:05"],
    [10, "0:00:10"],
    [1.5, "0:00:01.500000"],
    [0.1, "0:00:00.100000"],
    [1e-6, "0:00:00.000001"],
    [59.9999999, "0:01:00"],
    [3600, "1:00:00"],
    [86_399, "23:59:59"],
    [86_400, "1 day, 0:00:00"],
    [100_000, "1 day, 3:46:40"],
    [200_000.25, "2 days, 7:33:20.250000"],
  ];
  for (const [seconds, text] of cases) {
    assertEquals(timedeltaText(seconds), text);
    assertEquals(field.encode?.(seconds), text);
  }
});

Deno.test("a period is 0 or at least a tenth of a second (223)", () => {
  const every = period(number({ minimum: 0 }));

  assertEquals(every.decode(0), 0);
  assertEquals(every.decode(0.1), 0.1);
  assertEquals(every.decode("60"), 60);
  const error = assertThrows(() => every.decode(0.05), FieldError);
  assertEquals(
    error.message,
    "must be 0 or at least 0.1 seconds: received 0.05",
  );
});

Deno.test("an editor is told of both forms", () => {
  const { description, oneOf } = field.schema as {
    description: string;
    oneOf: { type: string }[];
  };

  assertEquals(description, "how long");
  assertEquals(oneOf.map(({ type }) => type), ["number", "object"]);
});
