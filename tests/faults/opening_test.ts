/** Brokers that cannot be used: each is said as what it is, in one sentence, once. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { serve, Service } from "../../src/core/mod.ts";
import { connect, type ConnectOptions } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

/** A program that listens, and treats each connection as a test wants. */
class Program implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections: Deno.TcpConn[] = [];
  readonly #serving: Promise<void>;

  constructor(treat: (connection: Deno.TcpConn) => Promise<unknown> | void) {
    this.#serving = (async () => {
      for await (const connection of this.#listener) {
        this.#connections.push(connection);
        // A client that has heard enough hangs up.
        Promise.try(() => treat(connection)).catch(() => {});
      }
    })();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  get accepted(): number {
    return this.#connections.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
    for (const connection of this.#connections) {
      try {
        connection.close();
      } catch {
        // The test has closed it.
      }
    }
  }
}

/** Connects in vain and returns what is said, less where the broker is. */
async function refusal(options: ConnectOptions): Promise<string> {
  const error = await assertRejects(
    () => connect({ broker: "127.0.0.1", ...options }),
    ReplyError,
  );
  return error.message.replace(/^Cannot use the broker at \S+: /, "");
}

function says(...texts: string[]) {
  return async (connection: Deno.TcpConn) => {
    for (const text of texts) {
      await connection.write(Uint8Array.from(text, (c) => c.charCodeAt(0)));
    }
  };
}

const noBrokers: readonly (readonly [string, ReturnType<typeof says>])[] = [
  ["a web server", says("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["a login shell", says("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")],
  ["an instrument", says('-113,"Undefined header"\n')],
  ["a mail server", says("220 mail ESMTP\r\n")],
  ["a broker of AMQP 1.0", says("AMQP\0\x01\0\0")],
  ["a broker of another version", says("AMQP\0\0\x09\x01")],
  ["whoever wants TLS", says("\x15\x03\x01\0\x02\x02\x16")],
  ["an echo", (connection) => connection.readable.pipeTo(connection.writable)],
  ["zeros", says("\0".repeat(1000))],
  ["noise", says("\x9d\xa3\x11\xfe\x80\x7f\x02\xce".repeat(50))],
  ["heartbeats", says("\x08\0\0\0\0\0\0\xce")],
  ["a method that is cut short", says("\x01\0\0\0\0\0\x04\0\x0a\0\x1e\xce")],
  ["a frame without its end", says("\x01\0\0\0\0\0\x04\0\x0a\0\x0a\0")],
];

for (const [name, treat] of noBrokers) {
  Deno.test(`${name} at the port of the broker is no broker, which is said at the first attempt`, async () => {
    await using log = await LogRecords.listen();
    await using program = new Program(treat);
    assertEquals(
      await refusal({ port: program.port }),
      "what listens there does not speak AMQP. Check host and port",
    );
    assertEquals([program.accepted, log.lines("warning")], [1, []]);
  });
}

Deno.test("a program that hangs up is tried again, and spoken of once", async () => {
  await using log = await LogRecords.listen();
  await using program = new Program((connection) => connection.close());
  const sentence =
    "whatever listens there hangs up at once. Check host and port; a broker that wants TLS is reached by amqps://";
  assertEquals(
    await refusal({ port: program.port, maxConnectionAttempts: 3 }),
    sentence,
  );
  assertEquals(program.accepted, 3);
  const [warning, ...others] = log.lines("warning");
  assert(warning?.includes(`${sentence}. Attempt 1 of 3`), warning);
  assertEquals(others, []);
});

Deno.test("a program that is mute is told from a host that does not answer", async () => {
  for (const treat of [() => {}, says("hi\n")]) {
    await using program = new Program(treat);
    assertEquals(
      await refusal({ port: program.port, maxConnectionAttempts: 1 }),
      "whatever listens there accepts connections and says nothing. Check host and port, and whether the broker hangs",
    );
  }
});

Deno.test("the embedded broker has one virtual host, which is said at the first attempt", async () => {
  await using broker = startBroker({ port: 0 });
  assertEquals(
    await refusal({ port: broker.port, vhost: "lab" }),
    'there is no virtual host "lab". Check dripline_mesh.vhost; an administrator adds it with: rabbitmqctl add_vhost lab',
  );
});

Deno.test({
  name:
    "RabbitMQ: no virtual host, no access to it, no right: each is said as what it is, at the first attempt",
  ignore: !rabbitmqInstalled,
  async fn() {
    await using node = await RabbitmqNode.start();
    const { port } = node;
    const grant = (user: string) =>
      `An administrator grants all rights with: rabbitmqctl set_permissions -p / ${user} '.*' '.*' '.*'`;
    const login = async (username: string, ...rights: string[]) => {
      await node.ctl("add_user", username, "secret");
      if (rights.length > 0) {
        await node.ctl("set_permissions", "-p", "/", username, ...rights);
      }
      return { port, username, password: "secret" };
    };
    const queueless = await login("queueless", "^(requests|alerts)$", "", "");
    const stranger = await login("stranger");
    const reader = await login("reader", "^$", ".*", ".*");
    const silent = await login("silent", ".*", "^$", ".*");
    const deaf = await login("deaf", ".*", ".*", "^$");
    const nameless = await login("nameless", "^amq\\.gen.*", ".*", ".*");
    await using log = await LogRecords.listen();

    assertEquals(
      await refusal({ port, vhost: "nowhere" }),
      'there is no virtual host "nowhere". Check dripline_mesh.vhost; an administrator adds it with: rabbitmqctl add_vhost nowhere',
    );
    assertEquals(
      await refusal(stranger),
      `user "stranger" has no access to the virtual host "/". An administrator grants it with: rabbitmqctl set_permissions -p / stranger '.*' '.*' '.*'`,
    );
    assertEquals(
      await refusal(reader),
      `access to exchange 'requests' in vhost '/' refused for user 'reader': it lacks the right to configure. ${
        grant("reader")
      }`,
    );
    // Makes the exchanges.
    await (await connect({ broker: "127.0.0.1", port })).close();
    const nameOfQueue = (text: string) => text.replace(/amq\.gen-[\w-]+/, "Q");
    const lacks = (user: string, right: string, what: string) =>
      `access to ${what} in vhost '/' refused for user '${user}': it lacks the right to ${right}. ${
        grant(user)
      }`;
    assertEquals(
      nameOfQueue(await refusal(reader)),
      lacks("reader", "configure", "queue 'Q'"),
    );
    assertEquals(
      nameOfQueue(await refusal(queueless)),
      lacks("queueless", "configure", "queue 'Q'"),
    );
    assertEquals(
      nameOfQueue(await refusal(silent)),
      lacks("silent", "write", "queue 'Q'"),
    );
    assertEquals(
      await refusal(deaf),
      lacks("deaf", "read", "exchange 'requests'"),
    );
    const error = await assertRejects(
      () => serve(new Service("store"), { broker: "127.0.0.1", ...nameless }),
      ReplyError,
    );
    assertEquals(
      error.message,
      `The broker at 127.0.0.1:${port} refuses the queue "store": ${
        lacks("nameless", "configure", "queue 'store'")
      }`,
    );
    assertEquals(
      log.lines("warning").filter((line) => !line.includes("takes no mess")),
      [],
    );
  },
});
