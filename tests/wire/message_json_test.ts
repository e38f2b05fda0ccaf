// deno-lint-ignore-file camelcase -- names of the wire
import { assertEquals } from "@std/assert";
import { messageJson, nilKey } from "../../src/wire/mod.ts";
import { alert, reply, request } from "./messages.ts";

const common = {
  correlation_id: "0c1ad6a2-8d7c-4f0b-b5fd-9d8a2ff6e0a1",
  encoding: "application/json",
  message_id: "",
  payload: null,
  reply_to: "",
  routing_key: "peaches",
  sender_info: {
    exe: "/usr/bin/deno",
    hostname: "lab",
    service_name: "my_store",
    username: "operator",
    versions: {
      dripline: { version: "3.0.0" },
      "dripline-deno": {
        commit: "na",
        package: "@dripline/dripline",
        version: "0.1.0",
      },
    },
  },
  specifier: "",
  timestamp: "2026-11-22T07:53:52.929000Z",
};

Deno.test("an alert has the keys that every message has (69)", () => {
  assertEquals<unknown>(messageJson(alert()), { ...common, message_type: 4 });
});

Deno.test("a request has its operation and its key besides, nil if that is no key (69)", () => {
  const key = "01234567-89ab-cdef-0123-456789abcdef";
  for (const lockoutKey of [key, undefined]) {
    assertEquals<unknown>(
      messageJson(request({ operation: 9, lockoutKey }), { id: "u" }),
      {
        ...common,
        lockout_key: lockoutKey ?? nilKey,
        message_id: "u",
        message_operation: 9,
        message_type: 3,
        reply_to: "amq.gen-1",
      },
    );
  }
});

Deno.test("a reply has its code and its message besides, and the payload is not cut off (69)", () => {
  const payload = ["y".repeat(10_000)];
  assertEquals<unknown>(
    messageJson(reply({ returnCode: 1, returnMessage: "m", payload })),
    {
      ...common,
      message_type: 2,
      payload,
      return_code: 1,
      return_message: "m",
    },
  );
});

Deno.test("the keys come in the order of the originals", () => {
  for (const message of [request(), reply(), alert()]) {
    const keys = Object.keys(messageJson(message));
    assertEquals(keys, keys.toSorted());
  }
});
