/**
 * Counts the alerts that come in.
 *
 * @module
 */
import { connect } from "../src/mesh/mod.ts";
import { obey } from "./child.ts";
import { placeFromArgs } from "./place.ts";

await using client = await connect(placeFromArgs());
const alerts = client.alerts("#");
await alerts.ready;
let count = 0;
countAll();
await obey(() => count);

async function countAll(): Promise<void> {
  for await (const _alert of alerts) count++;
}
