import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  AlertConsumer,
  connect,
  Endpoint,
  ReplyError,
  serve,
  type ServeOptions,
  Service,
} from "../../mod.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { type Backend, testOnEach } from "../mesh/backends.ts";
import { until } from "../until.ts";
import { keyValueStore } from "./services.ts";
import { WireTap } from "./wire_tap.ts";

/** A mesh that is listened in on. */
interface Tapped {
  readonly tap: WireTap;
  readonly options: MeshOptions;
  readonly requests: string;
  readonly alerts: string;
  /** A name that no other queue of the broker has. */
  readonly name: string;
}

function testTapped(
  title: string,
  run: (tapped: Tapped) => Promise<void>,
): void {
  testOnEach(title, async ({ options }: Backend) => {
    const { broker: hostname = "127.0.0.1", port } = options;
    await using tap = new WireTap({ hostname, port });
    await run({
      tap,
      options: { ...options, broker: "127.0.0.1", port: tap.port },
      requests: options.requestsExchange ?? "requests",
      alerts: options.alertsExchange ?? "alerts",
      name: `svc_${crypto.randomUUID().slice(0, 8)}`,
    });
  });
}

testTapped(
  "a service declares the exchanges and its queue, binds it in order and consumes it, all as the originals do (1, 2, 3, 7)",
  async ({ tap, options, requests, alerts, name }) => {
    await using _ = await serve(keyValueStore(name), options);
    assertEquals(
      [...new Set(tap.notes("exchange.declare"))].sort(),
      [
        `exchange.declare ${alerts} topic`,
        `exchange.declare ${requests} topic`,
      ],
    );
    assertEquals(
      tap.notes(
        `queue.declare ${name}`,
        `queue.bind ${name}`,
        `basic.consume ${name}`,
      ),
      [
        `queue.declare ${name} exclusive auto-delete`,
        `queue.bind ${name} to ${requests} as ${name}.#`,
        `queue.bind ${name} to ${requests} as broadcast.#`,
        `queue.bind ${name} to ${requests} as chips.#`,
        `queue.bind ${name} to ${requests} as peaches.#`,
        `queue.bind ${name} to ${requests} as waffles.#`,
        `basic.consume ${name} exclusive`,
      ],
    );
  },
);

testTapped(
  "an asynchronous endpoint has a queue of its own and hears no broadcasts (4)",
  async ({ tap, options, requests, name }) => {
    const child = new Endpoint(`${name}_iq`);
    child.async = true;
    const service = new Service(name);
    service.add(child);
    await using _ = await serve(service, options);
    assertEquals(
      tap.notes(`queue.declare ${child.name}`, `queue.bind ${child.name}`),
      [
        `queue.declare ${child.name} exclusive auto-delete`,
        `queue.bind ${child.name} to ${requests} as ${child.name}.#`,
      ],
    );
    assertEquals(tap.notes(`queue.bind ${name} `), [
      `queue.bind ${name} to ${requests} as ${name}.#`,
      `queue.bind ${name} to ${requests} as broadcast.#`,
    ]);
  },
);

testTapped(
  "another broadcast_key takes the place of broadcast (5)",
  async ({ tap, options, requests, name }) => {
    const service = new Service(name);
    service.broadcastKey = "all";
    await using _ = await serve(service, options);
    assertEquals(tap.notes(`queue.bind ${name} `), [
      `queue.bind ${name} to ${requests} as ${name}.#`,
      `queue.bind ${name} to ${requests} as all.#`,
    ]);
  },
);

testTapped(
  "the queue for replies has a name of the broker's, is bound under it, and is consumed without acknowledgements (6, 7)",
  async ({ tap, options, requests }) => {
    await using _ = await connect(options);
    const consumed = await until(() => tap.notes("basic.consume")[0]);
    const queue = consumed!.split(" ")[1]!;
    assertEquals(tap.notes("queue.declare", "queue.bind", "basic.consume"), [
      "queue.declare (no name) exclusive auto-delete",
      `queue.bind ${queue} to ${requests} as ${queue}`,
      `basic.consume ${queue} no-ack exclusive`,
    ]);
    assertMatch(queue, /^amq\.gen-/);
  },
);

testTapped(
  "requests are published as mandatory, replies and alerts are not (8)",
  async ({ tap, options, requests, alerts, name }) => {
    const service = new Service(name);
    service.heartbeatIntervalS = 0;
    await using _ = await serve(service, options);
    await using client = await connect(options);
    await client.cmd(name, "ping");
    await client.alert("an_alert", null);
    // A service also asks whether somebody else has its name, with a specifier of its own.
    const published = tap.notes("basic.publish")
      .filter((note) => !note.includes(".-."));
    assertEquals(published.toSpliced(1, 1), [
      `basic.publish ${requests} ${name} mandatory`,
      `basic.publish ${alerts} an_alert`,
    ]);
    assertMatch(
      published[1]!,
      new RegExp(`^basic.publish ${requests} amq\\.gen-\\S+$`),
    );
  },
);

testTapped(
  "a second service of the same name does not start, and the first keeps answering (9)",
  async ({ options, name }) => {
    await using _ = await serve(new Service(name), options);
    const error = await assertRejects(
      () => serve(new Service(name), options as ServeOptions),
      ReplyError,
      "holds the queue",
    );
    assertEquals(error.returnCode.value, 100);
    await using client = await connect(options);
    assertEquals(await client.cmd(name, "ping"), null);
  },
);

testTapped(
  "an AlertConsumer binds its alert_keys as they are, besides what every service binds (17)",
  async ({ tap, options, requests, alerts, name }) => {
    const service = new AlertConsumer(name);
    service.alertKeys = ["a", "b.#"];
    await using _ = await serve(service, options);
    assertEquals(tap.notes(`queue.bind ${name} `), [
      `queue.bind ${name} to ${requests} as ${name}.#`,
      `queue.bind ${name} to ${requests} as broadcast.#`,
      `queue.bind ${name} to ${alerts} as a`,
      `queue.bind ${name} to ${alerts} as b.#`,
    ]);
  },
);

testTapped(
  "an AlertConsumer without alert_keys hears every alert (18)",
  async ({ tap, options, alerts, name }) => {
    await using _ = await serve(new AlertConsumer(name), options);
    assertEquals(tap.notes(`queue.bind ${name} to ${alerts}`), [
      `queue.bind ${name} to ${alerts} as #`,
    ]);
  },
);
