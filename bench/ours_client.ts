/**
 * What is measured: a client of ours that gets a value.
 *
 * @module
 */
import { connect } from "../src/mesh/mod.ts";
import { obey } from "./child.ts";
import { measure, type Order } from "./measure.ts";
import { placeFromArgs } from "./place.ts";

await using client = await connect(placeFromArgs());
const endpoint = Deno.args[1]!;
await obey((order: Order) => measure(order, () => client.get(endpoint)));
