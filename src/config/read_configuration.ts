/**
 * Reads a configuration file.
 *
 * @module
 */
import { type Environment, readEnvironment } from "./environment.ts";
import { expandHome, type ReadText, readTextFile } from "./files.ts";
import { configurationError } from "./problem.ts";
import { parseSource, type Source } from "./source.ts";

/** What a configuration file can be written in. */
export type ConfigurationEncoding = "yaml" | "json";

const ENCODING_OF_EXTENSION = new Map<string, ConfigurationEncoding>([
  [".yaml", "yaml"],
  [".yml", "yaml"],
  [".json", "json"],
]);

/** How {@linkcode readConfiguration} reads. */
export interface ReadConfigurationOptions {
  /** What the file is written in, if its name does not say so. `yaml` or `json`; anything else is refused. */
  readonly encoding?: string | undefined;
  /** Where `HOME` comes from. Default: this process. */
  readonly environment?: Environment;
  /** Reads the text. Default: {@linkcode readTextFile}. */
  readonly readText?: ReadText;
}

/**
 * Reads the configuration in `file`; `~` stands for the home directory. JSON is read as the YAML that it is.
 *
 * Throws a {@linkcode ConfigurationError} if the file cannot be read, has another extension than `.yaml`, `.yml` or
 * `.json` and no encoding was given, or does not hold a map.
 */
export function readConfiguration(
  file: string,
  options: ReadConfigurationOptions = {},
): Source {
  const { encoding, environment = readEnvironment, readText = readTextFile } =
    options;
  checkEncoding(file, encoding);
  const path = expandHome(file, environment);
  return parseConfiguration(readText(path, "configuration file"), file);
}

/** Reads a configuration from `text`; `file` names it in problems. Throws as {@linkcode readConfiguration} does. */
export function parseConfiguration(text: string, file: string): Source {
  const source = parseSource(text, file);
  if (source) return source;
  throw configurationError(
    file,
    'the configuration is empty: at least "name: my_service" has to stand there.',
  );
}

function checkEncoding(file: string, encoding: string | undefined): void {
  const encodings: unknown[] = [...ENCODING_OF_EXTENSION.values()];
  if (encoding !== undefined) {
    if (encodings.includes(encoding)) return;
    throw configurationError(
      file,
      `the encoding "${encoding}" is not known: it is yaml or json.`,
    );
  }
  const extension = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? "";
  if (ENCODING_OF_EXTENSION.has(extension)) return;
  const extensions = [...ENCODING_OF_EXTENSION.keys()].join(", ");
  throw configurationError(
    file,
    `the name of a configuration file ends with one of ${extensions}. Rename it, or say --config-encoding yaml.`,
  );
}
