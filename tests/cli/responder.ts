/**
 * An endpoint that lives in the test: answers as it is asked to, and keeps what it was sent.
 *
 * @module
 */
import { type Client, connect } from "../../src/mesh/mod.ts";
import type { Json, Message, Request } from "../../src/wire/mod.ts";

/** Answers to `responder` with the return code that the specifier names; `mute` is not answered. */
export class Responder implements AsyncDisposable {
  /** The requests so far. */
  readonly requests: Request[] = [];
  /** A client of the same mesh. */
  readonly client: Client;
  #asked = Promise.withResolvers<void>();

  private constructor(client: Client) {
    this.client = client;
  }

  /** Joins the embedded broker at a port of this machine. */
  static async start(port: number): Promise<Responder> {
    const client = await connect({ broker: "127.0.0.1", port });
    const responder = new Responder(client);
    await client.mesh.listen({
      queue: "responder",
      requests: ["responder.#"],
      handle: (message) => responder.#answer(message),
    }).ready;
    return responder;
  }

  /** Waits for the next request. */
  async next(): Promise<Request> {
    await this.#asked.promise;
    return this.requests.at(-1)!;
  }

  /** Leaves the mesh. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }

  #answer(message: Message): void {
    if (message.type !== "request") return;
    this.requests.push(message);
    this.#asked.resolve();
    this.#asked = Promise.withResolvers();
    if (message.specifier === "mute") return;
    const returnCode = Number(message.specifier);
    const { detail = null } = message.payload as { detail?: Json };
    this.client.mesh.reply(message, {
      returnCode,
      returnMessage: `says ${returnCode}`,
      payload: detail,
    });
  }
}
