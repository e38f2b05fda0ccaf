/**
 * The brokers that are measured: the embedded one, in a process of its own, and RabbitMQ where it answers.
 *
 * @module
 */
import amqp from "amqplib";
import type { MeshOptions } from "../src/mesh/mod.ts";
import { Child } from "./child.ts";

/** Where a broker is, and the exchanges to use there. */
export interface Place extends MeshOptions {
  /** What it is called in results. */
  readonly name: string;
  /** Its host. */
  readonly broker: string;
  /** Its port. */
  readonly port: number;
  /** The exchange of requests and replies. */
  readonly requestsExchange: string;
  /** The exchange of alerts. */
  readonly alertsExchange: string;
}

/** Reads a place from the arguments of this process, as {@linkcode Child} gives them. */
export function placeFromArgs(): Place {
  return JSON.parse(Deno.args[0]!);
}

/** Starts the embedded broker and adds it to `stack`. */
export async function embedded(stack: AsyncDisposableStack): Promise<Place> {
  const broker = stack.use(await Child.module("broker_process.ts"));
  const { port } = await broker.ask<{ port: number }>("port");
  return { name: "embedded", broker: "127.0.0.1", port, ...exchanges() };
}

/** Joins RabbitMQ on this machine, if it is there; cleans up when `stack` is disposed. */
export async function rabbitmq(
  stack: AsyncDisposableStack,
): Promise<Place | undefined> {
  const place = {
    name: "RabbitMQ",
    broker: "127.0.0.1",
    port: 5672,
    ...exchanges(),
  };
  const url = `amqp://guest:guest@${place.broker}:${place.port}`;
  try {
    await (await amqp.connect(url, { timeout: 2000 })).close();
  } catch {
    return undefined;
  }
  stack.defer(async () => {
    const connection = await amqp.connect(url);
    const channel = await connection.createChannel();
    for (const suffix of ["", "_one", "_crowd", "_logs"]) {
      await channel.deleteExchange(place.requestsExchange + suffix);
    }
    await channel.deleteExchange(place.alertsExchange);
    await connection.close();
  });
  return place;
}

function exchanges() {
  const unique = crypto.randomUUID().slice(0, 8);
  return {
    requestsExchange: `bench_requests_${unique}`,
    alertsExchange: `bench_alerts_${unique}`,
  };
}
