/**
 * What is measured: alerts that the broker confirms.
 *
 * @module
 */
import { connect } from "../src/mesh/mod.ts";
import { obey } from "./child.ts";
import { measure, type Order } from "./measure.ts";
import { placeFromArgs } from "./place.ts";

await using client = await connect(placeFromArgs());
await obey((order: Order) =>
  measure(order, () => client.alert("bench.value", { value_raw: 1.75 }))
);
