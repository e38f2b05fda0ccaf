/**
 * Encrypted connections, to an embedded broker behind a TLS listener.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { connect, type ConnectOptions } from "../../src/mesh/mod.ts";

const file = (name: string) =>
  Deno.readTextFileSync(new URL(`fixtures/tls/${name}`, import.meta.url));

const ca = file("ca.pem");

/** A broker that is reached through TLS. Its certificate is for `localhost` and `broker.dripline.test`. */
class EncryptedBroker implements AsyncDisposable {
  readonly #broker = startBroker({ port: 0 });
  readonly #listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: file("server.pem"),
    key: file("server.key"),
  });
  readonly #serving = this.#serve();

  get port(): number {
    return this.#listener.addr.port;
  }

  get plainPort(): number {
    return this.#broker.port;
  }

  async #serve(): Promise<void> {
    const pairs: Promise<void>[] = [];
    try {
      for await (const connection of this.#listener) {
        pairs.push(this.#join(connection));
      }
    } catch {
      // The listener was closed.
    }
    await Promise.all(pairs);
  }

  async #join(outside: Deno.TlsConn): Promise<void> {
    const inside = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.#broker.port,
    });
    await Promise.allSettled([
      outside.readable.pipeTo(inside.writable),
      inside.readable.pipeTo(outside.writable),
    ]);
    for (const end of [outside, inside]) {
      try {
        end.close();
      } catch {
        // The pipes have closed it.
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#broker.stop();
    await this.#serving;
  }
}

async function refusal(options: ConnectOptions): Promise<string> {
  const error = await assertRejects(
    () => connect({ ...options, maxConnectionAttempts: 1 }),
    Error,
  );
  return error.message;
}

Deno.test("a mesh is joined through TLS, whose authority is known", async () => {
  await using broker = new EncryptedBroker();
  for (
    const options of [
      { broker: `amqps://localhost:${broker.port}`, tls: { ca } },
      { broker: "localhost", port: broker.port, tls: { ca } },
      {
        broker: `127.0.0.1:${broker.port}`,
        tls: { ca, serverName: "broker.dripline.test" },
      },
    ]
  ) {
    await using client = await connect(options);
    await using stream = client.alerts("x");
    await stream.ready;
    await client.alert("x", 1);
    for await (const { payload } of stream) {
      assertEquals(payload, 1);
      break;
    }
  }
});

Deno.test("an encrypted connection that cannot be is refused with the way out", async () => {
  await using broker = new EncryptedBroker();
  const encrypted = `amqps://localhost:${broker.port}`;

  assertStringIncludes(
    await refusal({ broker: encrypted }),
    "signed by nobody we trust. Name the certificate of the authority with dripline_mesh.tls.ca",
  );
  assertStringIncludes(
    await refusal({ broker: `amqps://127.0.0.1:${broker.port}`, tls: { ca } }),
    "its certificate is for another name",
  );
  assertStringIncludes(
    await refusal({
      broker: encrypted,
      tls: { ca, serverName: "elsewhere.test" },
    }),
    "dripline_mesh.tls.server_name",
  );
  assertStringIncludes(
    await refusal({
      broker: `amqps://localhost:${broker.plainPort}`,
      tls: { ca },
    }),
    "it does not speak TLS at this port",
  );
});

Deno.test("of several brokers the next one is tried at once, and the last error names them all", async () => {
  await using broker = new EncryptedBroker();
  const here = `127.0.0.1:${broker.plainPort}`;
  await using client = await connect({
    broker: ["127.0.0.1:1", "127.0.0.1:2", here],
    maxConnectionAttempts: 1,
  });
  assertEquals(client.mesh.where, here);

  const nobody = await refusal({ broker: ["127.0.0.1:1", "127.0.0.1:2"] });
  assertStringIncludes(
    nobody,
    "Cannot use the broker at 127.0.0.1:1, 127.0.0.1:2: nothing listens there",
  );
});
