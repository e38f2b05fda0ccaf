import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Endpoint, Service } from "../../src/core/mod.ts";
import { firstWord, ReplyError } from "../../src/wire/mod.ts";

Deno.test("the first word of a routing key finds the endpoint (10)", () => {
  const service = new Service("my_store");
  const x = new Endpoint("x");
  service.add(x);

  for (const key of ["x", "x.y", "x.y.z", "x."]) {
    assertEquals(service.route(firstWord(key)), x);
  }
  for (const key of ["y.x", "", ".x", "X", "constructor", "__proto__", "xy"]) {
    assertEquals(service.route(firstWord(key)), undefined);
  }
});

Deno.test("a service answers to its name and to the broadcast key (5)", () => {
  const service = new Service("my_store");

  assertEquals(service.route("my_store"), service);
  assertEquals(service.route("broadcast"), service);
  service.broadcastKey = "all";
  assertEquals(service.route("all"), service);
  assertEquals(service.route("broadcast"), undefined);
});

Deno.test("an endpoint whose name is taken is refused", () => {
  const service = new Service("my_store");
  service.add(new Endpoint("x"));

  assertEquals(
    assertThrows(() => service.add(new Endpoint("x")), RangeError).message,
    'Cannot add endpoint "x": there is one of that name already',
  );
  assertEquals(
    assertThrows(() => service.add(new Endpoint("my_store")), RangeError)
      .message,
    'Cannot add endpoint "my_store": the service has that name, so nothing would reach the endpoint',
  );
  assertEquals([...service.endpoints.keys()], ["x"]);
});

Deno.test("an endpoint knows its service and shares its context", () => {
  const service = new Service("my_store");
  const endpoint = new Endpoint("x");
  service.add(endpoint);

  assertEquals(endpoint.service, service);
  assertEquals(endpoint.context, service.context);
});

Deno.test("an endpoint without a service says so", async () => {
  const endpoint = new Endpoint("x");

  assertEquals(
    assertThrows(() => endpoint.service, Error).message,
    "Parent service pointer for endpoint x is null",
  );
  const error = await assertRejects(
    () => endpoint.context.request({ endpoint: "y", operation: "get" }),
    ReplyError,
    "There is no connection to a mesh",
  );
  assertEquals(error.returnCode.value, 4);
  assertEquals(endpoint.context, endpoint.context);
});
