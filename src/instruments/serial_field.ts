/**
 * A serial line, as configurations say it.
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

/** The path of a device file, such as `/dev/ttyUSB0`. */
export function devicePath(options: FieldOptions = {}): Field<string> {
  const { schema, decode } = string(options);
  return {
    schema,
    decode(input) {
      const path = decode(input);
      if (path.startsWith("/")) return path;
      throw new FieldError(
        `must be the whole path of a device file, such as "/dev/ttyUSB0": received ${
          show(path)
        }`,
      );
    },
  };
}
