/**
 * Declarations: what a class tells the mesh about itself.
 *
 * A class lists its attributes and its commands under the names that configuration files and requests use. A name that is not
 * in the list does not exist as far as the mesh is concerned. The design is discussed in docs/decisions/0003-attribute-tables.md.
 *
 * @module
 */
import { isReplyError } from "../../wire/mod.ts";
import { type Field, FieldError, type Written, writtenAt } from "./field.ts";
import { didYouMean } from "./nearest.ts";

/** The wire name of a member: `jitterFraction` becomes `jitter_fraction`. */
export type WireName<S extends string, Done extends string = ""> = S extends
  `${infer Head}${infer Tail}` ? WireName<
    Tail,
    `${Done}${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}`
  >
  : Done;

/** Any method. */
// deno-lint-ignore no-explicit-any -- any arguments at all
export type Method = (...args: any[]) => unknown;

/** The attributes of `T`, by wire name. Each has to be a public member of the field's type. */
export type Attributes<T> = {
  readonly [
    K in keyof T & string as T[K] extends Method ? never : WireName<K>
  ]?: Field<T[K]>;
};

/**
 * The commands of `T`, by wire name. Each has to be a public method that takes the arguments listed, and may take an
 * `AbortSignal` after them: it is aborted when nobody waits for the answer any more.
 */
export type Commands<T> = {
  readonly [
    K in keyof T & string as T[K] extends Method ? WireName<K> : never
  ]?: T[K] extends (...args: infer A) => unknown
    ? Command<WithoutSignal<Listed<A>>>
    : never;
};

/** A list of arguments for parameters of the types `A`. */
export type Listed<A extends unknown[]> = { [I in keyof A]-?: Arg<A[I]> };

/** A list of arguments without the signal at its end. */
export type WithoutSignal<L> = L extends [...infer Rest, Arg<AbortSignal>]
  ? Rest
  : L extends [...infer Rest, Arg<AbortSignal | undefined>] ? Rest
  : L;

/** A method that a request may call. */
export interface Command<L = readonly Arg[]> {
  /** One line for people who ask an endpoint what it can do. */
  readonly description?: string;
  /** Its arguments, in order. */
  readonly args: Readonly<L>;
}

/** One argument of a {@linkcode Command}. */
export interface Arg<V = unknown> extends Field<V> {
  /** Its name in a request that gives arguments by name. */
  readonly name: string;
}

/** Names a field, to make it an argument. */
export function arg<V>(name: string, field: Field<V>): Arg<V> {
  return { ...field, name };
}

/** A class that declares itself. */
export interface Declared {
  /** The class name. */
  readonly name: string;
  /** See {@linkcode Attributes}. */
  readonly attributes?: object;
  /** See {@linkcode Commands}. */
  readonly commands?: object;
}

/** An attribute: the member it reads and writes, and the field that guards it. */
export interface Attribute {
  /** The member's name, such as `jitterFraction`. */
  readonly member: string;
  /** The field. */
  readonly field: Field<unknown>;
}

/** A command: the method it calls, and the arguments. */
export interface BoundCommand {
  /** The method's name, such as `updateSeed`. */
  readonly member: string;
  /** What it takes. */
  readonly command: Command;
}

const attributeTables = new WeakMap<object, ReadonlyMap<string, Attribute>>();
const commandTables = new WeakMap<object, ReadonlyMap<string, BoundCommand>>();

/** Every attribute that `cls` and its ancestors declare, by wire name. */
export function attributesOf(cls: Declared): ReadonlyMap<string, Attribute> {
  return tableOf(
    cls,
    "attributes",
    attributeTables,
    (member, field) => ({ member, field: field as Field<unknown> }),
  );
}

/** Every command that `cls` and its ancestors declare, by wire name. */
export function commandsOf(cls: Declared): ReadonlyMap<string, BoundCommand> {
  return tableOf(
    cls,
    "commands",
    commandTables,
    (member, command) => ({ member, command: command as Command }),
  );
}

/** The member behind a wire name: `jitter_fraction` becomes `jitterFraction`. */
export function memberName(wireName: string): string {
  return wireName.replace(
    /_([a-z0-9])/g,
    (_, letter: string) => letter.toUpperCase(),
  );
}

/** A place in a text file. */
export interface FilePlace {
  /** The file. */
  readonly file: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1 in UTF-16 units. */
  readonly column: number;
}

/** What is wrong with one key of a configuration. */
export interface KeyProblem {
  /** The key, or `undefined` if the problem is the whole. */
  readonly key: string | undefined;
  /** A sentence. */
  readonly message: string;
  /** The way from the value of the key to what is wrong in it. */
  readonly path?: readonly (string | number)[] | undefined;
  /** Where it is, if it stands in a file that the value names. */
  readonly place?: FilePlace | undefined;
  /** Whether the key means nothing to the class. */
  readonly unknown?: boolean;
  /** Whether it may be meant so: then it is a warning. Default: no. */
  readonly isWarning?: boolean;
}

/**
 * Gives `target` the values in `config`, through its table. `written` tells how they are written, for those that are text. Returns
 * every problem, none if all is well.
 */
export function configure(
  target: object,
  config: Readonly<Record<string, unknown>>,
  written?: Written,
): KeyProblem[] {
  const cls = target.constructor as unknown as Declared;
  const attributes = attributesOf(cls);
  const problems: KeyProblem[] = [];
  for (const [key, value] of Object.entries(config)) {
    const attribute = attributes.get(key);
    if (attribute === undefined) {
      const known = [...attributes.keys()];
      problems.push({
        key,
        unknown: true,
        message: `${cls.name} has no option "${key}".${
          didYouMean(key, known) || ` Known: ${known.sort().join(", ")}`
        }`,
      });
      continue;
    }
    try {
      const decoded = attribute.field.decode(
        value,
        writtenAt(written, key),
      );
      if (!Reflect.set(target, attribute.member, decoded)) {
        problems.push({ key, message: `"${key}" cannot be set: remove it` });
      }
    } catch (error) {
      if (isFieldError(error)) {
        problems.push({ key, message: `"${key}" ${error.message}` });
      } else if (isReplyError(error)) {
        problems.push({ key, message: error.message });
      } else throw error;
    }
  }
  for (const [key, { field }] of attributes) {
    if (field.required && !Object.hasOwn(config, key)) {
      problems.push({
        key: undefined,
        message: `${cls.name} needs the option "${key}"`,
      });
    }
  }
  return problems;
}

/** Tells whether `error` is a {@linkcode FieldError}, also one of another copy of this package. */
export function isFieldError(error: unknown): error is FieldError {
  return error instanceof FieldError ||
    (error instanceof Error && error.name === "FieldError");
}

function tableOf<T>(
  cls: Declared,
  kind: "attributes" | "commands",
  tables: WeakMap<object, ReadonlyMap<string, T>>,
  entry: (member: string, declared: unknown) => T,
): ReadonlyMap<string, T> {
  const known = tables.get(cls);
  if (known) return known;
  const parent: unknown = Object.getPrototypeOf(cls);
  const table = new Map<string, T>(
    typeof parent === "function"
      ? tableOf(parent as unknown as Declared, kind, tables, entry)
      : [],
  );
  const own = Object.hasOwn(cls, kind) ? cls[kind] ?? {} : {};
  for (const [wireName, declared] of Object.entries(own)) {
    table.set(wireName, entry(memberName(wireName), declared));
  }
  tables.set(cls, table);
  return table;
}
