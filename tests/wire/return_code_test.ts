import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ReturnCodes,
  returnCodes,
  returnCodeText,
} from "../../src/wire/mod.ts";

/** Table 4.1 of the standard. */
const table = `
0 success Success
1 warning_no_action_taken No Action Taken
2 warning_deprecated_feature Deprecated Feature
3 warning_dry_run Dry Run
4 warning_offline Offline
5 warning_sub_service Sub-Service Warning
100 amqp_error Generic AMQP Error
101 amqp_error_broker_connection AMQP Connection Error
102 amqp_error_routingkey_notfound Invalid AMQP Routing Key
200 resource_error Generic Resource Error
201 resource_error_connection Resource Connection Error
202 resource_error_no_response No Response Error
203 resource_error_sub_service Sub-Service Error
300 service_error Generic Service Error
301 service_error_no_encoding Invalid Message Encoding
302 service_error_decoding_fail Decoding Failed
303 service_error_bad_payload Invalid Payload
304 service_error_invalid_value Invalid Value
305 service_error_timeout Timeout Handling Message
306 service_error_invalid_method Invalid Command
307 service_error_access_denied Access Denied
308 service_error_invalid_key Invalid Lockout Key
310 service_error_invalid_specifier Invalid Specifier
400 client_error Generic Client Error
401 client_error_invalid_request Invalid Request
402 client_error_handling_reply Error Handling Reply
403 client_error_unable_to_send Unable to Send
404 client_error_timeout Client Timeout
999 unhandled_exception Unhandled Exception
`.trim();

Deno.test("every code of the standard has its value, name and description, and there are no others (70, 73)", () => {
  const lines = new ReturnCodes().list()
    .map(({ value, name, description }) => `${value} ${name} ${description}`);
  assertEquals(lines.join("\n"), table);
});

Deno.test("a code is written with its description and value (71)", () => {
  assertEquals(
    returnCodeText({ name: "success", ...returnCodes.success }),
    "Success(0)",
  );
});

Deno.test("a code is found by value and by name", () => {
  const codes = new ReturnCodes();
  assertEquals(codes.byValue(999).name, "unhandled_exception");
  assertEquals(codes.byName("unhandled_exception")?.value, 999);
  assertEquals(codes.byName("constructor"), undefined);
  assertEquals(codes.byValue(1234), {
    value: 1234,
    name: "unknown_return_code",
    description: "Unknown",
  });
});

Deno.test("a value can be added once; checking first says no without an error (72, 73, 77)", () => {
  const codes = new ReturnCodes();
  const code = { value: 2000, name: "test_code", description: "d" };
  codes.add(code);
  assertEquals(codes.byValue(2000), code);
  assertThrows(() => codes.add(code), RangeError, '"test_code" (2000)');
  assertEquals(codes.addIfNew({ ...code, name: "other" }), false);
  assertEquals(codes.addIfNew({ ...code, value: 2001, name: "other" }), true);
  assertEquals(codes.byName("other")?.value, 2001);
  codes.add({ value: 6, name: "warning_mine", description: "d" });
  assertEquals(codes.list()[6]?.name, "warning_mine");
});

Deno.test("a clash names both codes and changes nothing", () => {
  const codes = new ReturnCodes();
  const before = codes.list();
  const clashes = [
    { value: 200, name: "mine", description: "" },
    { value: 3000, name: "resource_error", description: "" },
  ];
  for (const code of clashes) {
    const error = assertThrows(() => codes.add(code), RangeError);
    assert(error.message.includes(`"${code.name}" (${code.value})`));
    assert(error.message.includes('"resource_error" (200)'));
  }
  assertThrows(() => codes.addIfNew(clashes[1]!), RangeError);
  assertEquals(codes.list(), before);
});

Deno.test("a value has to be an unsigned 32-bit integer", () => {
  const codes = new ReturnCodes();
  for (const value of [-1, 0.5, NaN, Infinity, 2 ** 32]) {
    assertThrows(
      () => codes.add({ value, name: "mine", description: "" }),
      RangeError,
      String(value),
    );
  }
  codes.add({ value: 2 ** 32 - 1, name: "mine", description: "" });
});

Deno.test("one table of codes knows nothing of another, and what is in it cannot be changed from outside", () => {
  const codes = new ReturnCodes();
  const code = { value: 5000, name: "mine", description: "d" };
  codes.add(code);
  code.value = 0;
  assertEquals(codes.byName("mine")?.value, 5000);
  assertEquals(new ReturnCodes().byName("mine"), undefined);
  assertThrows(() => {
    (codes.byValue(0) as { value: number }).value = 1;
  }, TypeError);
});
