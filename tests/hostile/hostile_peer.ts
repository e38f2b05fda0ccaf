/**
 * A participant of a mesh that means harm. If the broker hangs up on it, it comes back.
 *
 * @module
 */
import { writeTable } from "../../src/broker/field_table.ts";
import { Writer } from "../../src/broker/writer.ts";
import type { Random } from "../broker/random.ts";
import { RawClient } from "../broker/raw_client.ts";
import { type Aim, writeHostile } from "./hostile_message.ts";

/** Publishes hostile messages, and hears what is said to its queue. */
export class HostilePeer implements AsyncDisposable {
  /** The name of its queue. */
  readonly queue: string = `hostile_${crypto.randomUUID()}`;
  /** How often the broker has hung up. */
  refused = 0;
  /** How many messages came in. */
  heard = 0;
  readonly #port: number;
  readonly #exchange: string;
  readonly #onBody: (body: string) => void;
  #client: RawClient | undefined;
  #reading: Promise<void> = Promise.resolve();
  #unconfirmed = 0;
  #confirmed: () => void = () => {};

  /** Will join the broker at `port`; `onBody` is called with the body of each message to its queue. */
  constructor(port: number, exchange: string, onBody: (body: string) => void) {
    this.#port = port;
    this.#exchange = exchange;
    this.#onBody = onBody;
  }

  /** Publishes `count` messages and waits until the broker has them, or has hung up. */
  async publish(count: number, random: Random, aim: Aim): Promise<void> {
    const client = this.#client ?? await this.#join();
    const writer = new Writer();
    for (let i = 0; i < count; i++) writeHostile(writer, 1, random, aim);
    this.#unconfirmed += count;
    const settled = new Promise<void>((resolve) => this.#confirmed = resolve);
    await client.write(writer.take()).catch(() => {});
    await settled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    client?.[Symbol.dispose]();
    await this.#reading;
  }

  async #join(): Promise<RawClient> {
    await this.#reading;
    const client = await RawClient.open(this.#port);
    await client.channel(1);
    await client.method(1, "confirm.select", (writer) => writer.uint8(0));
    await client.expect("confirm.select-ok");
    const exclusiveAndAutoDelete = 0x0c;
    await client.method(1, "queue.declare", (writer) => {
      writer.uint16(0).shortString(this.queue).uint8(exclusiveAndAutoDelete);
      writeTable(writer, new Map());
    });
    await client.expect("queue.declare-ok");
    await client.method(1, "queue.bind", (writer) => {
      writer.uint16(0).shortString(this.queue).shortString(this.#exchange)
        .shortString(this.queue).uint8(0);
      writeTable(writer, new Map());
    });
    await client.expect("queue.bind-ok");
    const withoutAcks = 0x02;
    await client.method(1, "basic.consume", (writer) => {
      writer.uint16(0).shortString(this.queue).shortString("")
        .uint8(withoutAcks);
      writeTable(writer, new Map());
    });
    await client.expect("basic.consume-ok");
    this.#client = client;
    this.#unconfirmed = 0;
    this.#reading = this.#read(client);
    return client;
  }

  async #read(client: RawClient): Promise<void> {
    let highest = 0;
    for (
      let next = await client.next();
      next && !next.name.endsWith(".close");
      next = await client.next()
    ) {
      if (next.name === "basic.ack") {
        // Confirms come in order, so the tag tells how many there were.
        const tag = next.args.uint64();
        this.#unconfirmed -= tag - highest;
        highest = tag;
        if (this.#unconfirmed === 0) this.#confirmed();
      } else if (next.name === "basic.deliver") this.heard++;
      else if (next.name === "frame 3") {
        const bytes = next.args.bytes(next.args.remaining);
        this.#onBody(new TextDecoder().decode(bytes));
      }
    }
    if (this.#client === client) {
      this.refused++;
      this.#client = undefined;
      client[Symbol.dispose]();
    }
    this.#confirmed();
  }
}
