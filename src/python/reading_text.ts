/**
 * Refuses readings that are texts where something else is needed.
 *
 * @module
 */
import { PythonError } from "./python_error.ts";
import { reprText } from "./represent.ts";
import { ReadingText, type Value } from "./value.ts";

/** Throws {@linkcode PythonError} if the value is a reading that is a text; `what` needs `need`. */
export function refuseReading(value: Value, what: string, need: string): void {
  if (!(value instanceof ReadingText)) return;
  throw new PythonError(
    "TypeError",
    `"${what}" needs ${need}, but the reading is the text ${
      reprText(value.text.slice(0, 100))
    }`,
  );
}

/** Tells whether `what` takes the value for true. Throws {@linkcode PythonError} for a reading that is a text. */
export function truth(value: Value, what: string): boolean {
  switch (typeof value) {
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    case "boolean":
      return value;
  }
  if (value === null) return false;
  refuseReading(value, what, "a truth");
  if (value.kind === "list" || value.kind === "tuple") {
    return value.items.length > 0;
  }
  return value.kind !== "dict" || value.size > 0;
}
