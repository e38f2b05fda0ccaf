/**
 * Addresses on a GPIB bus.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  show,
} from "../../core/mod.ts";

const written = /^\s*(\d{1,2})(?:\s+(\d{1,3}))?\s*$/;

/**
 * An address on a GPIB bus, as controllers write it: the primary one, 0 to 30, and perhaps, after a blank, the secondary one, 96 to 126.
 */
export function gpibAddress(options: FieldOptions = {}): Field<string> {
  return {
    schema: {
      oneOf: [
        { type: "integer", minimum: 0, maximum: 30 },
        { type: "string", pattern: "^[0-9]{1,2}( [0-9]{2,3})?$" },
      ],
      ...options,
    },
    decode(input) {
      const isText = typeof input === "string" || typeof input === "number";
      const [, first, second] = written.exec(isText ? `${input}` : "") ?? [];
      const primary = Number(first);
      const secondary = second === undefined ? undefined : Number(second);
      if (
        first === undefined || primary > 30 ||
        secondary !== undefined && (secondary < 96 || secondary > 126)
      ) {
        throw new FieldError(
          `must be a GPIB address from 0 to 30, such as 5, perhaps with a secondary address from 96 (which stands for 0) to 126, such as "9 96": received ${
            show(input)
          }`,
        );
      }
      return secondary === undefined ? `${primary}` : `${primary} ${secondary}`;
    },
  };
}
