import { assertEquals, assertStringIncludes } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";

/** Runs a program; `undefined` if this machine does not have it. */
async function run(
  program: string,
  ...args: string[]
): Promise<{ code: number; text: string } | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const python = "/usr/bin/python3";
const hasPika = (await run(python, "-c", "import pika"))?.code === 0;
const hasTools = await run("amqp-get", "--help") !== undefined;
for (
  const [present, missing] of [
    [hasPika, `pika for ${python} (Debian: python3-pika)`],
    [hasTools, "amqp-get and its kin (Debian: amqp-tools)"],
  ]
) {
  // deno-lint-ignore no-console -- a test that is skipped says why
  if (!present) console.log(`Skipped: this machine lacks ${missing}.`);
}

Deno.test({
  name:
    "pika calls a service, is told of its mistakes, and stays connected while idle",
  ignore: !hasPika,
  fn: async () => {
    await using broker = startBroker({ port: 0 });
    const script = new URL("foreign_client.py", import.meta.url).pathname;
    const result = await run(python, script, `${broker.port}`);
    assertEquals(result?.code, 0, result?.text);
    assertStringIncludes(result!.text, "all checks passed");
  },
});

Deno.test({
  name: "amqp-tools declare, publish, fetch, consume and delete",
  ignore: !hasTools,
  fn: async () => {
    await using broker = startBroker({ port: 0 });
    const tool = (name: string, ...args: string[]) =>
      run(`amqp-${name}`, "-u", `${broker.url}/%2f`, ...args);
    assertEquals(await tool("declare-queue", "-q", "work"), {
      code: 0,
      text: "work\n",
    });
    for (const body of ["one", "two"]) {
      assertEquals(await tool("publish", "-r", "work", "-b", body), {
        code: 0,
        text: "",
      });
    }
    assertEquals(broker.stats().messages, 2);
    assertEquals(await tool("get", "-q", "work"), { code: 0, text: "one" });
    assertEquals(await tool("consume", "-q", "work", "-c", "1", "cat"), {
      code: 0,
      text: "two",
    });
    assertEquals((await tool("get", "-q", "work"))?.code, 2);
    assertEquals((await tool("delete-queue", "-q", "work"))?.code, 0);
    assertEquals(broker.stats().queues, 0);
    const missing = await tool("get", "-q", "work");
    assertStringIncludes(missing!.text, "no queue 'work' in vhost '/'");
  },
});

Deno.test({
  name: "amqp-tools hear of a wrong password",
  ignore: !hasTools,
  fn: async () => {
    await using broker = startBroker({ port: 0, users: { ann: "secret" } });
    const login = (password: string) =>
      run(
        "amqp-declare-queue",
        ...["--server=127.0.0.1", `--port=${broker.port}`, "--username=ann"],
        ...[`--password=${password}`, "-q", "work"],
      );
    assertEquals((await login("secret"))?.code, 0);
    const refused = await login("guess");
    assertEquals(refused?.code, 1);
    assertStringIncludes(refused!.text, "ACCESS_REFUSED");
  },
});
