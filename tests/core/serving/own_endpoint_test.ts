import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startBroker } from "../../../src/broker/mod.ts";
import {
  type Commands,
  Endpoint,
  serve,
  Service,
} from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import { connect } from "../../../src/mesh/mod.ts";
import { ReplyError } from "../../../src/wire/mod.ts";
import { ask } from "../../../testing.ts";

/** Doubles what its neighbour holds. */
class Doubler extends Endpoint {
  override async onGet(): Promise<unknown> {
    const { payload } = await this.context.request({
      endpoint: "store",
      operation: "get",
    });
    const { value_raw: raw } = payload as { value_raw: number };
    return 2 * raw;
  }
}

Deno.test("an endpoint may ask a neighbour of the same service while it answers", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  const service = new Service("lab");
  const store = new KeyValueStore("store");
  store.initialValue = 21;
  service.add(store);
  service.add(new Doubler("doubler"));
  await using _running = await serve(service, at);
  await using client = await connect(at);

  assertEquals(await client.get("doubler"), 42);
});

Deno.test("a second instance of a service finds the name taken before it touches an instrument (9)", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  let started = 0;
  /** Counts how often it is started. */
  class Instrument extends Endpoint {
    override start(): void {
      started++;
    }
  }
  const lab = () => {
    const service = new Service("lab");
    service.add(new Instrument("instrument"));
    return service;
  };
  await using _first = await serve(lab(), at);
  await assertRejects(() => serve(lab(), at), ReplyError, "Another service");
  assertEquals(started, 1);
});

Deno.test("requests that come before every endpoint has started wait for it", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  await using client = await connect(at);
  const asked = Promise.withResolvers<Promise<unknown>>();
  /** Takes its time to start; meanwhile somebody asks it. */
  class Slow extends Endpoint {
    #ready = false;
    override async start(): Promise<void> {
      asked.resolve(client.get(this.name));
      await client.mesh.alert("a.while", null);
      this.#ready = true;
    }
    override onGet(): boolean {
      return this.#ready;
    }
  }
  const service = new Service("lab");
  service.add(new Slow("slow"));
  await using _running = await serve(service, at);
  assertEquals(await (await asked.promise), true);
});

Deno.test("an endpoint that cannot start is named", async () => {
  await using broker = startBroker({ port: 0 });
  /** Fails. */
  class Broken extends Endpoint {
    override start(): void {
      throw new Error("no power");
    }
  }
  const service = new Service("lab");
  service.add(new Broken("magnet"));
  const error = await assertRejects(
    () => serve(service, { broker: "127.0.0.1", port: broker.port }),
    Error,
  );
  assertStringIncludes(error.message, '"magnet" cannot start: no power');
});

Deno.test("one attribute that cannot be read does not hide the others from describe", async () => {
  /** Has a member that fails. */
  class Odd extends KeyValueStore {
    static override readonly commands: Commands<Odd> = {};
    override get calibration(): unknown {
      throw new Error("lost");
    }
    override set calibration(_value: unknown) {}
  }
  const { payload } = await ask(new Odd("odd"), "cmd", {
    specifier: "describe",
  });
  // deno-lint-ignore no-explicit-any -- a tree of anything
  const { attributes } = payload as any;
  assertEquals(attributes.calibration.value, { error: "Error: lost" });
  assertEquals(attributes.get_on_set.value, false);
});
