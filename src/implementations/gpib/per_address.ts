/**
 * Options that hold for some addresses.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  isFieldError,
  isMap,
  show,
} from "../../core/mod.ts";
import { gpibAddress } from "../scpi/mod.ts";

/** A map from addresses on a bus to what holds there. */
export function perAddress<V>(
  field: Field<V>,
  options: FieldOptions = {},
): Field<ReadonlyMap<string, V>> {
  const address = gpibAddress();
  const { description: _, ...schema } = field.schema;
  return {
    schema: { type: "object", additionalProperties: schema, ...options },
    decode(input) {
      if (!isMap(input)) {
        throw new FieldError(
          `must be a map from addresses, such as {12: ...}: received ${
            show(input)
          }`,
        );
      }
      return new Map(
        Object.entries(input).map(([key, value]) => {
          try {
            return [address.decode(key), field.decode(value)];
          } catch (error) {
            if (!isFieldError(error)) throw error;
            throw new FieldError(
              `has the key ${show(key)}, and ${error.message}`,
            );
          }
        }),
      );
    },
    encode: (values) =>
      Object.fromEntries(
        [...values].map((
          [key, value],
        ) => [key, field.encode ? field.encode(value) : value]),
      ),
  };
}
