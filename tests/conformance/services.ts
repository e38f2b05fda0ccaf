/**
 * The services that were recorded, built with this framework: the key-value store of dripline-python, and the examples of
 * dripline-cpp, which prove that it can imitate them (section 8.13 of the standard).
 *
 * @module
 */
import {
  Endpoint,
  type Json,
  KeyValueStore,
  ReplyError,
  Service,
} from "../../mod.ts";
import { firstWord } from "../../src/wire/mod.ts";

/** `my_store` with the endpoints of key-value-store.yaml. Its `times3` was no function where it was recorded. */
export function keyValueStore(name: string): Service {
  const peaches = new KeyValueStore("peaches");
  peaches.calibration = "2*{}";
  peaches.initialValue = 0.75;
  peaches.logInterval = 10;
  peaches.getOnSet = true;
  peaches.logOnSet = true;
  const chips = new KeyValueStore("chips");
  chips.calibration = "times3({})";
  chips.initialValue = 1.75;
  const waffles = new KeyValueStore("waffles");
  waffles.calibration = "1.*{}";
  waffles.initialValue = 4;
  return service(new Service(name), peaches, chips, waffles);
}

/** What run_simple_service serves. */
export function simple(name: string): Service {
  return service(new SimpleService(name));
}

/** What run_oscillator_service_endpoints serves. Queues of their own have names on the whole broker: they end in `suffix`. */
export function oscillator(name: string, suffix: string): Service {
  const asynchronous = ["in_phase", "quadrature", "iq"].map((child) => {
    const endpoint = new Phase(child + suffix);
    endpoint.async = true;
    return endpoint;
  });
  return service(
    new Service(name),
    new Setting("frequency"),
    new Setting("amplitude"),
    ...asynchronous,
  );
}

/** Recordings leave out what is sent periodically. */
function service(owner: Service, ...endpoints: Endpoint[]): Service {
  owner.enableScheduling = false;
  owner.heartbeatIntervalS = 0;
  for (const endpoint of endpoints) owner.add(endpoint);
  return owner;
}

/** An answer of success with a return message. */
function success(message: string, payload: Json = null): ReplyError {
  return new ReplyError("success", message, { payload });
}

class SimpleService extends Service {
  override onGet(): never {
    throw success("Congrats, you performed an OP_GET");
  }

  override onSet(): never {
    throw success("Congrats, you performed an OP_SET");
  }

  override cmd(specifier: string, payload: Json): never {
    switch (firstWord(specifier)) {
      case "":
        throw new ReplyError(
          "service_error_invalid_specifier",
          "No specifier provided",
        );
      case "echo":
        throw success("Echoed payload", payload);
      case "error":
        throw new Error(
          "An error occurred in the endpoint!  (Note: this is a test, this is only a test)",
        );
      default:
        throw new ReplyError(
          "service_error_invalid_specifier",
          `Unknown specifier: ${firstWord(specifier)}`,
        );
    }
  }
}

/** An endpoint of dripline-cpp that overrides nothing. */
export class BaseEndpoint extends Endpoint {
  override onGet(): unknown {
    throw unhandled("OP_GET");
  }

  override onSet(): unknown {
    throw unhandled("OP_SET");
  }

  override cmd(): unknown {
    throw unhandled("OP_CMD");
  }
}

function unhandled(operation: string): ReplyError {
  return new ReplyError(
    "resource_error",
    `Unhandled request type: ${operation}`,
  );
}

class Setting extends Endpoint {
  #value = 1;

  override onGet(): never {
    throw success("Get request succeeded", { value: this.#value });
  }

  override onSet(value: unknown): never {
    this.#value = Number(value);
    throw success("Frequency set");
  }
}

class Phase extends BaseEndpoint {
  override onGet(): never {
    throw success("Get request succeeded", { value: [1, 0] });
  }
}
