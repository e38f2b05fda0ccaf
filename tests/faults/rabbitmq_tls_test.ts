/**
 * RabbitMQ that takes nothing but encrypted connections of clients with a certificate.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect } from "../../src/mesh/mod.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

const path = (name: string) =>
  new URL(`../mesh/fixtures/tls/${name}`, import.meta.url).pathname;
const file = (name: string) => Deno.readTextFileSync(path(name));

Deno.test({
  name:
    "RabbitMQ is joined through TLS with a certificate of ours, in a virtual host, and asks for one if we have none",
  ignore: !rabbitmqInstalled,
  async fn() {
    await using node = await RabbitmqNode.start({
      certificates: {
        ca: path("ca.pem"),
        certificate: path("server.pem"),
        key: path("server.key"),
      },
    });
    await node.ctl("add_vhost", "lab");
    await node.ctl("add_user", "ann", "s/e@c:r?t");
    await node.ctl("set_permissions", "-p", "lab", "ann", ".*", ".*", ".*");
    const broker = `amqps://ann:s%2Fe%40c%3Ar%3Ft@localhost:${node.port}/lab`;
    const ca = file("ca.pem");
    const [certificate, key] = [file("client.pem"), file("client.key")];

    await using client = await connect({
      broker,
      tls: { ca, certificate, key },
    });
    assertEquals(client.mesh.where, `localhost:${node.port}/lab`);

    const { message } = await assertRejects(
      () => connect({ broker, tls: { ca }, maxConnectionAttempts: 1 }),
      Error,
    );
    assertStringIncludes(
      message,
      "it wants a certificate of ours. Name it with dripline_mesh.tls.certificate",
    );
  },
});
