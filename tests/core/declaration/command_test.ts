import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Answer } from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import type { Json } from "../../../src/wire/mod.ts";
import { ask } from "../../../testing.ts";
import { Oven, undeclared } from "../oven.ts";

/** Sends a cmd to an oven. */
function cmd(
  specifier: string,
  payload: Json = null,
  oven: Oven = new Oven("oven"),
): Promise<Answer> {
  return ask(oven, "cmd", { specifier, payload });
}

/** Asserts that arguments do not fit, and what is said about it. */
async function unfit(
  specifier: string,
  payload: Json,
  why: string,
): Promise<void> {
  assertEquals(await cmd(specifier, payload), {
    returnCode: 304,
    returnMessage:
      `A TypeError occurred while calling the requested method for endpoint oven: ${specifier}. ` +
      `Values provided may be invalid.\nOriginal error: ${why}`,
    payload: null,
  });
}

Deno.test("arguments are given by position (116)", async () => {
  assertEquals(await cmd("a_method", { values: [10, 13] }), {
    returnCode: 0,
    returnMessage: "",
    payload: 23,
  });
});

Deno.test("arguments are given by name, or some by position and some by name", async () => {
  assertEquals((await cmd("a_method", { n1: 1, n2: 2 })).payload, 3);
  assertEquals(
    (await cmd("a_method", { n2: 2, n1: 1, values: [] })).payload,
    3,
  );
  assertEquals((await cmd("a_method", { values: [10], n2: 5 })).payload, 15);
});

Deno.test("an argument is checked by its field, as an attribute is", async () => {
  assertEquals((await cmd("a_method", { values: ["10", "13"] })).payload, 23);
  await unfit(
    "a_method",
    { values: [1, "x"] },
    'n2 must be a number: received "x"',
  );
  await unfit(
    "bake",
    { dish: "pie", minutes: 0 },
    "minutes must be at least 1: received 0",
  );
});

Deno.test("too many arguments are refused (114)", async () => {
  await unfit(
    "a_method",
    { values: [1, 2, 3] },
    "a_method takes 2 arguments but 3 were given",
  );
  const { returnCode, returnMessage } = await ask(
    new KeyValueStore("peaches"),
    "cmd",
    { specifier: "throw_something", payload: { values: [1] } },
  );
  assertEquals(returnCode, 304);
  assertStringIncludes(
    returnMessage,
    "A TypeError occurred while calling the requested method for endpoint peaches: throw_something.",
  );
});

Deno.test("an argument that is missing is named", async () => {
  await unfit("a_method", { values: [1] }, "a_method needs the argument n2");
  await unfit("a_method", null, "a_method needs the argument n1");
  await unfit("bake", { minutes: 5 }, "bake needs the argument dish");
});

Deno.test("an argument that is unknown is named, with the one that was meant", async () => {
  await unfit(
    "bake",
    { dish: "pie", minuts: 5 },
    'bake has no argument minuts. Did you mean "minutes"?',
  );
  await unfit("burn", { constructor: 1 }, "burn has no argument constructor.");
});

Deno.test("an argument given twice is refused", async () => {
  await unfit(
    "bake",
    { values: ["pie"], dish: "cake" },
    "dish is given by position and by name",
  );
});

Deno.test("an optional argument may be left out or null, and the signal comes after all of them", async () => {
  const oven = new Oven("oven");

  await cmd("bake", { values: ["pie"] }, oven);
  await cmd("bake", { dish: "cake", minutes: null }, oven);
  await cmd("bake", { values: ["roast", 90] }, oven);

  assertEquals(oven.dishes, [
    ["pie", undefined, true],
    ["cake", undefined, true],
    ["roast", 90, true],
  ]);
});

Deno.test("a cmd without specifier is answered 306 (111)", async () => {
  assertEquals(await cmd(""), {
    returnCode: 306,
    returnMessage: "No specifier was provided for an OP_CMD request",
    payload: null,
  });
});

Deno.test("a cmd for a method that is not there is answered 306, and the one that was meant is suggested (112)", async () => {
  assertEquals(await cmd("nope"), {
    returnCode: 306,
    returnMessage:
      "error getting command's corresponding method: 'Oven' object has no attribute 'nope'",
    payload: null,
  });
  assertEquals(
    (await cmd("a_metod")).returnMessage,
    "error getting command's corresponding method: 'Oven' object has no attribute 'a_metod'. Did you mean \"a_method\"?",
  );
});

Deno.test("set-condition with a hyphen is no instruction (85)", async () => {
  const { returnCode, returnMessage } = await cmd("set-condition");

  assertEquals(returnCode, 306);
  assertMatch(returnMessage, /^error getting command's corresponding method: /);
});

Deno.test("a cmd reaches nothing that is not declared", async () => {
  for (const specifier of undeclared) {
    const oven = new Oven("oven");

    const { returnCode } = await cmd(specifier, { values: [1] }, oven);

    assertEquals(returnCode, 306, specifier);
  }
});

Deno.test("a null payload is no arguments (115)", async () => {
  const store = new KeyValueStore("peaches");
  const specifier = "throw_something";

  assertEquals((await ask(store, "cmd", { specifier })).returnCode, 200);
});

Deno.test("a payload that is no object, or values that are no list, are answered 303", async () => {
  for (const payload of [5, "x", true, [1, 2]]) {
    assertEquals(await cmd("a_method", payload), {
      returnCode: 303,
      returnMessage:
        'The payload of a cmd must be an object with the arguments: "values" by position, others by name',
      payload: null,
    });
  }
  for (const values of [5, null, "x", { a: 1 }]) {
    assertEquals(await cmd("a_method", { values }), {
      returnCode: 303,
      returnMessage: '"values" must be a list of arguments',
      payload: null,
    });
  }
});

Deno.test("cmd throw_something is answered 200 (113)", async () => {
  const store = new KeyValueStore("peaches");

  assertEquals(
    await ask(store, "cmd", { specifier: "throw_something", payload: {} }),
    {
      returnCode: 200,
      returnMessage: "in throw_something method, rasing resource_error",
      payload: null,
    },
  );
});

Deno.test("cmd on_set is a set, with its value by name or by position (117)", async () => {
  const store = new KeyValueStore("peaches");
  const specifier = "on_set";
  for (
    const payload of [{ new_value: 13 }, { values: [13] }, {
      value: 13,
    }] as const
  ) {
    await ask(store, "set", { payload: { values: [0] } });

    const set = await ask(store, "cmd", { specifier, payload });

    assertEquals([set.returnCode, set.payload], [0, null]);
    assertEquals((await ask(store, "get")).payload, { value_raw: 13 });
  }
});

Deno.test("cmd on_set needs exactly one value", async () => {
  const cases: [Json, string][] = [
    [null, "on_set needs the argument new_value"],
    [{ values: [1, 2] }, "on_set takes 1 arguments but 2 were given"],
    [
      { values: [1], new_value: 2 },
      "new_value is given by position and by name",
    ],
    [{ a: 1, b: 2 }, "on_set needs the argument new_value"],
  ];
  for (const [payload, why] of cases) await unfit("on_set", payload, why);
});

Deno.test("cmd on_get is a get", async () => {
  const store = new KeyValueStore("peaches");
  store.initialValue = 5;

  const { payload } = await ask(store, "cmd", { specifier: "on_get" });

  assertEquals(payload, { value_raw: 5 });
});
