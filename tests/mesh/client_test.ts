import { assert, assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/wire/mod.ts";
import { Mesh } from "../../src/mesh/mod.ts";
import { connect, echo, testOnEach } from "./backends.ts";

testOnEach(
  "a set, a get and a cmd carry what the originals send (219)",
  async ({ options }) => {
    await using _service = await echo(options, "echo");
    await using client = await connect(options);

    assertEquals(await client.get("echo"), null);
    assertEquals(await client.set("echo", 5), { values: [5] });
    assertEquals(await client.cmd("echo", "m", [1], { a: 2 }), {
      a: 2,
      values: [1],
    });
    assertEquals(await client.cmd("echo", "m"), { values: [] });
  },
);

testOnEach(
  "a reply with a code of 100 or more is thrown with its code, message and payload (220)",
  async ({ options }) => {
    await using _service = await echo(options, "echo");
    await using client = await connect(options);

    const error = await assertRejects(
      () => client.set("echo", 5, { specifier: "fail" }),
      ReplyError,
      "fail",
    );
    assertEquals(error.returnCode.name, "service_error_invalid_value");
    assertEquals(error.payload, { values: [5] });
  },
);

testOnEach(
  "a request that nobody hears fails at once, not by its timeout (11)",
  async ({ options }) => {
    await using client = await connect(options);

    const error = await assertRejects(
      () => client.get("nobody", { timeout: 0 }),
      ReplyError,
      'nobody listens to "nobody"',
    );
    assertEquals(error.returnCode.value, 403);
  },
);

testOnEach(
  "a request that is not answered fails after its timeout (218)",
  async ({ options }) => {
    await using mute = new MuteService();
    await mute.start(options);
    await using client = await connect(options);

    const error = await assertRejects(
      () => client.get("mute", { timeout: 0.1 }),
      ReplyError,
      "No reply to get mute within 0.1 s",
    );
    assertEquals(error.returnCode.value, 404);
  },
);

testOnEach(
  "replies find their requests whatever their order",
  async ({ options }) => {
    await using mute = new MuteService();
    await mute.start(options);
    await using client = await connect(options);

    const requests = ["a", "b", "c"].map((word) => client.set("mute", word));
    await mute.heard(3);
    for (const request of mute.requests.toReversed()) {
      mute.mesh!.reply(request, {
        returnCode: 0,
        returnMessage: "",
        payload: request.payload,
      });
    }
    assertEquals(await Promise.all(requests), [
      { values: ["a"] },
      { values: ["b"] },
      { values: ["c"] },
    ]);
  },
);

testOnEach(
  "a reply of a foreign correlation id is ignored",
  async ({ options }) => {
    await using mute = new MuteService();
    await mute.start(options);
    await using client = await connect(options);

    const answered = client.get("mute");
    await mute.heard(1);
    const [request] = mute.requests;
    const answer = { returnCode: 0, returnMessage: "" };
    mute.mesh!.reply({ ...request!, correlationId: "foreign" }, {
      ...answer,
      payload: "wrong",
    });
    mute.mesh!.reply(request!, { ...answer, payload: "right" });
    assertEquals(await answered, "right");
  },
);

testOnEach(
  "a lockout key that is none is refused before anything is sent (203)",
  async ({ options }) => {
    await using client = await connect(options);
    const error = await assertRejects(
      () => client.get("nobody", { lockoutKey: "zzz" }),
      ReplyError,
      '"zzz" is no lockout key',
    );
    assertEquals(error.returnCode.value, 400);
  },
);

testOnEach(
  "a payload that is no JSON is refused before anything is sent (35)",
  async ({ options }) => {
    await using client = await connect(options);
    const error = await assertRejects(
      () => client.set("nobody", NaN),
      ReplyError,
      "NaN is not finite",
    );
    assertEquals(error.returnCode.value, 401);
  },
);

testOnEach(
  "alerts come as an async iterable, and leaving the loop ends it",
  async ({ options }) => {
    await using client = await connect(options);
    const alerts = client.alerts("sensor_value.#");
    await alerts.ready;
    await client.alert("status_message.x", "not for us");
    await client.alert("sensor_value.peaches", { value_raw: 1 });
    await client.alert("sensor_value.chips", { value_raw: 2 });

    const keys: string[] = [];
    for await (const { routingKey } of alerts) {
      keys.push(routingKey);
      if (keys.length === 2) break;
    }
    assertEquals(keys, ["sensor_value.peaches", "sensor_value.chips"]);
    assertEquals(await alerts.next(), { value: undefined, done: true });
  },
);

testOnEach(
  "a long payload is cut into chunks if asked to, and joined again (31, 32, 62)",
  async ({ options }) => {
    const chunking = { ...options, maxPayloadSize: 1000 };
    await using _service = await echo(chunking, "echo");
    await using client = await connect(chunking);
    const text = "\u00e9".repeat(12_345);
    assertEquals(await client.set("echo", text), { values: [text] });
  },
);

testOnEach(
  "a request that could not be sent in time is not sent later",
  async ({ options }) => {
    await using sender = new Mesh(options);
    const early = sender.request({
      endpoint: "echo",
      operation: "cmd",
      timeout: 0.01,
    });
    const error = await assertRejects(() => early, ReplyError);
    assertEquals(error.returnCode.value, 404);

    await using service = await echo(options, "echo");
    const heard: unknown[] = [];
    const listener = service.mesh.listen({
      queue: `spy_${crypto.randomUUID()}`,
      requests: ["echo.#"],
      handle: ({ payload }) => void heard.push(payload),
    });
    await listener.ready;
    await sender.open();
    await sender.request({
      endpoint: "echo",
      operation: "get",
      payload: "later",
    });
    await using client = await connect(options);
    await client.request({
      endpoint: "echo",
      operation: "get",
      payload: "last",
    });
    assertEquals(heard.slice(0, 1), ["later"]);
  },
);

testOnEach("a client that was closed says so at once", async ({ options }) => {
  const client = await connect(options);
  await client.close();
  const error = await assertRejects(
    () => client.get("peaches", { timeout: 0 }),
    ReplyError,
  );
  assertEquals(
    error.message,
    "Cannot get peaches: the connection was closed",
  );
});

testOnEach(
  "a request that is too long is answered as invalid",
  async ({ options }) => {
    await using service = new Mesh({ ...options, maxMessageSize: 1000 }, {
      name: "small",
    });
    await service.open();
    const seen = Promise.withResolvers<unknown>();
    await service.listen({
      queue: "small",
      requests: ["small.#"],
      handle: ({ payload, valid }) => seen.resolve([payload, valid]),
    }).ready;
    await using client = await connect(options);
    client.request({
      endpoint: "small",
      operation: "get",
      payload: "x".repeat(2000),
      timeout: 0.1,
    }).catch(() => {});
    assertEquals(await seen.promise, [
      { error: "The payload has 2002 bytes; at most 1000 are read" },
      false,
    ]);
  },
);

testOnEach("a message of a megabyte passes whole", async ({ options }) => {
  await using _service = await echo(options, "echo");
  await using client = await connect(options);
  const text = "x".repeat(1_000_000);
  assertEquals(await client.set("echo", text), { values: [text] });
});

testOnEach(
  "a thousand requests at once are all answered",
  async ({ options }) => {
    await using _service = await echo(options, "echo");
    await using client = await connect(options);
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    const replies = await Promise.all(
      numbers.map((n) => client.set("echo", n)),
    );
    assertEquals(replies, numbers.map((n) => ({ values: [n] })));
  },
);

testOnEach(
  "closing a client fails the requests that wait and ends its streams",
  async ({ options }) => {
    await using mute = new MuteService();
    await mute.start(options);
    const client = await connect(options);
    const alerts = client.alerts("#");
    await alerts.ready;
    const next = alerts.next();
    const pending = assertRejects(
      () => client.get("mute"),
      ReplyError,
      "closed",
    );
    await mute.heard(1);
    await client.close();
    await pending;
    assertEquals((await next).done, true);
  },
);

testOnEach(
  "a wrong password is refused at once, in words that help (13)",
  async ({ options }) => {
    if (options.requestsExchange === undefined) return; // The embedded broker takes any login.
    const error = await assertRejects(
      () => connect({ ...options, username: "nobody", password: "wrong" }),
      ReplyError,
      'it refuses user "nobody" (403)',
    );
    assertEquals(error.returnCode.value, 101);
  },
);

testOnEach(
  "meshes with other names of exchanges do not hear each other (12)",
  async ({ options }) => {
    const other = {
      ...options,
      requestsExchange: `${options.requestsExchange ?? "requests"}`,
      alertsExchange: `${options.alertsExchange ?? "alerts"}`,
    };
    const elsewhere = { ...other, requestsExchange: other.alertsExchange };
    await using _service = await echo(other, "echo");
    await using here = await connect(other);
    await using there = await connect(elsewhere);

    assertEquals(await here.get("echo"), null);
    await assertRejects(() => there.get("echo"), ReplyError, "nobody listens");
  },
);

Deno.test("a broker that is not there is tried as often as said, then given up in words that help (14)", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const waits: number[] = [];
  const clock = {
    now: () => Date.now(),
    after(milliseconds: number, run: () => void) {
      if (milliseconds < 5000) waits.push(milliseconds);
      const timer = setTimeout(run, milliseconds < 5000 ? 0 : milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const options = { broker: "127.0.0.1", port, maxConnectionAttempts: 3 };
  const error = await assertRejects(
    () => connect({ ...options, clock, random: () => 0.5 }),
    ReplyError,
    `Cannot use the broker at 127.0.0.1:${port}: nothing listens there`,
  );
  assertEquals(error.returnCode.value, 101);
  assertEquals(waits.map(Math.round), [200, 400]);
});

Deno.test("a host that does not exist is named as the reason", async () => {
  const error = await assertRejects(
    () => connect({ broker: "no-such-host.invalid", maxConnectionAttempts: 1 }),
    ReplyError,
    "no-such-host.invalid:5672",
  );
  assert(/no such host/.test(error.message), error.message);
});

/** Hears requests to `mute` and keeps them. */
class MuteService implements AsyncDisposable {
  readonly requests: Parameters<Mesh["reply"]>[0][] = [];
  mesh: Mesh | undefined;
  #waiting: (() => void)[] = [];

  async start(options: ConstructorParameters<typeof Mesh>[0]): Promise<void> {
    this.mesh = new Mesh(options, { name: "mute" });
    await this.mesh.open();
    const listener = this.mesh.listen({
      queue: "mute",
      requests: ["mute.#"],
      handle: (message) => {
        if (message.type === "request") this.requests.push(message);
        for (const check of this.#waiting) check();
      },
    });
    await listener.ready;
  }

  heard(count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.requests.length >= count) resolve();
      };
      this.#waiting.push(check);
      check();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mesh?.close();
  }
}
