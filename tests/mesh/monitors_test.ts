import { assertEquals } from "@std/assert";
import { monitorPatterns, pastMonitors } from "../../src/mesh/mod.ts";
import { connect, echo, testOnEach } from "./backends.ts";

testOnEach(
  "a monitor of all requests hears them, and is passed by who wants to know whether somebody is there",
  async ({ options }) => {
    await using _service = await echo(options, "echo");
    await using client = await connect(options);
    const heard: string[] = [];
    await client.mesh.listen({
      queue: `monitor_${crypto.randomUUID()}`,
      requests: monitorPatterns("#"),
      handle: ({ type, routingKey }) => {
        if (type === "request") heard.push(routingKey);
      },
    }).ready;
    const ask = async (endpoint: string) =>
      (await client.askAll({ endpoint, operation: "get", quiet: 0.2 })).ended;

    assertEquals(await ask("echo.a.b"), "ceased");
    assertEquals(await ask(pastMonitors("echo.a")), "ceased");
    assertEquals(await ask(pastMonitors("nobody")), "nobody");
    assertEquals(heard, ["echo.a.b"]);
  },
);

Deno.test("patterns of a monitor keep what stands around the #", () => {
  assertEquals(monitorPatterns("a.b"), ["a.b"]);
  assertEquals(monitorPatterns("a.#").slice(0, 3), ["a", "a.*", "a.*.*"]);
  assertEquals(monitorPatterns("#.b")[1], "*.b");
  assertEquals(monitorPatterns("#.#"), ["#.#"]);
  assertEquals(pastMonitors("x".repeat(250)), "x".repeat(250));
});
