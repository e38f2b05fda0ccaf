import { assertEquals, assertThrows } from "@std/assert";
import {
  parseBrokerAddress,
  targets,
  withoutLogin,
} from "../../src/mesh/mod.ts";

Deno.test("a broker is a host, a host and a port, or a URL", () => {
  const cases: [string, ReturnType<typeof parseBrokerAddress>][] = [
    ["rabbit", { hostname: "rabbit", tls: false }],
    ["rabbit:5673", { hostname: "rabbit", port: 5673, tls: false }],
    ["10.0.0.1:5673", { hostname: "10.0.0.1", port: 5673, tls: false }],
    ["::1", { hostname: "::1", tls: false }],
    ["[::1]", { hostname: "::1", tls: false }],
    ["[::1]:5673", { hostname: "::1", port: 5673, tls: false }],
    ["amqp://rabbit", { hostname: "rabbit", tls: false }],
    ["amqp://rabbit/", { hostname: "rabbit", tls: false }],
    ["amqps://[::1]:5/lab", {
      hostname: "::1",
      port: 5,
      vhost: "lab",
      tls: true,
    }],
    ["amqp://ann:s%2Fe%40c@rabbit:5673/%2Fdev", {
      hostname: "rabbit",
      port: 5673,
      vhost: "/dev",
      tls: false,
      username: "ann",
      password: "s/e@c",
    }],
    ["amqp://ann@rabbit", { hostname: "rabbit", tls: false, username: "ann" }],
  ];
  for (const [text, address] of cases) {
    assertEquals(parseBrokerAddress(text), address, text);
  }
});

Deno.test("an address that makes no sense is refused with the forms there are, and without its password", () => {
  const wrong: [string, string][] = [
    ["", "No host is named"],
    ["a b", "No host is named"],
    ["ann:hunter2@rabbit", "User and password stand before the host in a URL"],
    ["rabbit:", "A port is from 1 to 65535"],
    ["rabbit:0", "A port is from 1 to 65535"],
    ["rabbit:65536", "A port is from 1 to 65535"],
    ["rabbit:amqp", "A port is from 1 to 65535"],
    ["http://ann:hunter2@rabbit", "The scheme of a broker's URL is amqp"],
    ["amqp://", "This is no URL"],
    ["amqp://ann:hunter2/x@rabbit", "This is no URL"],
    ["amqp://ann:hunter2@rabbit:99999", "This is no URL"],
    ["amqp://ann:hunter2@rabbit:0", "A port is from 1 to 65535"],
    ["amqp://ann:hunter2%@rabbit", "A percent sign in a URL"],
    ["amqp://ann:hunter2@rabbit?heartbeat=5", "Parameters of a broker's URL"],
  ];
  for (const [text, reason] of wrong) {
    const { message } = assertThrows(
      () => parseBrokerAddress(text),
      RangeError,
    );
    assertEquals(message.startsWith(reason), true, `${text}: ${message}`);
    assertEquals(message.includes("hunter2"), false, message);
  }
});

Deno.test("without their logins, texts are what they were", () => {
  const cases: [string, string][] = [
    ["no URL, ann@lab.org", "no URL, ann@lab.org"],
    ["amqp://ann:a@b/c:d@rabbit/x", "amqp://rabbit/x"],
    [
      "see amqp://ann:pw@rabbit and\namqp://b:pw@c.",
      "see amqp://rabbit and\namqp://c.",
    ],
    [
      "dripline_mesh.broker=amqps://ann:pw@rabbit",
      "dripline_mesh.broker=amqps://rabbit",
    ],
    [
      '{"from":"http://ann:p@w@a/b?c@d","to":"e@f"}',
      '{"from":"http://a/b?c@d","to":"e@f"}',
    ],
    [
      '{"from":"amqp://ann:p/w@a/b","to":"e@f"}',
      '{"from":"amqp://a/b","to":"e@f"}',
    ],
  ];
  for (const [text, shown] of cases) assertEquals(withoutLogin(text), shown);
});

Deno.test("what an address leaves out comes from the options", () => {
  const options = {
    broker: ["one", "amqp://ann:pw@two:7/lab", "amqps://three"],
    port: 9,
    vhost: "dev",
    username: "bob",
    password: "secret",
  };
  assertEquals(targets(options), [
    {
      hostname: "one",
      port: 9,
      vhost: "dev",
      username: "bob",
      password: "secret",
      tls: false,
      where: "one:9/dev",
    },
    {
      hostname: "two",
      port: 7,
      vhost: "lab",
      username: "ann",
      password: "pw",
      tls: false,
      where: "two:7/lab",
    },
    {
      hostname: "three",
      port: 9,
      vhost: "dev",
      username: "bob",
      password: "secret",
      tls: true,
      where: "three:9/dev",
    },
  ]);
  assertEquals(targets({})[0].where, "localhost:5672");
  assertEquals(targets({ broker: "amqps://x" })[0].where, "x:5671");
  assertEquals(targets({ broker: "::1", tls: {} })[0].where, "[::1]:5671");
});
