/**
 * The files of an encrypted connection to the broker: `dripline_mesh.tls`.
 *
 * @module
 */
import { resolve } from "node:path";
import {
  type Attributes,
  attributesOf,
  configure,
  type Field,
  FieldError,
  type FieldOptions,
  isMap,
  optional,
  setup,
  string,
} from "../core/mod.ts";
import type { TlsOptions } from "../mesh/mod.ts";
import { expandHome, readTextFile } from "./files.ts";
import { ConfigurationError, type Problems } from "./problem.ts";

/** The keys under `tls`. */
export class TlsSettings {
  /** The keys. */
  static readonly attributes: Attributes<TlsSettings> = {
    ca: optional(string({
      description:
        "File with the certificates of the authorities that are trusted, PEM",
    })),
    certificate: optional(string({
      description:
        "File with the certificate that the broker asks for, PEM; needs key",
    })),
    key: setup(optional(string({
      description: "File with the key of that certificate, PEM",
    }))),
    server_name: optional(string({
      description: "Name in the broker's certificate; if not given, the host",
    })),
  };

  /** File with the certificates of the authorities that are trusted. */
  ca: string | undefined;
  /** File with the certificate that the broker asks for. */
  certificate: string | undefined;
  /** File with its key. */
  key: string | undefined;
  /** The name in the broker's certificate. */
  serverName: string | undefined;
}

/** What `tls` holds: a map, or `true` for an encrypted connection with nothing more to say. */
export function tlsField(
  options: FieldOptions = {},
): Field<TlsSettings | undefined> {
  return {
    optional: true,
    schema: {
      type: ["object", "boolean"],
      properties: Object.fromEntries(
        [...attributesOf(TlsSettings)].map((
          [name, { field }],
        ) => [name, field.schema]),
      ),
      additionalProperties: false,
      ...options,
    },
    decode(input, written) {
      if (input === undefined || input === null || input === false) {
        return undefined;
      }
      const settings = new TlsSettings();
      if (input === true) return settings;
      if (!isMap(input)) {
        throw new FieldError("must be true, or a map such as {ca: ca.pem}");
      }
      const [problem] = configure(settings, input, written);
      if (problem) {
        throw new FieldError(
          `is wrong: ${problem.message.replaceAll("TlsSettings", "tls")}`,
        );
      }
      const { certificate, key } = settings;
      if ((certificate === undefined) !== (key === undefined)) {
        throw new FieldError(
          "needs certificate and key together: the one is of no use without the other",
        );
      }
      return settings;
    },
  };
}

/** Reads the files, which begin at the folder `base`. What cannot be read is a problem. */
export function readTls(
  settings: TlsSettings,
  base: string,
  problems: Problems,
): TlsOptions {
  const read = (name: "ca" | "certificate" | "key"): string | undefined => {
    const path = settings[name];
    if (path === undefined) return undefined;
    const file = resolve(base, expandHome(path));
    try {
      const text = readTextFile(file, `file of dripline_mesh.tls.${name}`);
      if (text.includes("-----BEGIN ")) return text;
      problems.add(
        ["dripline_mesh", "tls", name],
        `${file} holds no PEM text, which begins with "-----BEGIN".`,
      );
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.includeOf(
        file,
        ["dripline_mesh", "tls", name],
        error.problems,
      );
    }
    return undefined;
  };
  return {
    ca: read("ca"),
    certificate: read("certificate"),
    key: read("key"),
    serverName: settings.serverName,
  };
}
