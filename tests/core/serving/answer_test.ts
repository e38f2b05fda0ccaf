import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  type Answer,
  answer,
  type Attributes,
  type Commands,
  Endpoint,
  Service,
} from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import { type Json, ReplyError, type Request } from "../../../src/wire/mod.ts";
import { ask } from "../../../testing.ts";
import { request } from "../../wire/messages.ts";
import { LogRecords } from "../log_records.ts";
import { Oven, undeclared } from "../oven.ts";

const ok: Answer = { returnCode: 0, returnMessage: "", payload: null };

/** Has an endpoint answer a request exactly as given. */
function answerTo(
  changes: Partial<Request>,
  endpoint: Endpoint = new Oven("oven"),
): Promise<Answer> {
  const { signal } = new AbortController();
  return answer(endpoint, request({ lockoutKey: nil, ...changes }), signal);
}

const nil = "00000000-0000-0000-0000-000000000000";

/** Sets the value of an oven, or one of its attributes. */
function set(
  payload: Json,
  specifier = "",
  oven: Endpoint = new Oven("oven"),
): Promise<Answer> {
  return ask(oven, "set", { payload, specifier });
}

Deno.test("a body that could not be read is answered 302 with what it was (48, 49)", async () => {
  const payload = {
    error: "Message body could not be parsed; skipping request",
    invalid: "{oops",
  };

  assertEquals(await answerTo({ valid: false, payload }), {
    returnCode: 302,
    returnMessage: "Request message was not valid",
    payload,
  });
});

Deno.test("a key that is none is answered 308, after the body and before the operation (99)", async () => {
  const badKey = { lockoutKey: undefined };
  const refused = {
    returnCode: 308,
    returnMessage: "Lockout key could not be parsed",
    payload: null,
  };

  assertEquals(await answerTo(badKey), refused);
  assertEquals(await answerTo({ ...badKey, operation: 8 }), refused);
  assertEquals(
    await answerTo({ ...badKey, operation: 9, specifier: "ping" }),
    refused,
  );
  assertEquals(
    (await answerTo({ ...badKey, valid: false })).returnCode,
    302,
  );
  assertEquals(
    await ask(new Oven("oven"), "get", { lockoutKey: "zzz" }),
    refused,
  );
});

Deno.test("an operation that means nothing is answered 306 (40, 41)", async () => {
  for (const operation of [8, 2, 2 ** 32 - 1]) {
    assertEquals(await answerTo({ operation }), {
      returnCode: 306,
      returnMessage: `Unrecognized message operation: <${operation}>`,
      payload: null,
    });
  }
});

Deno.test("a ping is answered with the program that asks, whatever follows it (82)", async () => {
  for (const endpoint of [new Oven("oven"), new Service("svc")]) {
    for (const specifier of ["ping", "ping.extra"]) {
      assertEquals(await answerTo({ operation: 9, specifier }, endpoint), {
        ...ok,
        returnMessage: "Hello, /usr/bin/deno",
      });
    }
  }
});

Deno.test("set_condition does nothing unless an endpoint says otherwise (84)", async () => {
  const returnMessage = "No action taken (this is the default method)";
  for (const payload of [null, {}, { values: [12] }, "x"]) {
    assertEquals(
      await ask(new Oven("oven"), "cmd", {
        specifier: "set_condition",
        payload,
      }),
      { ...ok, returnMessage },
    );
  }
});

Deno.test("an endpoint hears the condition that set_condition names", async () => {
  const conditions: unknown[] = [];
  class Alarm extends Endpoint {
    override setCondition(condition: unknown): Promise<string> {
      conditions.push(condition);
      return Promise.resolve(`condition ${condition}`);
    }
  }
  for (const payload of [{ values: [12, 13] }, { values: 7 }, {}, null]) {
    await ask(new Alarm("a"), "cmd", { specifier: "set_condition", payload });
  }

  assertEquals(conditions, [12, 7, null, null]);
  assertEquals(
    (await ask(new Alarm("a"), "cmd", {
      specifier: "set_condition",
      payload: { values: [1] },
    })).returnMessage,
    "condition 1",
  );
});

Deno.test("an endpoint without a value answers get and set with 306 (102, 103)", async () => {
  const service = new Service("svc");
  const got = await ask(service, "get");
  const set = await ask(service, "set", { payload: { values: [5] } });

  assertEquals([got.returnCode, set.returnCode], [306, 306]);
  assertMatch(got.returnMessage, /does not implement on_get$/);
  assertMatch(set.returnMessage, /does not implement on_set$/);
});

Deno.test("a get with the name of an attribute is answered with its value (104)", async () => {
  const oven = new Oven("oven");
  const value = async (specifier: string) =>
    await ask(oven, "get", { specifier });

  assertEquals(await value("name"), { ...ok, payload: { values: ["oven"] } });
  assertEquals((await value("set_point")).payload, { values: [20] });
  assertEquals((await value("serial_number")).payload, { values: ["n/a"] });
  assertEquals((await value("door_is_open")).payload, { values: [false] });
});

Deno.test("an attribute that has no value yet is null", async () => {
  assertEquals(
    await ask(new Oven("oven"), "get", { specifier: "label" }),
    { ...ok, payload: { values: [null] } },
  );
});

Deno.test("a get with any other name is answered 310 (105)", async () => {
  for (
    const specifier of [...undeclared, "nope", "foo.bar", "password", "async"]
  ) {
    assertEquals(await ask(new Oven("peaches"), "get", { specifier }), {
      returnCode: 310,
      returnMessage:
        `endpoint peaches has no attribute ${specifier}, unable to get`,
      payload: null,
    });
  }
});

Deno.test("a set with any other name is answered 310, and changes nothing (108)", async () => {
  for (const specifier of [...undeclared, "zzz", "password", "async"]) {
    const oven = new Oven("peaches");
    const before = Deno.inspect(oven);

    assertEquals(await set({ values: [1] }, specifier, oven), {
      returnCode: 310,
      returnMessage:
        `endpoint peaches has no attribute ${specifier}, unable to set`,
      payload: null,
    });
    assertEquals(Deno.inspect(oven), before);
  }
});

Deno.test("a set changes an attribute and is answered null", async () => {
  const oven = new Oven("oven");

  assertEquals(await set({ values: [180] }, "set_point", oven), ok);
  assertEquals(await set({ values: ["on"] }, "fan", oven), ok);

  assertEquals([oven.setPoint, oven.fan], [180, true]);
});

Deno.test("a value that does not fit an attribute is answered 304 and changes nothing", async () => {
  const oven = new Oven("oven");

  assertEquals(await set({ values: ["lots"] }, "set_point", oven), {
    returnCode: 304,
    returnMessage:
      'Cannot set "set_point" of oven: it must be a number: received "lots"',
    payload: null,
  });
  assertEquals(
    (await set({ values: [301] }, "set_point", oven)).returnMessage,
    'Cannot set "set_point" of oven: it must be at most 300: received 301',
  );
  assertEquals(oven.setPoint, 20);
});

Deno.test("an attribute that is read-only is answered 304, also if only its member says so", async () => {
  for (
    const specifier of ["name", "serial_number", "door_is_open", "times_opened"]
  ) {
    assertEquals(await set({ values: [1] }, specifier), {
      returnCode: 304,
      returnMessage: `attribute ${specifier} of endpoint oven is read-only`,
      payload: null,
    });
  }
});

Deno.test("a set without values is answered 303, also for an attribute that is not there (106)", async () => {
  for (const payload of [{}, { value: 5 }]) {
    for (const specifier of ["", "zzz"]) {
      assertEquals(await set(payload, specifier), {
        returnCode: 303,
        returnMessage:
          "setting called without values, but values are required for set",
        payload: null,
      });
    }
  }
});

Deno.test("a set whose values make no sense is answered 303 or 304 and changes nothing (107)", async () => {
  const store = new KeyValueStore("peaches");
  const bad: [Json, number][] = [
    [null, 303],
    [5, 303],
    ["x", 303],
    [[5], 303],
    [{ values: [] }, 303],
    [{ values: 5 }, 303],
    [{ values: null }, 303],
    [{ values: { 0: 5 } }, 303],
    [{ values: [null] }, 304],
    [{ values: [[1]] }, 304],
    [{ values: [{ a: 1 }] }, 304],
  ];
  for (const [payload, code] of bad) {
    assertEquals((await set(payload, "", store)).returnCode, code);
  }
  assertEquals((await ask(store, "get")).payload, null);
});

Deno.test("a set of several values uses the first (110)", async () => {
  const store = new KeyValueStore("peaches");

  assertEquals(await set({ values: [5, 6] }, "", store), ok);
  assertEquals((await ask(store, "get")).payload, { value_raw: 5 });
});

Deno.test("what on_set returns is the payload of the reply", async () => {
  assertEquals((await set({ values: [5] })).payload, { was: 5 });
});

/** An endpoint whose readings fail in a way of their own. */
class Failing extends Endpoint {
  static override readonly commands: Commands<Failing> = {
    fail: { args: [] },
  };
  constructor(readonly thrown: unknown) {
    super("failing");
  }
  fail(): Promise<never> {
    return Promise.reject(this.thrown);
  }
  override onGet(): never {
    throw this.thrown;
  }
  override onSet(_value: unknown): Promise<never> {
    return Promise.reject(this.thrown);
  }
}

Deno.test("a ReplyError becomes the reply, with its code, text and payload (78, 80)", async () => {
  const given = new ReplyError("resource_error", "m");
  assertEquals(await ask(new Failing(given), "get"), {
    returnCode: 200,
    returnMessage: "m",
    payload: null,
  });
  const success = new ReplyError("success", "half", { payload: { a: 1 } });
  assertEquals(await ask(new Failing(success), "get"), {
    returnCode: 0,
    returnMessage: "half",
    payload: { a: 1 },
  });
  assertEquals(await ask(new Oven("o"), "cmd", { specifier: "refuse" }), {
    returnCode: 200,
    returnMessage: "no gas",
    payload: { bar: 0 },
  });
});

Deno.test("a ReplyError with a code of its own, or with none that exists, becomes the reply (79, 81)", async () => {
  const own = { value: 5000, name: "too_hot", description: "Too hot" };

  assertEquals(
    (await ask(new Failing(new ReplyError(own, "m")), "get")).returnCode,
    5000,
  );
  const unknown = new ReplyError("no_such_code" as "success", "m");
  assertEquals((await ask(new Failing(unknown), "get")).returnCode, 300);
});

Deno.test("whatever else is thrown becomes 999 with its text, and a line in the log (118)", async () => {
  await using log = await LogRecords.listen();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const hostile = {
    toString() {
      throw new Error("no text either");
    },
  };
  const cases: [unknown, string][] = [
    [new Error("the coil is open"), "Error: the coil is open"],
    [new TypeError("x is not a function"), "TypeError: x is not a function"],
    [new Error(""), "Error"],
    ["a text", "a text"],
    [undefined, "undefined"],
    [null, "null"],
    [17, "17"],
    [circle, "<ref *1> { self: [Circular *1] }"],
    [{ code: 5 }, "{ code: 5 }"],
    [Object.create(null), "a value of type object"],
    [hostile, "a value of type object"],
  ];
  for (const [thrown, returnMessage] of cases) {
    const failing = new Failing(thrown);
    const expected = { returnCode: 999, returnMessage, payload: null };

    assertEquals(await ask(failing, "get"), expected);
    assertEquals(await set({ values: [1] }, "", failing), expected);
    assertEquals(await ask(failing, "cmd", { specifier: "fail" }), expected);
  }
  assertEquals(log.lines("error").length, 3 * cases.length);
  assertStringIncludes(log.lines("error")[0]!, "failing");
});

Deno.test("a ReplyError is an answer and no line in the log", async () => {
  await using log = await LogRecords.listen();

  await ask(new Oven("o"), "cmd", { specifier: "refuse" });

  assertEquals(log.lines("error"), []);
});

Deno.test("a result that no message can carry is answered 999 (35)", async () => {
  class Broken extends Endpoint {
    override onGet(): unknown {
      return { volts: NaN };
    }
  }

  assertEquals(await ask(new Broken("b"), "get"), {
    returnCode: 999,
    returnMessage: "RangeError: The result is NaN, which no message can carry",
    payload: null,
  });
});

Deno.test("an attribute whose getter fails is answered 999", async () => {
  class Broken extends Endpoint {
    static override readonly attributes: Attributes<Broken> = {
      level: { schema: {}, decode: (input) => input as number },
    };
    get level(): number {
      throw new Error("the sensor is gone");
    }
  }

  assertEquals(
    (await ask(new Broken("b"), "get", { specifier: "level" })).returnMessage,
    "Error: the sensor is gone",
  );
});

Deno.test("a handler is told by its signal that nobody waits any more", async () => {
  const nobodyWaits = new AbortController();
  const answered = answer(
    new Oven("oven"),
    request({ lockoutKey: nil, operation: 9, specifier: "wait_for_signal" }),
    nobodyWaits.signal,
  );

  nobodyWaits.abort();

  assertEquals((await answered).payload, "too late");
});

Deno.test("no request whatever makes an endpoint throw or reach beyond its tables", async () => {
  const oven = new Oven("oven");
  const specifiers = ["", "x", "set_point", "a_method", "lock", ...undeclared];
  const payloads: Json[] = [
    null,
    [],
    {},
    0,
    "",
    { values: [] },
    { values: [null] },
    { values: [1e308, -0] },
    { values: "x", constructor: { prototype: 1 } },
    JSON.parse('{"__proto__": {"x": 1}, "values": [1]}'),
  ];
  for (const operation of [0, 1, 9, 5]) {
    for (const specifier of specifiers) {
      for (const payload of payloads) {
        const { returnCode } = await answerTo(
          { operation, specifier, payload },
          oven,
        );
        assert(returnCode < 400, `${operation} ${specifier}: ${returnCode}`);
      }
    }
  }
  assertEquals(Reflect.get({}, "x"), undefined);
});
