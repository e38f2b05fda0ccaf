/** What is said when the broker cannot be used. */
import { assertEquals, assertRejects } from "@std/assert";
import { connect, reason } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";

/** What `connect` says of whoever listens at `port`. */
async function refusal(broker: string, port: number, attempts = 1) {
  const options = { broker, port, maxConnectionAttempts: attempts };
  const error = await assertRejects(() => connect(options), ReplyError);
  return error.message;
}

Deno.test("where nobody listens, the broker is to be started", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  assertEquals(
    await refusal("127.0.0.1", port),
    `Cannot use the broker at 127.0.0.1:${port}: nothing listens there. Start the broker, or name another with -b and -p`,
  );
});

Deno.test("what listens and speaks something else is told from a broker", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const answer = async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(100));
    const text = "HTTP/1.1 400 Bad Request\r\n\r\n";
    await connection.write(new TextEncoder().encode(text));
  };
  const answered = answer();
  assertEquals(
    await refusal("127.0.0.1", port),
    `Cannot use the broker at 127.0.0.1:${port}: what listens there does not speak AMQP. Check host and port`,
  );
  await answered;
});

Deno.test({
  name: "without permission to connect, the flag is named at the first attempt",
  permissions: { net: ["127.0.0.1:1"], read: true, env: true, sys: true },
  async fn() {
    for (const host of ["localhost", "127.0.0.1"]) {
      assertEquals(
        await refusal(host, 5672, 10),
        `Cannot use the broker at ${host}:5672: Deno may not connect to it. Run again with --allow-net`,
      );
    }
  },
});

Deno.test("a broker that is killed has cut the connection, in no words of amqplib", () => {
  assertEquals(
    reason(new Error("Unexpected close")),
    "the connection was cut",
  );
});
