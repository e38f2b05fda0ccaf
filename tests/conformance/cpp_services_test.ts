import { assertEquals } from "@std/assert";
import { connect, type OperationName, serve, Service } from "../../mod.ts";
import { backends } from "../mesh/backends.ts";
import { BaseEndpoint, simple } from "./services.ts";

const [embedded] = backends;

Deno.test("an endpoint can be like one of dripline-cpp that overrides nothing (120)", async () => {
  const service = () => {
    const owner = new Service("svc");
    owner.add(new BaseEndpoint("base"));
    return owner;
  };
  assertEquals(
    [
      await ask(service(), "base", "get"),
      await ask(service(), "base", "set"),
      await ask(service(), "base", "cmd", "anything"),
    ],
    [
      [200, "Unhandled request type: OP_GET"],
      [200, "Unhandled request type: OP_SET"],
      [200, "Unhandled request type: OP_CMD"],
    ],
  );
});

Deno.test("a service can dispatch commands by itself, as the simple service of dripline-cpp does (122)", async () => {
  assertEquals(
    [
      await ask(simple("simple"), "simple", "cmd", "nope.x"),
      await ask(simple("simple"), "simple", "cmd"),
      await ask(simple("simple"), "simple", "cmd", "ping.extra"),
    ],
    [
      [310, "Unknown specifier: nope"],
      [310, "No specifier provided"],
      [0, `Hello, ${Deno.execPath()}`],
    ],
  );
});

/** Runs the service on a mesh of its own, and asks it once. */
async function ask(
  service: Service,
  endpoint: string,
  operation: OperationName,
  specifier = "",
): Promise<[code: number, text: string]> {
  await using backend = await embedded!.start();
  await using _ = await serve(service, backend.options);
  await using client = await connect(backend.options);
  const payload = { values: [1] };
  const { returnCode, returnMessage } = await client.request({
    endpoint,
    operation,
    specifier,
    payload,
  });
  return [returnCode, returnMessage];
}
