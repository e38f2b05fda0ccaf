/**
 * Where the broker is, as configurations say it.
 *
 * @module
 */
import { type Field, FieldError, type FieldOptions } from "../core/mod.ts";
import { parseBrokerAddress } from "../mesh/mod.ts";
import { embedded } from "./embedded_broker.ts";

/** A broker, or a list of those of one cluster. No error shows a password. */
export function brokerField(
  options: FieldOptions = {},
): Field<string | readonly string[]> {
  return {
    schema: {
      type: ["string", "array"],
      items: { type: "string" },
      minItems: 1,
      ...options,
    },
    decode(input, written) {
      if (!Array.isArray(input)) return address(input, written?.());
      if (input.length === 0) {
        throw new FieldError("must name a broker: the list is empty");
      }
      if (input.includes(embedded)) {
        throw new FieldError(
          `must be either ${embedded} or a list of brokers: the embedded broker has no others beside it`,
        );
      }
      return input.map((item, index) => address(item, written?.(index)));
    },
  };
}

/** Reads an address. One that looks like a number, such as 10.10, counts as it is written. */
function address(given: unknown, word: string | undefined): string {
  const isWord = ["number", "bigint", "boolean"].includes(typeof given);
  const input = isWord ? word : given;
  if (typeof input !== "string") {
    throw new FieldError("must be text: a host, host:port or an amqp:// URL");
  }
  try {
    if (input !== embedded) parseBrokerAddress(input);
    return input;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FieldError(`is wrong: ${error.message}`);
  }
}
