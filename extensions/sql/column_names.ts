/**
 * Columns as a configuration lists them.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  type JsonObject,
  show,
} from "@dripline/dripline";

/** A column, and what it is called in payloads. */
export interface ColumnName {
  /** Its name in the table. */
  readonly column: string;
  /** Its name in payloads. */
  readonly payloadKey: string;
}

/** A list of columns: each a name, or `{column, payload_key}` where payloads call it something else. */
export function columnNames(
  options: FieldOptions = {},
): Field<readonly ColumnName[]> {
  return {
    schema: {
      type: "array",
      items: {
        oneOf: [{ type: "string" }, {
          type: "object",
          required: ["column", "payload_key"],
          properties: {
            column: { type: "string" },
            payload_key: { type: "string" },
          },
          additionalProperties: false,
        }],
      },
      ...options,
    },
    access: "get",
    decode(input) {
      const names = (Array.isArray(input) ? input : [input])
        .map((entry, index) => columnName(entry, `item ${index + 1}`));
      const seen = new Set<string>();
      for (const { payloadKey } of names) {
        if (seen.has(payloadKey)) {
          throw new FieldError(`has "${payloadKey}" twice`);
        }
        seen.add(payloadKey);
      }
      return names;
    },
    encode: (names) =>
      names.map(({ column, payloadKey }) =>
        column === payloadKey ? column : { column, payload_key: payloadKey }
      ),
  };
}

/** A map from columns to values. */
export function columnValues(options: FieldOptions = {}): Field<JsonObject> {
  return {
    schema: { type: "object", ...options },
    access: "get",
    decode(input) {
      if (isMap(input)) return input as JsonObject;
      throw new FieldError(
        `must be a map from columns to values: received ${show(input)}`,
      );
    },
  };
}

function columnName(entry: unknown, which: string): ColumnName {
  if (typeof entry === "string" && entry !== "") {
    return { column: entry, payloadKey: entry };
  }
  if (!isMap(entry)) {
    throw new FieldError(
      `${which} must be the name of a column, or {column: NAME, payload_key: NAME}: received ${
        show(entry)
      }`,
    );
  }
  const { column, payload_key: payloadKey, ...rest } = entry;
  for (const [key, value] of Object.entries({ column, payloadKey })) {
    if (typeof value === "string" && value !== "") continue;
    const name = key === "column" ? key : "payload_key";
    throw new FieldError(
      `${which} needs "${name}", a text: received ${show(entry)}`,
    );
  }
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new FieldError(
      `${which} has no "${unknown}". Known: column, payload_key`,
    );
  }
  return { column: column as string, payloadKey: payloadKey as string };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
