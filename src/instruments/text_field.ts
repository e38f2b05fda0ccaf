/**
 * Texts in the configuration of an instrument.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  show,
  string,
} from "../core/mod.ts";

/** Text that is not empty. */
export function nonEmptyText(options: FieldOptions = {}): Field<string> {
  const { schema, decode } = string(options);
  return {
    schema: { ...schema, minLength: 1 },
    decode(input, written) {
      const text = decode(input, written);
      if (text !== "") return text;
      throw new FieldError("must not be empty");
    },
  };
}

/** What ends a message, such as a line break. */
export function terminator(text: Field<string>): Field<string> {
  return {
    ...text,
    decode(input, written) {
      const decoded = text.decode(input, written);
      if (!/\\[nr]/.test(decoded)) return decoded;
      throw new FieldError(
        `holds a backslash and a letter, not a line break: received ${
          show(decoded)
        }. In YAML, a line break is written "\\n", in double quotes`,
      );
    },
  };
}
