/**
 * Return codes: what a reply says about how a request went (section 4 of the standard).
 *
 * @module
 */

/** A return code. 0 is success, 1 to 99 warn, from 100 on the request failed; applications use 1000 and up. */
export interface ReturnCode {
  /** The number on the wire, an unsigned 32-bit integer. */
  readonly value: number;
  /** The name, in snake_case. */
  readonly name: string;
  /** A few words for people. */
  readonly description: string;
}

/** The codes of the standard, by name. */
export const returnCodes = {
  success: { value: 0, description: "Success" },
  warning_no_action_taken: { value: 1, description: "No Action Taken" },
  warning_deprecated_feature: { value: 2, description: "Deprecated Feature" },
  warning_dry_run: { value: 3, description: "Dry Run" },
  warning_offline: { value: 4, description: "Offline" },
  warning_sub_service: { value: 5, description: "Sub-Service Warning" },
  amqp_error: { value: 100, description: "Generic AMQP Error" },
  amqp_error_broker_connection: {
    value: 101,
    description: "AMQP Connection Error",
  },
  amqp_error_routingkey_notfound: {
    value: 102,
    description: "Invalid AMQP Routing Key",
  },
  resource_error: { value: 200, description: "Generic Resource Error" },
  resource_error_connection: {
    value: 201,
    description: "Resource Connection Error",
  },
  resource_error_no_response: { value: 202, description: "No Response Error" },
  resource_error_sub_service: { value: 203, description: "Sub-Service Error" },
  service_error: { value: 300, description: "Generic Service Error" },
  service_error_no_encoding: {
    value: 301,
    description: "Invalid Message Encoding",
  },
  service_error_decoding_fail: { value: 302, description: "Decoding Failed" },
  service_error_bad_payload: { value: 303, description: "Invalid Payload" },
  service_error_invalid_value: { value: 304, description: "Invalid Value" },
  service_error_timeout: {
    value: 305,
    description: "Timeout Handling Message",
  },
  service_error_invalid_method: { value: 306, description: "Invalid Command" },
  service_error_access_denied: { value: 307, description: "Access Denied" },
  service_error_invalid_key: { value: 308, description: "Invalid Lockout Key" },
  service_error_invalid_specifier: {
    value: 310,
    description: "Invalid Specifier",
  },
  client_error: { value: 400, description: "Generic Client Error" },
  client_error_invalid_request: { value: 401, description: "Invalid Request" },
  client_error_handling_reply: {
    value: 402,
    description: "Error Handling Reply",
  },
  client_error_unable_to_send: { value: 403, description: "Unable to Send" },
  client_error_timeout: { value: 404, description: "Client Timeout" },
  unhandled_exception: { value: 999, description: "Unhandled Exception" },
} as const;

/** The name of a code of the standard. */
export type ReturnCodeName = keyof typeof returnCodes;

/** The largest value a return code can have. */
const maxValue = 2 ** 32 - 1;

/** The codes a mesh knows: those of the standard, and those that extensions and configurations add. */
export class ReturnCodes {
  readonly #byValue = new Map<number, ReturnCode>();
  readonly #byName = new Map<string, ReturnCode>();

  /** Begins with the codes of the standard. */
  constructor() {
    for (const [name, code] of Object.entries(returnCodes)) {
      this.add({ name, ...code });
    }
  }

  /**
   * Adds a code. Throws a `RangeError` if the value is taken or not an unsigned 32-bit integer, or if the name is
   * taken.
   */
  add(code: ReturnCode): void {
    const { value, name, description } = code;
    if (!Number.isInteger(value) || value < 0 || value > maxValue) {
      throw new RangeError(
        `Cannot add return code "${name}": ${value} is not a whole number from 0 to ${maxValue}`,
      );
    }
    const holder = this.#byValue.get(value) ?? this.#byName.get(name);
    if (holder) {
      throw new RangeError(
        `Cannot add return code "${name}" (${value}): "${holder.name}" (${holder.value}) is there already`,
      );
    }
    const added = Object.freeze({ value, name, description });
    this.#byValue.set(value, added);
    this.#byName.set(name, added);
  }

  /** Adds a code unless its value is taken. Returns whether it did. Throws as {@linkcode ReturnCodes.add} does. */
  addIfNew(code: ReturnCode): boolean {
    if (this.#byValue.has(code.value)) return false;
    this.add(code);
    return true;
  }

  /** Returns the code of that value. One that nobody added is `unknown_return_code`. */
  byValue(value: number): ReturnCode {
    return this.#byValue.get(value) ??
      { value, name: "unknown_return_code", description: "Unknown" };
  }

  /** Returns the code of that name, if there is one. */
  byName(name: string): ReturnCode | undefined {
    return this.#byName.get(name);
  }

  /** Every code, by ascending value. */
  list(): ReturnCode[] {
    return [...this.#byValue.values()].sort((a, b) => a.value - b.value);
  }
}

/** Writes a code as `Success(0)`. */
export function returnCodeText(code: ReturnCode): string {
  return `${code.description}(${code.value})`;
}
