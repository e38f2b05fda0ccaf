/**
 * Calls the command that a request names, with the arguments it brings (section 5.6 of the standard).
 *
 * @module
 */
import { isJsonObject, type Json, ReplyError } from "../../wire/mod.ts";
import {
  type Arg,
  commandsOf,
  type Declared,
  isFieldError,
} from "./declaration.ts";
import { json } from "./field.ts";
import { didYouMean } from "./nearest.ts";

/** What has to be known of an endpoint to call its commands. */
interface Commanded {
  readonly name: string;
  get(signal: AbortSignal): unknown;
  set(value: unknown, signal: AbortSignal): unknown;
}

/** Something to call: its arguments and how. */
interface Callable {
  readonly args: readonly Arg[];
  readonly call: (values: unknown[], signal: AbortSignal) => unknown;
}

/** The name that the originals give the argument of `on_set`; any other is taken too. */
const newValue: Arg = { name: "new_value", ...json() };

/**
 * Calls a command. Throws a `ReplyError`: 306 if there is none of that name, 303 if the payload is no object, 304 if the arguments
 * do not fit.
 */
export function callCommand(
  endpoint: Commanded,
  specifier: string,
  payload: Json,
  signal: AbortSignal,
): unknown {
  if (specifier === "") {
    throw new ReplyError(
      "service_error_invalid_method",
      "No specifier was provided for an OP_CMD request",
    );
  }
  const callable = find(endpoint, specifier);
  if (payload !== null && !isJsonObject(payload)) {
    throw new ReplyError(
      "service_error_bad_payload",
      `The payload of a cmd must be an object with the arguments: "values" by position, others by name`,
    );
  }
  const { values = [], ...named } = payload ?? {};
  if (!Array.isArray(values)) {
    throw new ReplyError(
      "service_error_bad_payload",
      `"values" must be a list of arguments`,
    );
  }
  return callable.call(
    bind(endpoint, specifier, callable.args, values, named),
    signal,
  );
}

function find(endpoint: Commanded, specifier: string): Callable {
  const cls = endpoint.constructor as unknown as Declared;
  const declared = commandsOf(cls);
  const bound = declared.get(specifier);
  if (bound) {
    const { member, command } = bound;
    return {
      args: command.args,
      call: (values, signal) => {
        const method: unknown = Reflect.get(endpoint, member);
        return Reflect.apply(
          method as (...args: unknown[]) => unknown,
          endpoint,
          [...values, signal],
        );
      },
    };
  }
  if (specifier === "on_get") {
    return { args: [], call: (_, signal) => endpoint.get(signal) };
  }
  if (specifier === "on_set") {
    return {
      args: [newValue],
      call: ([value], signal) => endpoint.set(value, signal),
    };
  }
  const known = ["on_get", "on_set", "ping", "lock", "unlock"];
  throw new ReplyError(
    "service_error_invalid_method",
    `error getting command's corresponding method: '${cls.name}' object has no attribute '${specifier}'.${
      didYouMean(specifier, [...declared.keys(), ...known])
    }`.replace(/\.$/, ""),
  );
}

/** Matches arguments with those declared. */
function bind(
  endpoint: Commanded,
  specifier: string,
  args: readonly Arg[],
  values: readonly Json[],
  named: Readonly<Record<string, Json>>,
): unknown[] {
  const problem = (text: string) =>
    new ReplyError(
      "service_error_invalid_value",
      `A TypeError occurred while calling the requested method for endpoint ${endpoint.name}: ${specifier}. ` +
        `Values provided may be invalid.\nOriginal error: ${text}`,
    );
  if (values.length > args.length) {
    throw problem(
      `${specifier} takes ${args.length} arguments but ${values.length} were given`,
    );
  }
  const names = Object.keys(named);
  const [only] = names;
  if (
    args[0] === newValue && only !== undefined && names.length === 1 &&
    values.length === 0
  ) return [named[only]];
  const bound = args.map((argument, index) => {
    const byName = Object.hasOwn(named, argument.name)
      ? named[argument.name]
      : undefined;
    if (index < values.length && byName !== undefined) {
      throw problem(`${argument.name} is given by position and by name`);
    }
    const value = index < values.length ? values[index] : byName;
    if (value === undefined && !argument.optional) {
      throw problem(`${specifier} needs the argument ${argument.name}`);
    }
    try {
      return argument.decode(value);
    } catch (error) {
      if (!isFieldError(error)) throw error;
      throw problem(`${argument.name} ${error.message}`);
    }
  });
  const known = args.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw problem(
      `${specifier} has no argument ${unknown}.${didYouMean(unknown, known)}`,
    );
  }
  return bound;
}
