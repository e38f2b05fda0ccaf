/**
 * Where an instrument is, as configurations say it.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  integer,
  isFieldError,
  show,
} from "../core/mod.ts";

/** Where an instrument listens. */
export interface SocketInfo {
  /** A host name or an address. */
  readonly hostname: string;
  /** The port, 1 to 65535. */
  readonly port: number;
}

/** A Python tuple as text, `('scpi-device', 24596)`; the quotes may be missing. */
const tuple = /^\(\s*(["']?)([^\s"',]+)\1\s*,\s*([^\s,]+?)(?:\s*,)?\s*\)$/;

/** `scpi-device:24596`, or `[::1]:24596`. */
const address = /^(?:\[([\da-fA-F:.%\w]+)\]|([^\s:()[\]]+)):([^\s:]+)$/;

const port = integer({ minimum: 1, maximum: 65535 });

/**
 * A host and a port, in any of the forms that dripline files have: the text of a Python tuple, `('scpi-device', 24596)`; a list of
 * two; or `scpi-device:24596`. A request reads it as a list.
 */
export function socketInfo(options: FieldOptions = {}): Field<SocketInfo> {
  return {
    schema: {
      oneOf: [
        { type: "string" },
        { type: "array", minItems: 2, maxItems: 2 },
      ],
      ...options,
    },
    encode: ({ hostname, port }) => [hostname, port],
    decode(input, written) {
      const [host, number] = parts(input) ?? [];
      // An address such as 10.10 looks like a number.
      const hostname = typeof host === "number" ? written?.(0) : host;
      if (typeof hostname !== "string" || !/^\S+$/.test(hostname)) {
        throw new FieldError(
          `must be a host and a port, such as "('scpi-device', 24596)", [scpi-device, 24596] or "scpi-device:24596": received ${
            show(input)
          }`,
        );
      }
      try {
        return { hostname, port: port.decode(number) };
      } catch (error) {
        if (!isFieldError(error)) throw error;
        throw new FieldError(
          `must be a host and a port, and the port ${error.message}`,
        );
      }
    },
  };
}

/** Writes it as Python writes the tuple: `('scpi-device', 24596)`. */
export function socketText({ hostname, port }: SocketInfo): string {
  return `('${hostname}', ${port})`;
}

function parts(input: unknown): readonly unknown[] | undefined {
  if (Array.isArray(input)) return input.length === 2 ? input : undefined;
  if (typeof input !== "string") return undefined;
  const text = input.trim();
  const inTuple = tuple.exec(text);
  if (inTuple) return [inTuple[2], inTuple[3]];
  const inAddress = address.exec(text);
  return inAddress ? [inAddress[1] ?? inAddress[2], inAddress[3]] : undefined;
}
