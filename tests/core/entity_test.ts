import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Answer,
  configure,
  Entity,
  type KeyProblem,
} from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { ask } from "../../testing.ts";
import { LogRecords } from "./log_records.ts";
import { nothingMore, Stage } from "./stage.ts";

/** Makes a store on a stage, as a configuration would. */
function storeOn(
  stage: Stage,
  config: Record<string, unknown> = {},
): KeyValueStore {
  const store = stage.put(new KeyValueStore("peaches"));
  const problems = [
    ...configure(store, { name: "peaches", ...config }),
    ...store.validate(nothingMore),
  ];
  assertEquals(problems, []);
  return store;
}

function set(
  endpoint: Entity,
  value: Json,
  specifier = "",
): Promise<Answer> {
  return ask(endpoint, "set", { specifier, payload: { values: [value] } });
}

async function get(endpoint: Entity, specifier = ""): Promise<Json> {
  return (await ask(endpoint, "get", { specifier })).payload;
}

const ok: Answer = { returnCode: 0, returnMessage: "", payload: null };

Deno.test("a set is answered null, and a get with the raw value (109)", async () => {
  const store = storeOn(new Stage());

  assertEquals(await set(store, 5), ok);
  assertEquals(await get(store), { value_raw: 5 });
});

Deno.test("a reading is calibrated (123)", async () => {
  const store = storeOn(new Stage(), {
    initial_value: 0.75,
    calibration: "2*{}",
  });

  assertEquals(await get(store), { value_raw: 0.75, value_cal: 1.5 });
});

Deno.test("an entity without a value answers null (128)", async () => {
  assertEquals(await get(storeOn(new Stage())), null);
  assertEquals(await get(storeOn(new Stage(), { calibration: "2*{}" })), null);
});

Deno.test("of a list the first item is the reading", async () => {
  class Listing extends Entity {
    override onGet(): unknown {
      return ["1.5", "ignored"];
    }
  }
  class Empty extends Entity {
    override onGet(): unknown {
      return [];
    }
  }

  assertEquals(await get(new Listing("l")), { value_raw: "1.5" });
  assertEquals(await get(new Empty("e")), null);
});

Deno.test("a calibration that fails leaves the raw value, with a line in the log", async () => {
  await using log = await LogRecords.listen();
  const store = storeOn(new Stage(), { calibration: "2*{}" });
  await set(store, "str");

  const { returnCode, payload } = await ask(store, "get");

  assertEquals([returnCode, payload], [0, { value_raw: "str" }]);
  await set(store, "another");
  await ask(store, "get");
  assertEquals(log.lines("error").length, 1);
  assertStringIncludes(log.lines("error")[0]!, "calibrating peaches failed");
});

Deno.test("a raw value that a map does not have is answered 304 (127)", async () => {
  const store = storeOn(new Stage(), {
    initial_value: "CLOSE",
    calibration: { CLOSE: "a", OPEN: "b" },
  });
  assertEquals(await get(store), { value_raw: "CLOSE", value_cal: "a" });

  assertEquals(await set(store, "XX"), ok);
  assertEquals(await ask(store, "get"), {
    returnCode: 304,
    returnMessage: "raw value <'XX'> not in cal dict",
    payload: null,
  });
});

Deno.test("a calibration that cannot be read is a problem of the configuration", () => {
  const store = new KeyValueStore("peaches");
  configure(store, { name: "peaches", calibration: "2*nope({})" });

  const [problem] = store.validate(nothingMore) as [KeyProblem];

  assertEquals(problem.key, "calibration");
  assertStringIncludes(problem.message, "nope");
});

Deno.test("a calibration may call the functions of extensions", async () => {
  const store = new KeyValueStore("peaches");
  configure(store, { name: "peaches", initial_value: 2, calibration: "f({})" });

  const problems = store.validate({
    ...nothingMore,
    functions: new Map([["f", (x) => 10 * (x as number)]]),
  });

  assertEquals(problems, []);
  assertEquals(await get(store), { value_raw: 2, value_cal: 20 });
});

Deno.test("get_on_set answers a set with a fresh get (131)", async () => {
  const store = storeOn(new Stage(), { get_on_set: true });

  assertEquals((await set(store, 9)).payload, { value_raw: 9 });
});

Deno.test("log_on_set sends the fresh reading as an alert, before the set is answered (132)", async () => {
  const stage = new Stage();
  const store = storeOn(stage, {
    get_on_set: true,
    log_on_set: true,
    calibration: "2*{}",
  });
  const order: string[] = [];
  const { context } = store;
  store.attachTo({
    name: "stage",
    stateDirectory: "",
    context: {
      ...context,
      alert: async (...args) => {
        order.push("alert");
        await context.alert(...args);
      },
    },
  });

  const { payload } = await set(store, 500);
  order.push("reply");

  const reading = { "value_raw": 500, "value_cal": 1000 };
  assertEquals(payload, reading);
  assertEquals(order, ["alert", "reply"]);
  assertEquals(stage.alerts, [{
    key: "sensor_value.peaches",
    payload: reading,
    options: { keep: true, time: stage.clock.now() },
    at: 0,
  }]);
});

Deno.test("the first word of the alerts can be chosen (147)", async () => {
  const stage = new Stage();
  const store = storeOn(stage, {
    get_on_set: true,
    log_on_set: true,
    log_routing_key_prefix: "p",
  });

  await set(store, 1);
  await set(store, "slow_control", "log_routing_key_prefix");
  await set(store, 2);

  assertEquals(stage.alerts.map(({ key }) => key), [
    "p.peaches",
    "slow_control.peaches",
  ]);
});

Deno.test("log_on_set needs get_on_set in a configuration, in whichever order they stand (133)", () => {
  const problemsOf = (config: Record<string, unknown>) => {
    const store = new KeyValueStore("peaches");
    return [
      ...configure(store, { name: "peaches", ...config }),
      ...store.validate(nothingMore),
    ];
  };

  for (
    const config of [{ log_on_set: true }, {
      log_on_set: true,
      get_on_set: false,
    }]
  ) {
    assertEquals(problemsOf(config), [{
      key: "log_on_set",
      message:
        "log_on_set needs get_on_set. Add get_on_set: true, or remove log_on_set",
    }]);
  }
  assertEquals(problemsOf({ log_on_set: true, get_on_set: true }), []);
});

Deno.test("get_on_set cannot be disabled while log_on_set is enabled (134)", async () => {
  const store = storeOn(new Stage(), { get_on_set: true, log_on_set: true });

  assertEquals(await set(store, false, "get_on_set"), {
    returnCode: 304,
    returnMessage: "unable to disable get_on_set while log_on_set is enabled",
    payload: null,
  });
  assertEquals(await get(store, "get_on_set"), { values: [true] });
});

Deno.test("log_on_set cannot be enabled when get_on_set is disabled (135)", async () => {
  const store = storeOn(new Stage());

  assertEquals(await set(store, true, "log_on_set"), {
    returnCode: 304,
    returnMessage: "unable to enable log_on_set when get_on_set is disabled",
    payload: null,
  });
  assertEquals(await get(store, "log_on_set"), { values: [false] });
});

Deno.test("get_on_set and log_on_set can be enabled twice and disabled in order, and a set is logged once (136)", async () => {
  const stage = new Stage();
  const store = storeOn(stage, { get_on_set: true, log_on_set: true });
  for (const specifier of ["get_on_set", "log_on_set"]) {
    assertEquals(await set(store, true, specifier), ok);
  }

  assertEquals((await set(store, 5)).payload, { value_raw: 5 });
  assertEquals(stage.alerts.length, 1);

  assertEquals(await set(store, "off", "log_on_set"), ok);
  assertEquals(await set(store, "off", "get_on_set"), ok);
  assertEquals(await set(store, 6), ok);
  assertEquals(stage.alerts.length, 1);
});

Deno.test("a set that cannot be calibrated is answered and logged with its raw value (137)", async () => {
  const stage = new Stage();
  const store = storeOn(stage, {
    get_on_set: true,
    log_on_set: true,
    calibration: "2*{}",
  });

  assertEquals((await set(store, "str")).payload, { value_raw: "str" });
  assertEquals(stage.alerts.map(({ payload }) => payload), [{
    value_raw: "str",
    value_cal_problem:
      `calibration "2*{}" of the raw value 'str': TypeError: "*" needs a number, but the reading is the text 'str'`,
  }]);
  assertEquals((await set(store, 2)).payload, { value_raw: 2, value_cal: 4 });
});

Deno.test("a set that leaves nothing to read is logged with what was set", async () => {
  const stage = new Stage();
  class WriteOnly extends Entity {
    override onGet(): unknown {
      return null;
    }
    override onSet(_value: unknown): unknown {
      return "done";
    }
  }
  const entity = stage.put(new WriteOnly("w"));
  configure(entity, { name: "w", get_on_set: true, log_on_set: true });

  assertEquals((await set(entity, 5)).payload, null);
  assertEquals(stage.alerts.map(({ payload }) => payload), [{ value_raw: 5 }]);
});

Deno.test("an entity that has no context sets and gets, and says that it cannot log", async () => {
  const store = new KeyValueStore("peaches");
  store.getOnSet = store.logOnSet = true;

  const { returnCode, returnMessage } = await set(store, 5);

  assertEquals(returnCode, 4);
  assertEquals(returnMessage, "There is no connection to a mesh");
  assertEquals(await get(store), { value_raw: 5 });
});
