import { assert, assertEquals } from "@std/assert";
import {
  isReplyError,
  ReplyError,
  type ReturnCodeName,
} from "../../src/wire/mod.ts";

Deno.test("an error by the name of a code has its value, its message and no payload (78)", () => {
  const error = new ReplyError("resource_error", "m");
  assertEquals(error.returnCode, {
    value: 200,
    name: "resource_error",
    description: "Generic Resource Error",
  });
  assertEquals([error.message, error.payload, error.name], [
    "m",
    null,
    "ReplyError",
  ]);
  assert(!("cause" in error));
});

Deno.test("a name that is no code counts as service_error (79)", () => {
  for (
    const name of [
      "message_error_invalid_method",
      "constructor",
      "__proto__",
      "",
    ]
  ) {
    const error = new ReplyError(name as ReturnCodeName, "m");
    assertEquals(error.returnCode.name, "service_error");
    assertEquals(error.returnCode.value, 300);
  }
});

Deno.test("success with a payload can be thrown (80)", () => {
  const error = new ReplyError("success", "", { payload: { a: [1] } });
  assertEquals(error.returnCode.value, 0);
  assertEquals(error.payload, { a: [1] });
});

Deno.test("a code that an extension added is taken as it is (81)", () => {
  const code = { value: 5000, name: "test_code", description: "d" };
  const cause = new Error("behind");
  const error = new ReplyError(code, "m", { cause });
  assertEquals(error.returnCode, code);
  assertEquals(error.cause, cause);
});

Deno.test("the error of another copy of this package is recognised, a stranger is not", async () => {
  // The same module under another address is another module: a second copy of the class.
  const copy: typeof import("../../src/wire/reply_error.ts") = await import(
    `${import.meta.resolve("../../src/wire/reply_error.ts")}?copy`
  );
  const foreign = new copy.ReplyError("resource_error", "m");
  assert(!(foreign instanceof ReplyError));
  assert(isReplyError(foreign));
  assert(isReplyError(new ReplyError("success", "")));
  for (
    const stranger of [
      new Error("m"),
      Object.assign(new Error("m"), { name: "ReplyError" }),
      { name: "ReplyError", returnCode: { value: 200 } },
      "ReplyError",
      null,
    ]
  ) {
    assert(!isReplyError(stranger));
  }
});
