/**
 * The methods of all values. Nothing but these tables can follow a dot.
 *
 * @module
 */
import { iterate } from "./argument.ts";
import { equal, indexOf } from "./compare.ts";
import type { Dict } from "./dict.ts";
import { define, type PythonFunction, seeingReadings } from "./function.ts";
import { PythonError } from "./python_error.ts";
import { TEXT_METHODS } from "./text_methods.ts";
import { TEXT_SEARCHES } from "./text_searches.ts";
import { TEXT_SPLITTING } from "./text_splitting.ts";
import { TEXT_TESTS } from "./text_tests.ts";
import { List, Tuple, typeName, type Value } from "./value.ts";

const SEQUENCE_METHODS: readonly PythonFunction[] = seeingReadings([
  define(
    "index(value, /)",
    (meter, self, value) => indexOf(self as List | Tuple, value!, meter),
  ),
  define("count(value, /)", (meter, self, value) => {
    const found = iterate(self!, meter).filter((item) =>
      equal(item, value!, meter)
    );
    return BigInt(found.length);
  }),
]);

const DICT_METHODS: readonly PythonFunction[] = [
  define(
    "get(key, default=, /)",
    (meter, self, key, otherwise = null) => {
      const value = (self as Dict).get(key!, meter);
      return value === undefined ? otherwise : value;
    },
  ),
  define("keys()", (meter, self) => new List(iterate(self!, meter))),
  define("values()", (meter, self) => {
    meter.spend((self as Dict).size);
    return new List((self as Dict).entries().map(([, value]) => value));
  }),
  define("items()", (meter, self) => {
    meter.spend((self as Dict).size);
    return new List((self as Dict).entries().map((entry) => new Tuple(entry)));
  }),
];

const FLOAT_METHODS: readonly PythonFunction[] = [
  define("is_integer()", (_, self) => Number.isInteger(self)),
];

/** The methods of each class of values, by name. */
const METHODS: ReadonlyMap<string, ReadonlyMap<string, PythonFunction>> =
  new Map([
    [
      "str",
      byName([
        ...TEXT_METHODS,
        ...TEXT_SPLITTING,
        ...TEXT_SEARCHES,
        ...TEXT_TESTS,
      ]),
    ],
    ["list", byName(SEQUENCE_METHODS)],
    ["tuple", byName(SEQUENCE_METHODS)],
    ["dict", byName(DICT_METHODS)],
    ["float", byName(FLOAT_METHODS)],
  ]);

/** The names of the methods of all classes. */
export const METHOD_NAMES: ReadonlySet<string> = new Set(
  [...METHODS.values()].flatMap((methods) => [...methods.keys()]),
);

/** Returns the method of a value. Throws {@linkcode PythonError} if it has none of that name. */
export function methodOf(value: Value, name: string): PythonFunction {
  const method = METHODS.get(typeName(value))?.get(name);
  if (method !== undefined) return method;
  throw new PythonError(
    "AttributeError",
    `'${typeName(value)}' object has no attribute '${name}'`,
  );
}

function byName(
  functions: readonly PythonFunction[],
): ReadonlyMap<string, PythonFunction> {
  return new Map(functions.map((each) => [each.name, each]));
}
