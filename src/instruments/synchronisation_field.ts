/**
 * How a service comes into step with its instrument, as configurations say it.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  oneOf,
  show,
} from "../core/mod.ts";
import { isJsonObject } from "../wire/mod.ts";
import type { Synchronisation } from "./synchronisation.ts";

const words = ["identity", "silence", "connection"] as const;

/** A {@linkcode Synchronisation}: a word, or a map with `send` and `expect`. */
export function synchronisation(
  options: FieldOptions = {},
): Field<Synchronisation> {
  const word = oneOf(words);
  return {
    schema: {
      oneOf: [
        word.schema,
        {
          type: "object",
          properties: {
            send: { type: "string", minLength: 1 },
            expect: { type: "string", minLength: 1 },
          },
          required: ["send", "expect"],
          additionalProperties: false,
        },
      ],
      ...options,
    },
    decode(input) {
      if (!isJsonObject(input)) return word.decode(input);
      const { send, expect, ...others } = input;
      const isText = [send, expect].every((text) =>
        typeof text === "string" && text !== ""
      );
      if (!isText || Object.keys(others).length > 0) {
        throw new FieldError(
          `must be ${
            words.join(", ")
          } or a map with "send", the question, and "expect", the whole answer to it, such as {send: "*IDN?", expect: "ACME,1000,42,1.0"}: received ${
            show(input)
          }`,
        );
      }
      return { send: send as string, expect: expect as string };
    },
  };
}
