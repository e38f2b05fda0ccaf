import { startBroker } from "../../src/broker/mod.ts";
import { behaviours } from "./conformance.ts";
import { connect, Laboratory } from "./laboratory.ts";

for (const [sentence, test] of behaviours) {
  Deno.test(`embedded broker: ${sentence}`, async () => {
    await using broker = startBroker({ port: 0 });
    await using lab = new Laboratory(broker.url);
    await test(lab);
  });
}

const rabbitMq = Deno.env.get("AMQP_URL") ??
  "amqp://guest:guest@localhost:5672";
const refusal = await connect(rabbitMq).then(
  async (connection) => await connection.close(),
  (error: Error) => error,
);

for (const [sentence, test] of behaviours) {
  Deno.test({
    name: `RabbitMQ: ${sentence}`,
    ignore: refusal !== undefined,
    fn: async () => {
      await using lab = new Laboratory(rabbitMq);
      await test(lab);
    },
  });
}

if (refusal) {
  const { host } = new URL(rabbitMq);
  // deno-lint-ignore no-console -- a test that is skipped says why
  console.log(
    `Skipped on RabbitMQ: nobody answers at ${host} (${refusal.message}); set AMQP_URL.`,
  );
}
