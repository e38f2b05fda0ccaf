/**
 * A password in the URL of a broker is shown nowhere.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { dripline, run, tutorial } from "./dripline.ts";

const secret = "hunter2";

Deno.test("no verb shows the password of a broker's URL, whether the broker is there or not, with -vv too", async () => {
  const nowhere = `amqp://ann:${secret}@127.0.0.1:1`;
  const wrong = `http://ann:${secret}@127.0.0.1:1`;
  const unescaped = `amqp://ann:${secret}/x@127.0.0.1:1`;
  const lines = [
    ["check", tutorial, `dripline_mesh.broker=${nowhere}`],
    ["check", tutorial, `dripline_mesh.broker=${wrong}`],
    ["check", tutorial, `dripline_mesh.broker=${unescaped}`],
    ["serve", "-c", tutorial, "-b", nowhere, "--max-connection-attempts", "1"],
    ["get", "peaches", "-b", wrong],
    ["get", "peaches", "-b", nowhere, "--max-connection-attempts", "1"],
    ["mon", "-a", "#", "-b", nowhere, "--max-connection-attempts", "1"],
    ["describe", tutorial, `dripline_mesh.broker=${nowhere}`],
  ];
  for (const words of lines) {
    const { stdout, stderr } = await run(...words, "-vv");
    const said = stdout + stderr;
    assert(said.length > 0, words.join(" "));
    assertEquals(said.includes(secret), false, `${words.join(" ")}: ${said}`);
  }
});

Deno.test("a broker's URL that stands where it does not belong is not shown with its password either", async () => {
  const url = `amqp://ann:${secret}@127.0.0.1:1`;
  const lines = [
    ["check", tutorial, `dripline_mesh.broker_port=${url}`],
    ["check", tutorial, `dripline_mesh.exchanges=${url}`],
    ["check", tutorial, `auth_file=${url}`],
    ["check", tutorial, `extensions.0=${url}`],
    ["check", "-c", url],
    ["get", "peaches", "-p", url],
    ["get", "peaches", `https://ann:${secret}@host/`],
    [url],
  ];
  for (const words of lines) {
    const { stdout, stderr } = await run(...words, "-vv", "--json-logs");
    assertStringIncludes(stderr, "://", words.join(" "));
    assertEquals((stdout + stderr).includes(secret), false, stderr);
  }
});

Deno.test("a service that is up shows where its broker is, and a command to try, without the password", async () => {
  await using broker = startBroker({ port: 0 });
  const url = `amqp://ann:${secret}@127.0.0.1:${broker.port}`;
  await using service = dripline("-c", tutorial, "-vv", "-b", url);
  await service.stdout.until("Ctrl-C stops it.");
  const said = service.stdout.text + service.stderr.text;

  assertStringIncludes(said, `127.0.0.1:${broker.port}`);
  assertStringIncludes(said, `-b amqp://127.0.0.1:${broker.port}`);
  assertEquals(said.includes(secret), false, said);
});
