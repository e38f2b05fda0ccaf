import { assertEquals } from "@std/assert";
import { replyText } from "../../src/cli/reply_text.ts";
import type { Json } from "../../src/wire/mod.ts";

function textOf(payload: Json, message = "", unit = ""): string {
  const facts = { what: "peaches", service: "my_store", milliseconds: 2.7 };
  return replyText({ ...facts, payload, message, unit }, false);
}

Deno.test("a reply is a line: what, value, who, how fast", () => {
  const table: [payload: Json, line: string][] = [
    [{ value_raw: 0.78, value_cal: 1.56 }, "1.56 (raw 0.78) V"],
    [{ value_raw: "ON" }, "ON V"],
    [{ values: [0.1] }, "0.1 V"],
    [5, "5 V"],
    [false, "false V"],
  ];
  for (const [payload, line] of table) {
    assertEquals(textOf(payload, "", "V"), `peaches  ${line}  my_store  3 ms`);
  }
});

Deno.test("a reply that carries nothing says what it says", () => {
  assertEquals(textOf(null, "Hello, x"), "peaches  Hello, x  my_store  3 ms");
  assertEquals(textOf(null), "peaches  ok  my_store  3 ms");
});

Deno.test("nothing that a reply carries is left out", () => {
  for (
    const payload of [
      { value_raw: 1, value_cal: 2, more: 3 },
      { values: [1, 2] },
      { value_raw: [1], value_cal: 2 },
      { value_cal: 2 },
      [],
      {},
    ]
  ) {
    const [line, ...more] = textOf(payload).split("\n");
    assertEquals(line, "peaches  my_store  3 ms");
    assertEquals(JSON.parse(more.join("\n")), payload);
  }
});

Deno.test("on a terminal the value stands out, and nothing of it acts", () => {
  const facts = {
    what: "x\x1b[2J",
    payload: "a\nb\x1b[2J",
    message: "",
    unit: "\x07",
    service: "s\u202e",
    milliseconds: 1,
  };
  assertEquals(
    // deno-lint-ignore no-control-regex -- this is how terminals are styled
    replyText(facts, true).replaceAll(/\x1b\[\d*m/g, "|"),
    "x\\u001b[2J  |a\\nb\\u001b[2J| \\u0007  |s\\u202e|  |1 ms|",
  );
});
