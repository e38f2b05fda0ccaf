/** How a configuration names brokers, their virtual host and the files of an encrypted connection. */
import { assert, assertEquals } from "@std/assert";
import { brokerText } from "../../src/cli/service_summary.ts";
import { targets } from "../../src/mesh/mod.ts";
import { testAccepted, testRefused } from "./laboratory_folder.ts";
import { LaboratoryFolder } from "./laboratory_folder.ts";

const forms =
  'A broker is a host, "host:port", or a URL such as amqp://user:password@host:5672/vhost or amqps://host';

const pem = "-----BEGIN CERTIFICATE-----\n";

testAccepted(
  "a URL says user, password, host, port and virtual host, and what is printed of it has no password",
  {
    "lab.yaml":
      "dripline_mesh:\n  broker: amqp://ann:hunter2@rabbit:5673/lab\n",
  },
  [],
  (loaded) => {
    const [target] = targets(loaded.options);
    assertEquals(target.username, "ann");
    assertEquals(target.password, "hunter2");
    assertEquals(target.vhost, "lab");
    assertEquals(brokerText(loaded), "rabbit:5673/lab");
  },
);

testAccepted(
  "several brokers, a virtual host and the files of an encrypted connection are read from beside the configuration",
  {
    "lab.yaml": `
dripline_mesh:
  broker: [a, b, c:7]
  vhost: lab
  tls:
    ca: certificates/ca.pem
    certificate: own.pem
    key: own.key
    server_name: broker.lab
`,
    "certificates/ca.pem": `${pem}ca`,
    "own.pem": `${pem}own`,
    "own.key": `${pem}key`,
  },
  [],
  (loaded) => {
    assertEquals(brokerText(loaded), "a:5671/lab, b:5671/lab, c:7/lab");
    assertEquals(loaded.options.tls, {
      ca: `${pem}ca`,
      certificate: `${pem}own`,
      key: `${pem}key`,
      serverName: "broker.lab",
    });
  },
);

testAccepted(
  "tls: true is an encrypted connection with nothing more to say",
  { "lab.yaml": "dripline_mesh: {broker: a, tls: true}\n" },
  [],
  (loaded) => assertEquals(brokerText(loaded), "a:5671"),
);

testRefused(
  "brokers that make no sense are refused, without their passwords",
  {
    "lab.yaml": `
dripline_mesh:
  broker: https://ann:hunter2@rabbit
`,
  },
  [
    `lab.yaml:3:3: "broker" is wrong: The scheme of a broker's URL is amqp, or amqps for an encrypted connection. ${forms}: received "https://rabbit".`,
  ],
);

testRefused(
  "a list of brokers names no embedded one, and is not empty",
  { "lab.yaml": "dripline_mesh:\n  broker: [embedded, a]\n" },
  [
    'lab.yaml:2:3: "broker" must be either embedded or a list of brokers: the embedded broker has no others beside it.',
  ],
);

testRefused(
  "the files of an encrypted connection are there and are PEM, and the embedded broker has none",
  {
    "lab.yaml": `
dripline_mesh:
  broker: embedded
  vhost: lab
  tls: {ca: missing.pem, certificate: own.pem, key: own.pem}
`,
    "own.pem": "not this",
  },
  [
    "lab.yaml:4:3: dripline_mesh.vhost: the embedded broker has none, as it serves this machine alone. Leave it out, or name another broker.",
    "lab.yaml:5:3: dripline_mesh.tls: the embedded broker has none, as it serves this machine alone. Leave it out, or name another broker.",
    "lab.yaml:5:13: /lab/missing.pem: the file of dripline_mesh.tls.ca does not exist.",
    'lab.yaml:5:26: /lab/own.pem holds no PEM text, which begins with "-----BEGIN".',
    'lab.yaml:5:48: /lab/own.pem holds no PEM text, which begins with "-----BEGIN".',
  ],
);

Deno.test("user and password of an option count more than those of a URL", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": "dripline_mesh: {broker: 'amqp://ann:pw@rabbit'}\n",
  });
  const loaded = await lab.load({
    authentication: { username: "bob", password: "secret" },
  });
  const [target] = targets(loaded.options);
  assertEquals([target.username, target.password], ["bob", "secret"]);
  assert(!JSON.stringify(loaded.options.broker).includes("pw"));
});
