import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type Answer, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import type { Json, JsonObject, OperationName } from "../../src/wire/mod.ts";
import { ask, FakeClock, startMesh } from "../../testing.ts";

const key = "01234567-89ab-cdef-0123-456789abcdef";
const otherKey = "ffffffff-89ab-cdef-0123-456789abcdef";
const nilKey = "00000000-0000-0000-0000-000000000000";

/** A store that is locked with {@linkcode key}. */
async function locked(): Promise<KeyValueStore> {
  const store = new KeyValueStore("peaches");
  await ask(store, "cmd", { specifier: "lock", lockoutKey: key });
  return store;
}

/** Unlocks a store. */
function unlock(
  store: KeyValueStore,
  payload: Json,
  lockoutKey = "",
): Promise<Answer> {
  return ask(store, "cmd", { specifier: "unlock", payload, lockoutKey });
}

function denied(used: string): Answer {
  return {
    returnCode: 307,
    returnMessage: `Request denied due to lockout (key used: ${used})`,
    payload: null,
  };
}

Deno.test("an endpoint that is not locked says so (86)", async () => {
  assertEquals(
    await ask(new KeyValueStore("peaches"), "get", { specifier: "is-locked" }),
    {
      returnCode: 0,
      returnMessage: "Checked lock status",
      payload: { is_locked: false },
    },
  );
});

Deno.test("a lock without a key makes one up (87)", async () => {
  const keys = new Set<unknown>();
  for (const lockoutKey of ["", nilKey]) {
    const { returnCode, returnMessage, payload } = await ask(
      new KeyValueStore("peaches"),
      "cmd",
      { specifier: "lock", lockoutKey },
    );

    assertEquals([returnCode, returnMessage], [0, "Server is now locked"]);
    const made = (payload as JsonObject).key as string;
    assertMatch(made, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assertNotEquals(made, nilKey);
    keys.add(made);
  }
  assertEquals(keys.size, 2);
});

Deno.test("the key that a lock made up opens it", async () => {
  const store = new KeyValueStore("peaches");
  const { payload } = await ask(store, "cmd", { specifier: "lock" });
  const made = (payload as JsonObject).key as string;

  assertEquals(
    (await unlock(store, {}, made)).returnMessage,
    "Server unlocked",
  );
});

Deno.test("a lock with a key answers it in its groups (88)", async () => {
  const { payload } = await ask(new KeyValueStore("peaches"), "cmd", {
    specifier: "lock",
    lockoutKey: "0123456789ABCDEF0123456789abcdef",
  });

  assertEquals(payload, { key });
});

Deno.test("a locked endpoint tells who has locked it (89)", async () => {
  const { payload } = await ask(await locked(), "get", {
    specifier: "is-locked",
  });

  const { is_locked: isLocked, tag } = payload as {
    is_locked: boolean;
    tag: JsonObject;
  };
  assertEquals(isLocked, true);
  assertEquals(
    Object.keys(tag).sort(),
    ["exe", "hostname", "service_name", "username", "versions"],
  );
  assertEquals(tag.exe, Deno.execPath());
});

Deno.test("a locked endpoint answers every get (90)", async () => {
  const store = await locked();
  for (const specifier of ["", "name", "is-locked", "is-locked.extra"]) {
    assertEquals((await ask(store, "get", { specifier })).returnCode, 0);
  }
});

Deno.test("a locked endpoint refuses set and cmd without its key (91)", async () => {
  const store = await locked();
  const requests: [OperationName, string][] = [
    ["set", ""],
    ["set", "log_interval"],
    ["cmd", "throw_something"],
    ["cmd", "on_set"],
    ["cmd", "nope"],
    ["cmd", ""],
  ];
  for (const [operation, specifier] of requests) {
    const payload = { values: [5] };

    assertEquals(
      await ask(store, operation, { specifier, payload }),
      denied(nilKey),
    );
    assertEquals(
      await ask(store, operation, {
        specifier,
        payload,
        lockoutKey: otherKey,
      }),
      denied(otherKey),
    );
  }
  assertEquals((await ask(store, "get")).payload, null);
});

Deno.test("a locked endpoint obeys its key, in any spelling (92)", async () => {
  const store = await locked();
  for (
    const lockoutKey of [
      key,
      `{${key.toUpperCase()}}`,
      key.replaceAll("-", ""),
    ]
  ) {
    const payload = { values: [5] };
    assertEquals(
      (await ask(store, "set", { payload, lockoutKey })).returnCode,
      0,
    );
  }
  assertEquals(
    (await ask(store, "cmd", {
      specifier: "throw_something",
      lockoutKey: key,
    })).returnCode,
    200,
  );
});

Deno.test("a locked endpoint answers ping and set_condition without its key (93)", async () => {
  const store = await locked();
  for (const specifier of ["ping", "set_condition"]) {
    assertEquals((await ask(store, "cmd", { specifier })).returnCode, 0);
  }
});

Deno.test("a locked endpoint cannot be locked again (94)", async () => {
  const store = await locked();
  const specifier = "lock";

  assertEquals(await ask(store, "cmd", { specifier }), denied(nilKey));
  assertEquals(
    await ask(store, "cmd", { specifier, lockoutKey: otherKey }),
    denied(otherKey),
  );
  assertEquals(await ask(store, "cmd", { specifier, lockoutKey: key }), {
    returnCode: 200,
    returnMessage: "Unable to lock server",
    payload: null,
  });
});

Deno.test("an endpoint that is not locked need not be unlocked (95)", async () => {
  assertEquals(await unlock(new KeyValueStore("peaches"), {}), {
    returnCode: 1,
    returnMessage: "Already unlocked",
    payload: null,
  });
});

Deno.test("the right key unlocks, and a wrong one does not (96)", async () => {
  const store = await locked();
  const failed = {
    returnCode: 200,
    returnMessage: "Failed to unlock server",
    payload: null,
  };

  assertEquals(await unlock(store, {}), failed);
  assertEquals(await unlock(store, {}, otherKey), failed);
  assertEquals(await unlock(store, {}, key), {
    returnCode: 0,
    returnMessage: "Server unlocked",
    payload: null,
  });
  assertEquals(
    (await ask(store, "get", { specifier: "is-locked" })).payload,
    { is_locked: false },
  );
});

Deno.test("force unlocks without a key, as a boolean, a number or a text (97)", async () => {
  for (const force of [true, 1, -0.5, "true", "TRUE", "1", "007"]) {
    assertEquals(
      (await unlock(await locked(), { force })).returnCode,
      0,
      String(force),
    );
  }
  for (
    const force of [false, 0, "false", "yes", "0", "", "1.5", null, [1], {}]
  ) {
    assertEquals(
      (await unlock(await locked(), { force })).returnCode,
      200,
      String(force),
    );
  }
});

Deno.test("an unlock with a payload that is no object is no force (98)", async () => {
  for (const payload of [null, true, 1, ["force"], "force"]) {
    assertEquals((await unlock(await locked(), payload)).returnCode, 200);
  }
});

Deno.test("the lock of an endpoint is its own (100)", async () => {
  const service = new Service("svc");
  const [a, b] = [new KeyValueStore("a"), new KeyValueStore("b")];
  service.add(a);
  service.add(b);
  await ask(a, "cmd", { specifier: "lock" });

  assertEquals([a, b, service].map((each) => each.lockout.locked), [
    true,
    false,
    false,
  ]);
});

Deno.test("the key of a request to an unlocked endpoint is ignored (101)", async () => {
  const payload = { values: [5] };

  assertEquals(
    (await ask(new KeyValueStore("peaches"), "set", {
      payload,
      lockoutKey: key,
    })).returnCode,
    0,
  );
});

Deno.test("a lease ends by itself, and until then the lock says since when, until when and why", async () => {
  const clock = new FakeClock(Date.UTC(2026, 10, 25, 12));
  await using mesh = await startMesh({
    name: "pantry",
    endpoints: [{ name: "figs", module: "KeyValueStore" }],
  }, { clock });
  const { client } = mesh;
  const set = async () =>
    (await client.request({
      endpoint: "figs",
      operation: "set",
      payload: { values: [1] },
    })).returnCode;
  const state = () => client.get("figs", { specifier: "is-locked" });
  await client.cmd("figs", "lock", [], { for: 60, reason: "baking" });

  const { tag: _, ...rest } = await state() as JsonObject;
  assertEquals(rest, {
    is_locked: true,
    since: "2026-11-25T12:00:00.000Z",
    until: "2026-11-25T12:01:00.000Z",
    reason: "baking",
  });
  await clock.advance(59_999);
  assertEquals(await set(), 307);
  await clock.advance(1);
  assertEquals(await set(), 0);
  assertEquals(await state(), { is_locked: false });
});

Deno.test("a lease that is no time is refused, and nothing is locked", async () => {
  for (const time of [0, -1, "1h", null, 1e12, [1]]) {
    const store = new KeyValueStore("peaches");
    const { returnCode } = await ask(store, "cmd", {
      specifier: "lock",
      payload: { for: time },
    });
    assertEquals([returnCode, store.lockout.locked], [304, false], `${time}`);
  }
});
