// deno-lint-ignore-file camelcase -- names of the wire
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Json, messageText } from "../../src/wire/mod.ts";
import { alert, reply, request } from "./messages.ts";

Deno.test("a request is written with its key and its operation", () => {
  const message = request({
    specifier: "log_interval",
    lockoutKey: "01234567-89ab-cdef-0123-456789abcdef",
  });
  assertEquals(
    messageText(message),
    `Routing key: peaches
Correlation ID: 0c1ad6a2-8d7c-4f0b-b5fd-9d8a2ff6e0a1
Reply To: amq.gen-1
Message Type: 3 (request)
Encoding: json
Timestamp: 2026-11-22T07:53:52.929000Z
Sender Info:
\tExecutable: /usr/bin/deno
\tHostname: lab
\tUsername: operator
\tService: my_store
\tVersions:
\t\tdripline:
\t\t\tVersion: 3.0.0
\t\t\tCommit: \n\t\t\tPackage: \n\t\tdripline-deno:
\t\t\tVersion: 0.1.0
\t\t\tCommit: na
\t\t\tPackage: @dripline/dripline
Specifier: log_interval
Payload: null
Lockout Key: 01234567-89ab-cdef-0123-456789abcdef
Lockout Key Valid: 1
Message Operation: 1
`,
  );
});

Deno.test("a key that is no key is nil and not valid", () => {
  assertStringIncludes(
    messageText(request()),
    "Lockout Key: 00000000-0000-0000-0000-000000000000\nLockout Key Valid: 0\n",
  );
});

Deno.test("a reply ends with its code and its message, an alert with its payload", () => {
  const end = (text: string) => text.slice(text.indexOf("Payload:"));
  assertEquals(
    end(messageText(reply({ returnCode: 310, returnMessage: "no" }))),
    "Payload: null\nReturn Code: 310\nReturn Message: no\n",
  );
  assertEquals(end(messageText(alert({ payload: "hot" }))), "Payload: hot\n");
});

Deno.test("numbers have six decimals, integral ones none", () => {
  const cases: [Json, string][] = [
    [1.5, "1.500000"],
    [1000, "1000"],
    [-1e-9, "-0.000000"],
    [2 / 3, "0.666667"],
    [1e21, "1000000000000000000000"],
    [18446744073709551615n, "18446744073709551615"],
    [true, "true"],
    ["", ""],
  ];
  for (const [payload, text] of cases) {
    assertStringIncludes(
      messageText(alert({ payload })),
      `\nPayload: ${text}\n`,
    );
  }
});

Deno.test("objects and arrays are laid out as the originals lay them out, members by name, nothing for null", () => {
  const payload = {
    json_print: false,
    alert_keys: ["#", null],
    dripline_mesh: { broker_port: 15686, broker: "localhost", nested: {} },
    rows: [[1], { a: 0.5 }],
  };
  assertStringIncludes(
    messageText(alert({ payload })),
    [
      "Payload: ",
      "{",
      "    alert_keys : ",
      "    [",
      "        #",
      "        ",
      "    ]",
      "",
      "    dripline_mesh : ",
      "    {",
      "        broker : localhost",
      "        broker_port : 15686",
      "        nested : ",
      "        {",
      "        }",
      "",
      "    }",
      "",
      "    json_print : false",
      "    rows : ",
      "    [",
      "        ",
      "        [",
      "            1",
      "        ]",
      "",
      "        ",
      "        {",
      "            a : 0.500000",
      "        }",
      "",
      "    ]",
      "",
      "}",
      "",
      "",
    ].join("\n"),
  );
});
