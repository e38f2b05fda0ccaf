/**
 * Functions and methods of the language: declared with the signature that Python's manual shows, called with what
 * that signature makes of the arguments.
 *
 * @module
 */
import { Dict } from "./dict.ts";
import type { Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { plainText, Tuple, type Value } from "./value.ts";

/** What a function does: gets one value for each parameter, `undefined` for one left out. */
export type Implementation = (meter: Meter, ...values: Value[]) => Value;

/** A function of the language. */
export interface PythonFunction {
  /** Tells a function from the other objects of the language. */
  readonly kind: "function";
  /** Its name, for messages. */
  readonly name: string;
  /** The parameters that it takes. */
  readonly parameters: readonly Parameter[];
  /** What it does. */
  readonly implementation: Implementation;
  /**
   * Whether its first argument is looked up in what the others hold. If those are the same for every reading, a call is tried when the expression
   * is read, so that a table which cannot work is refused there.
   */
  readonly looksUp?: boolean;
  /** Whether it asks for a truth, an order or items, and so has to know readings that are texts. Others get the text. */
  readonly seesReadings?: boolean;
}

/** A parameter of a function. */
export interface Parameter {
  /** Its name. */
  readonly name: string;
  /** How it is filled: `*name` takes all further positions, `**name` all further keywords. */
  readonly kind: "position" | "either" | "keyword" | "positions" | "keywords";
  /** Whether a call must give it. */
  readonly required: boolean;
}

/** The arguments of a call. */
export interface Arguments<T> {
  /** Those given by position. */
  readonly positions: readonly T[];
  /** Those given by name. */
  readonly keywords: ReadonlyMap<string, T>;
}

/**
 * Makes a function from a signature in Python's notation, such as `round(number, ndigits=)`: parameters before `/` by
 * position only, after `*` by name only, those with `=` optional. A method's signature leaves out the object, which
 * its implementation gets as the first value.
 */
export function define(
  signature: string,
  implementation: Implementation,
): PythonFunction {
  const [name, list] = signature.slice(0, -1).split("(", 2);
  const words = list!.split(",").map((word) => word.trim()).filter(Boolean);
  const slash = words.indexOf("/");
  const parameters: Parameter[] = [];
  let named = false;
  for (const [index, word] of words.entries()) {
    const [stars, label, equals] = /^(\**)(\w*)(=?)$/.exec(word)?.slice(1) ??
      [];
    if (stars === "*") named = true;
    if (!label) continue;
    const kind = stars === "*"
      ? "positions"
      : stars === "**"
      ? "keywords"
      : named
      ? "keyword"
      : index < slash
      ? "position"
      : "either";
    parameters.push({ name: label, kind, required: !stars && !equals });
  }
  return { kind: "function", name: name!, parameters, implementation };
}

/** Makes functions of some that ask for a truth, an order or items. */
export function seeingReadings(
  functions: readonly PythonFunction[],
): readonly PythonFunction[] {
  return functions.map((each) => ({ ...each, seesReadings: true }));
}

/** Calls a function, with `object` before the arguments if it is a method. Throws {@linkcode PythonError}. */
export function call(
  callee: PythonFunction,
  given: Arguments<Value>,
  meter: Meter,
  ...object: Value[]
): Value {
  const problem = argumentProblem(callee, given);
  if (problem !== undefined) throw new PythonError("TypeError", problem);
  const seen = (value: Value) => callee.seesReadings ? value : plainText(value);
  const positions = given.positions.map(seen);
  const named = new Map(
    [...given.keywords].map(([name, value]) => [name, seen(value)]),
  );
  let next = 0;
  const values = callee.parameters.map(({ name, kind }) => {
    if (kind === "positions") return new Tuple(positions.slice(next));
    if (kind === "keywords") return new Dict(named, meter);
    if (kind !== "keyword" && next < positions.length) return positions[next++];
    const value = named.get(name);
    named.delete(name);
    return value;
  });
  // An implementation declares the parameters that may be left out as optional.
  return callee.implementation(meter, ...object, ...(values as Value[]));
}

/** Returns what is wrong with the number or names of the arguments, `undefined` if nothing is. */
export function argumentProblem(
  { name, parameters }: PythonFunction,
  { positions, keywords }: Arguments<unknown>,
): string | undefined {
  const takes = (kind: Parameter["kind"]) =>
    parameters.some((parameter) => parameter.kind === kind);
  const positional = parameters.filter(({ kind }) =>
    kind === "position" || kind === "either"
  );
  if (positions.length > positional.length && !takes("positions")) {
    return `${name}() takes at most ${
      count(positional.length)
    }, but ${positions.length} are given`;
  }
  for (const keyword of keywords.keys()) {
    const index = positional.findIndex((parameter) =>
      parameter.name === keyword && parameter.kind === "either"
    );
    if (index >= 0 && index < positions.length) {
      return `${name}() got two values for "${keyword}"`;
    }
    const known = index >= 0 ||
      parameters.some((parameter) =>
        parameter.name === keyword && parameter.kind === "keyword"
      );
    if (!known && !takes("keywords")) {
      return `${name}() has no keyword argument "${keyword}"`;
    }
  }
  const required = positional.filter((parameter) => parameter.required);
  const isMissing = required.some((parameter, index) =>
    index >= positions.length && !keywords.has(parameter.name)
  );
  if (!isMissing) return undefined;
  const given = positions.length + keywords.size;
  return `${name}() needs at least ${
    count(required.length)
  }, but ${given} are given`;
}

function count(number: number): string {
  return number === 1 ? "1 argument" : `${number} arguments`;
}
