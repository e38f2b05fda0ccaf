/**
 * What becomes of a message that comes in: a request is answered, an alert is heard.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Mesh } from "../../mesh/mod.ts";
import {
  type Alert,
  firstWord,
  type Message,
  ReplyError,
  type Request,
} from "../../wire/mod.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Service } from "../service.ts";
import { type Answer, answer, failure } from "./answer.ts";
import type { Deadlines } from "./deadlines.ts";

const logger = getLogger(["dripline", "core"]);

/** Finds the endpoint that a request is for. */
export type Route = (request: Request) => Endpoint | undefined;

/** Hands messages to the endpoints of a service. */
export class Dispatcher {
  /** Where the answers go. */
  readonly mesh: Mesh;
  readonly #service: Service;
  readonly #deadlines: Deadlines;

  /** Answers by way of `mesh`. */
  constructor(service: Service, mesh: Mesh, deadlines: Deadlines) {
    this.#service = service;
    this.mesh = mesh;
    this.#deadlines = deadlines;
  }

  /** Handles one message; `route` finds the endpoint that a request is for. */
  async handle(
    message: Message,
    route: Route,
  ): Promise<void> {
    if (message.type === "alert") return await this.#hear(message);
    if (message.type === "reply") {
      logger.warn("ignored a reply to {key}: nobody has asked", {
        key: message.routingKey,
      });
      return;
    }
    const endpoint = route(message);
    const given = endpoint ? await this.#answer(endpoint, message) : failure(
      this.#service,
      new ReplyError(
        "amqp_error_routingkey_notfound",
        `Did not find child endpoint <${firstWord(message.routingKey)}>`,
      ),
    );
    try {
      this.mesh.reply(message, given);
    } catch (error) {
      // What a ReplyError brings along is not always something that a message can carry.
      this.mesh.reply(message, failure(endpoint ?? this.#service, error));
    }
  }

  #answer(endpoint: Endpoint, request: Request): Promise<Answer> {
    return this.#deadlines.run(
      this.#service.requestTimeoutS,
      (signal) => answer(endpoint, request, signal),
      (why) => ({
        returnCode: 305,
        returnMessage: `${endpoint.name} ${why}`,
        payload: null,
      }),
    );
  }

  async #hear(alert: Alert): Promise<void> {
    const failed = (error: unknown) =>
      logger.error("the alert {key} could not be handled: {error}", {
        key: alert.routingKey,
        error,
      });
    const hear = async (signal: AbortSignal) => {
      try {
        await this.#service.onAlert(alert, signal);
      } catch (error) {
        failed(error);
      }
    };
    await this.#deadlines.run(
      this.#service.requestTimeoutS,
      hear,
      (why) => failed(`${this.#service.name} ${why}`),
    );
  }
}
