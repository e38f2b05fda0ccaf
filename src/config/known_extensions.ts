/**
 * Extensions that files of the field take for granted, so that an error can say where a name comes from.
 *
 * @module
 */

/** An extension that is known without being loaded. */
interface KnownExtension {
  readonly name: string;
  readonly specifier: string;
  readonly classes: readonly string[];
  readonly functions: readonly string[];
}

const known: readonly KnownExtension[] = [
  {
    name: "jitter",
    specifier: "jsr:@dripline/jitter@^1",
    classes: ["JitterEntity"],
    functions: ["times3"],
  },
  {
    name: "modbus",
    specifier: "jsr:@dripline/modbus@^0",
    classes: ["ModbusEntity", "ModbusService"],
    functions: [],
  },
  {
    name: "sql",
    specifier: "jsr:@dripline/sql@^0",
    classes: [
      "PostgreSQLInterface",
      "PostgresSensorLogger",
      "SQLTable",
      "SensorLogger",
    ],
    functions: [],
  },
];

/** Calibration functions of known extensions, each with the extension and how to get it. */
export const knownFunctions: ReadonlyMap<string, string> = new Map(
  known.flatMap((extension) =>
    extension.functions.map((name) => [name, wayTo(extension)] as const)
  ),
);

/** Classes of known extensions, each with the extension and how to get it. */
export const knownClasses: ReadonlyMap<string, string> = new Map(
  known.flatMap((extension) =>
    extension.classes.map((name) => [name, wayTo(extension)] as const)
  ),
);

function wayTo({ name, specifier }: KnownExtension): string {
  return `extension "${name}": add "extensions: [${specifier}]" to the file`;
}
