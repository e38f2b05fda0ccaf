/** What a configuration says of the mesh, and where it says it. */
import { assert, assertEquals } from "@std/assert";
import { loadMesh, type LoadOptions } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import {
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "./laboratory_folder.ts";

testAccepted(
  "what is left out has the values of the standard",
  {
    "lab.yaml": "name: store\n",
  },
  [],
  ({
    options: { authGroups: _logins, returnCodes: _codes, ...options },
    embedded,
  }) => {
    assertEquals(options, {
      broker: "localhost",
      exchanges: "auto",
      port: undefined,
      requestsExchange: "requests",
      alertsExchange: "alerts",
      maxMessageSize: undefined,
      maxPayloadSize: undefined,
      maxConnectionAttempts: 10,
      username: "guest",
      password: "guest",
      heartbeatRoutingKey: "heartbeat",
      versions: {},
    });
    assertEquals(embedded, undefined);
  },
);

testAccepted(
  "every key of dripline_mesh counts, numbers also as texts of digits (185)",
  {
    "lab.yaml": `
dripline_mesh:
  broker: rabbit
  broker_port: "5673"
  requests_exchange: r
  alerts_exchange: a
  heartbeat_routing_key: hb
  max_message_size: 2000000
  max_payload_size: 10000
  max_connection_attempts: "3"
  make_connection: no
`,
  },
  [],
  ({ options, service }) => {
    assertEquals(options.broker, "rabbit");
    assertEquals(options.port, 5673);
    assertEquals(options.requestsExchange, "r");
    assertEquals(options.alertsExchange, "a");
    assertEquals(options.heartbeatRoutingKey, "hb");
    assertEquals(options.maxPayloadSize, 10000);
    assertEquals(options.maxMessageSize, 2_000_000);
    assertEquals(options.maxConnectionAttempts, 3);
    assertEquals(service.makeConnection, false);
  },
);

testAccepted(
  "what dripline_mesh says of the connection counts more than what the service says",
  {
    "lab.yaml":
      "make_connection: false\ndripline_mesh: {make_connection: true}\n",
  },
  [],
  ({ service }) => assertEquals(service.makeConnection, true),
);

testRefused("a value that cannot be is refused with its place", {
  "lab.yaml": `
dripline_mesh:
  broker: {host: a}
  broker_port: 70000
  max_payload_size: 5
  max_connection_attempts: 0
  make_connection: perhaps
`,
}, [
  'lab.yaml:3:3: "broker" must be text: a host, host:port or an amqp:// URL.',
  'lab.yaml:4:3: "broker_port" must be at most 65535: received 70000.',
  'lab.yaml:5:3: "max_payload_size" must be at least 100: received 5.',
  'lab.yaml:6:3: "max_connection_attempts" must be at least 1: received 0.',
  'lab.yaml:7:3: "make_connection" must be true or false: received "perhaps".',
]);

testAccepted(
  "a key of dripline_mesh that means nothing is ignored with a warning",
  {
    "lab.yaml": "dripline_mesh:\n  brokr: b\n  user: me\n",
  },
  [
    'lab.yaml:2:3: warning: dripline_mesh has no option "brokr". Did you mean "broker"? It is ignored.',
    'lab.yaml:3:3: warning: dripline_mesh has no option "user". Known: alerts_exchange, broker, broker_port, exchanges, heartbeat_routing_key, make_connection, max_connection_attempts, max_message_size, max_payload_size, requests_exchange, return_codes, tls, vhost. It is ignored.',
  ],
);

testRefused("dripline_mesh has to be a map", {
  "lab.yaml": "dripline_mesh: localhost\n",
}, [
  'lab.yaml:1:1: dripline_mesh must be a map of keys such as "broker: localhost".',
]);

testAccepted(
  "an empty dripline_mesh says nothing",
  {
    "lab.yaml": "dripline_mesh:\n",
  },
  [],
  ({ options }) => assertEquals(options.broker, "localhost"),
);

testRefused(
  "a wrong value of an argument is reported as that of the argument",
  {
    "lab.yaml": "dripline_mesh:\n  broker_port: 5672\n  max_payload_size: 1\n",
  },
  [
    'dripline_mesh.broker_port=: "broker_port" must be a whole number: received "abc".',
    'lab.yaml:3:3: "max_payload_size" must be at least 100: received 1.',
  ],
  { overrides: ["dripline_mesh.broker_port=abc"] },
);

Deno.test("mesh file, configuration, argument and option count in this order (176)", async () => {
  const brokers: [broker: string, yaml: string, options: LoadOptions][] = [
    ["b", "name: s\n", {}],
    ["c", "dripline_mesh: {broker: c}\n", {}],
    ["d", "dripline_mesh: {broker: c}\n", {
      overrides: ["dripline_mesh.broker=d"],
    }],
    ["e", "dripline_mesh: {broker: c}\n", {
      overrides: ["dripline_mesh.broker=d"],
      options: { dripline_mesh: { broker: "e" } },
    }],
  ];
  for (const [broker, yaml, options] of brokers) {
    using lab = new LaboratoryFolder({
      "lab.yaml": yaml,
      ".dripline_mesh.yaml": "broker: b\nbroker_port: 1\n",
    });
    const { options: service } = await lab.load(options);
    const client = loadMesh({ file: lab.file("lab.yaml"), ...options });
    for (const found of [service, client.options]) {
      assertEquals([found.broker, found.port], [broker, 1]);
    }
  }
});

testRefused(
  "a mistake in the mesh file is reported as one of the mesh file (176)",
  {
    "lab.yaml": "name: s\n",
    ".dripline_mesh.yaml": "broker: b\nbroker_port: x\n",
  },
  [
    '/lab/.dripline_mesh.yaml:2:1: "broker_port" must be a whole number: received "x".',
  ],
);

testAccepted(
  "an oddity of the mesh file is a warning about the mesh file (176)",
  {
    "lab.yaml": "name: s\n",
    ".dripline_mesh.yaml": "brokr: b\nbroker_port: 1\nbroker_port: 2\n",
  },
  [
    "/lab/.dripline_mesh.yaml:3:1: warning: broker_port stands here and at /lab/.dripline_mesh.yaml:2:1. This one counts: remove the other.",
    '/lab/.dripline_mesh.yaml:1:1: warning: dripline_mesh has no option "brokr". Did you mean "broker"? It is ignored.',
  ],
  ({ options }) => assertEquals(options.port, 2),
);

testAccepted(
  "environment variables are put into the mesh file before it is checked (178)",
  {
    "lab.yaml": "name: s\n",
    ".dripline_mesh.yaml": "requests_exchange: ENV{HOME}/r\n",
  },
  [],
  ({ options }) => {
    assert(/^\/.*\/r$/.test(options.requestsExchange!));
  },
);

Deno.test("of a configuration only the way to the mesh counts for a client", () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": `
name: [a]
module: Nope
extensions: [./nowhere.ts]
endpoints: 5
color: ENV{NOT_SET_ANYWHERE}
dripline_mesh: {broker: b, broker_port: 7}
auth_groups: {dripline: {username: me}}
auth_file: ${"ENV{HOME}"}/auth.json
`,
    "auth.json": '{"dripline": {"password": "mine"}}',
  });
  const { options, warnings } = loadMesh({ file: lab.file("lab.yaml") });
  assertEquals(warnings, []);
  assertEquals(
    [options.broker, options.port, options.username, options.password],
    ["b", 7, "me", "mine"],
  );
});

Deno.test("what is wrong with the way to the mesh is said to a client, all at once", () => {
  using lab = new LaboratoryFolder({
    "lab.yaml":
      "dripline_mesh: {broker_port: 0}\nauth_groups: 5\nauth_file: [a]\n",
  });
  try {
    loadMesh({ file: lab.file("lab.yaml") });
  } catch (error) {
    assert(error instanceof ConfigurationError);
    assertEquals(lab.lines(error.problems), [
      'lab.yaml:1:17: "broker_port" must be at least 1: received 0.',
      "lab.yaml:2:1: auth_groups must be a map.",
      "lab.yaml:3:1: auth_file must be the name of a file.",
    ]);
    return;
  }
  throw new Error("nothing was wrong");
});

testRefused(
  "an authentication file that is not there is an error, among the others (191)",
  {
    "lab.yaml": "auth_file: ENV{HOME}/nowhere.json\nendpoints: 5\n",
  },
  [
    "lab.yaml:1:12: /lab/nowhere.json: the authentication file does not exist.",
    'lab.yaml:2:1: "endpoints" must be a list: lines that begin with "- name: NAME".',
  ],
);

testRefused(
  "a wrong value of an option is reported as that of the command line",
  {
    "lab.yaml": "dripline_mesh:\n  broker_port: 5672\n",
  },
  [
    'command line: "broker_port" must be a whole number: received "abc".',
  ],
  { options: { dripline_mesh: { broker_port: "abc" } } },
);

testRefused("so is an authentication file that is not there", {
  "lab.yaml": "name: s\n",
}, [
  "command line: /nowhere/auth.json: the authentication file does not exist.",
], { options: { auth_file: "/nowhere/auth.json" } });

testAccepted(
  "a key of the mesh that stands beside dripline_mesh is ignored, with the place where it belongs",
  {
    "lab.yaml": "broker: b\n",
  },
  [
    'lab.yaml:1:1: warning: "broker" belongs under "dripline_mesh:"; here it is ignored.',
  ],
  ({ options }) => assertEquals(options.broker, "localhost"),
);

testRefused(
  "names that AMQP has no room for are refused where they stand, by their bytes",
  {
    "lab.yaml": `
name: ${"s".repeat(248)}
dripline_mesh:
  requests_exchange: ${"é".repeat(128)}
  heartbeat_routing_key: ${"h".repeat(256)}
broadcast_key: ${"b".repeat(251)}
endpoints:
  - name: ${"p".repeat(249)}
    module: KeyValueStore
`,
  },
  [
    `lab.yaml:2:1: the routing key of heartbeats "heartbeat.ssssssssss..." has 258 bytes; AMQP has room for 255. Shorten it.`,
    `lab.yaml:4:3: "requests_exchange" must have at most 255 bytes, as AMQP has no room for more: received 256, "${
      "é".repeat(20)
    }...".`,
    `lab.yaml:5:3: "heartbeat_routing_key" must have at most 255 bytes, as AMQP has no room for more: received 256, "${
      "h".repeat(20)
    }...".`,
    `lab.yaml:6:1: "broadcast_key" must have at most 250 bytes, as AMQP has no room for more: received 251, "${
      "b".repeat(20)
    }...".`,
    `lab.yaml:8:3: endpoint "${
      "p".repeat(249)
    }": the routing key of its alerts "sensor_value.ppppppp..." has 262 bytes; AMQP has room for 255. Shorten it.`,
  ],
);
