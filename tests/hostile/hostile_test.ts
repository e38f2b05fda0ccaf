import { assert, assertEquals } from "@std/assert";
import { attackClient, attackService } from "./attack.ts";

const seed = Number(Deno.env.get("DRIPLINE_SEED") ?? 12);

Deno.test("a service outlives 4000 hostile messages, and shows nothing that it has not declared", async () => {
  const { findings, answered, cuts } = await attackService({
    messages: 4000,
    seed,
  });
  assertEquals(findings, []);
  assertEquals(cuts, 0);
  assert(answered > 500, `only ${answered} were answered`);
});

Deno.test("a client outlives 2000 hostile replies and alerts", async () => {
  const { findings, cuts } = await attackClient({ messages: 2000, seed });
  assertEquals(findings, []);
  assertEquals(cuts, 0);
});
