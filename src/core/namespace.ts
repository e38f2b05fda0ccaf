/**
 * Namespaces: where extensions put what they bring.
 *
 * @module
 */
import { type ReturnCode, ReturnCodes } from "../wire/mod.ts";
import type { CalibrationFunction } from "./value/mod.ts";
import { attributesOf, commandsOf, type Declared } from "./declaration/mod.ts";
import { type Endpoint, isEndpointClass } from "./endpoint.ts";

/** A class of endpoints, or of services, which are endpoints too. */
export type EndpointClass = Declared & (new (name: string) => Endpoint);

/** More about the classes given to {@linkcode Namespace.add}. */
export interface AddOptions {
  /** The full name of the built-in that the class takes the place of, such as `dripline.KeyValueStore`. */
  readonly replaces?: string;
}

/** What an extension sees of the program that loads it: where to put its classes, functions and return codes. */
export interface Namespace {
  /** The name of the extension, as configurations may write it: `jitter` in `jitter.JitterEntity`. */
  readonly name: string;
  /**
   * Adds classes, each under the name that `module:` will use. Throws a {@linkcode RegistrationError} if a name is no name or is
   * taken, if a class is no endpoint, or if it declares a member that it does not have.
   */
  add(
    classes: Readonly<Record<string, EndpointClass>>,
    options?: AddOptions,
  ): void;
  /** Adds functions that calibrations may call. Throws a {@linkcode RegistrationError} if a name is taken. */
  calibrations(functions: Readonly<Record<string, CalibrationFunction>>): void;
  /** Adds a return code, 1000 or more. Throws a {@linkcode RegistrationError} if its value or name is taken. */
  returnCode(code: ReturnCode): ReturnCode;
}

/** Thrown when an extension registers something that cannot be. */
export class RegistrationError extends Error {
  /** Always `"RegistrationError"`. */
  override readonly name = "RegistrationError";
}

/** A class that was registered. */
export interface RegisteredClass {
  /** The name that `module:` uses. */
  readonly name: string;
  /** The extension that brought it. */
  readonly extension: string;
  /** The class. */
  readonly cls: EndpointClass;
  /** The full name of the built-in that it takes the place of. */
  readonly replaces: string | undefined;
}

/** The name of the extension that is built in. */
export const builtInName = "dripline";

const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The largest number that the wire has room for. */
const maxReturnCode = 2 ** 32 - 1;

/** What one extension registers. Sealed when it is done. */
export class StagingNamespace implements Namespace {
  /** The name of the extension. */
  readonly name: string;
  /** The classes, by name. */
  readonly classes: Map<string, RegisteredClass> = new Map();
  /** The functions, by name. */
  readonly functions: Map<string, CalibrationFunction> = new Map();
  /** The return codes. */
  readonly codes: ReturnCode[] = [];
  #sealed = false;

  /** Names the extension. */
  constructor(name: string) {
    this.name = name;
  }

  /** See {@linkcode Namespace.add}. */
  add(
    classes: Readonly<Record<string, EndpointClass>>,
    options: AddOptions = {},
  ): void {
    for (const [name, cls] of Object.entries(classes)) {
      this.#check(name, "class");
      if (this.classes.has(name)) {
        throw new RegistrationError(
          `"${this.name}" registered "${name}" twice`,
        );
      }
      checkClass(name, cls);
      const { replaces } = options;
      this.classes.set(name, { name, extension: this.name, cls, replaces });
    }
  }

  /** See {@linkcode Namespace.calibrations}. */
  calibrations(functions: Readonly<Record<string, CalibrationFunction>>): void {
    for (const [name, fn] of Object.entries(functions)) {
      this.#check(name, "calibration function");
      if (typeof fn !== "function") {
        throw new RegistrationError(`Calibration "${name}" is no function`);
      }
      if (this.functions.has(name)) {
        throw new RegistrationError(
          `"${this.name}" registered the calibration function "${name}" twice`,
        );
      }
      this.functions.set(name, fn);
    }
  }

  /** See {@linkcode Namespace.returnCode}. */
  returnCode(code: ReturnCode): ReturnCode {
    this.#check(code.name, "return code");
    const { name, value } = code;
    if (!Number.isInteger(value) || value < 1000 || value > maxReturnCode) {
      throw new RegistrationError(
        `Cannot register return code "${name}": ${value} is not a whole number from 1000 to ${maxReturnCode}. Lower ones belong to the standard`,
      );
    }
    if (this.codes.some((own) => own.value === value || own.name === name)) {
      throw new RegistrationError(
        `"${this.name}" registered the return code "${name}" (${value}) twice`,
      );
    }
    this.codes.push(code);
    return code;
  }

  /** Refuses everything from now on. */
  seal(): void {
    this.#sealed = true;
  }

  #check(name: string, kind: string): void {
    if (this.#sealed) {
      throw new RegistrationError(
        `Cannot register ${kind} "${name}": extension "${this.name}" has registered already. Register everything before register() returns`,
      );
    }
    if (!namePattern.test(name)) {
      throw new RegistrationError(
        `Cannot register ${kind} "${name}": a name is letters, digits and underscores, and begins with a letter`,
      );
    }
  }
}

/** Everything that was registered. */
export class Registry {
  /** Functions that calibrations may call. */
  readonly functions: Map<string, CalibrationFunction> = new Map();
  /** The return codes of the standard and of extensions. */
  readonly returnCodes: ReturnCodes = new ReturnCodes();
  readonly #classes: RegisteredClass[] = [];
  readonly #functionOwners = new Map<string, string>();

  /**
   * Takes over what an extension has registered: all of it or, if something clashes, nothing. Throws a
   * {@linkcode RegistrationError}.
   */
  commit(staging: StagingNamespace): void {
    for (const { name, replaces } of staging.classes.values()) {
      this.#checkBuiltIn(staging.name, name, replaces);
    }
    for (const name of staging.functions.keys()) {
      const owner = this.#functionOwners.get(name);
      if (owner !== undefined) {
        throw new RegistrationError(
          `"${staging.name}" would replace the calibration function "${name}" of "${owner}". Rename it`,
        );
      }
    }
    for (const { name, value } of staging.codes) {
      const holder = this.returnCodes.list()
        .find((code) => code.value === value || code.name === name);
      if (holder) {
        throw new RegistrationError(
          `"${staging.name}" would replace the return code "${holder.name}" (${holder.value}) with "${name}" (${value}). Choose another`,
        );
      }
    }
    for (const code of staging.codes) this.returnCodes.add(code);
    this.#classes.push(...staging.classes.values());
    for (const [name, fn] of staging.functions) {
      this.functions.set(name, fn);
      this.#functionOwners.set(name, staging.name);
    }
    staging.seal();
  }

  /** Every class, in the order of registration. */
  get classes(): readonly RegisteredClass[] {
    return this.#classes;
  }

  /** Every calibration function with the extension that brought it. */
  get functionOwners(): ReadonlyMap<string, string> {
    return this.#functionOwners;
  }

  /**
   * Finds classes by the name in `module:`: `jitter.JitterEntity` or `JitterEntity`. One that takes the place of a built-in hides it.
   * More than one result means that the short name is ambiguous.
   */
  find(module: string): RegisteredClass[] {
    const found = this.#classes.filter(({ name, extension }) =>
      module === name || module === `${extension}.${name}`
    );
    const replaced = new Set(found.map(({ replaces }) => replaces));
    return found.length === 1
      ? found
      : found.filter(({ name, extension }) =>
        !replaced.has(`${extension}.${name}`)
      );
  }

  #checkBuiltIn(extension: string, name: string, replaces?: string): void {
    if (extension === builtInName) return;
    const isBuiltIn = this.#classes.some((known) =>
      known.extension === builtInName && known.name === name
    );
    const fullName = `${builtInName}.${name}`;
    if (isBuiltIn && replaces !== fullName) {
      throw new RegistrationError(
        `extension "${extension}" would replace built-in "${name}". Rename it, or pass { replaces: "${fullName}" }`,
      );
    }
    if (!isBuiltIn && replaces !== undefined) {
      throw new RegistrationError(
        `extension "${extension}" says that "${name}" replaces "${replaces}", but there is no built-in "${name}" to replace. Give the class the name of the built-in, or leave "replaces" out`,
      );
    }
  }
}

function checkClass(name: string, cls: EndpointClass): void {
  if (!isEndpointClass(cls)) {
    throw new RegistrationError(
      `Cannot register "${name}": it is no class that extends Endpoint, Entity or Service`,
    );
  }
  const sample = new cls("sample");
  for (const [wireName, { member }] of attributesOf(cls)) {
    if (!(member in sample) || Object.hasOwn(Object.prototype, member)) {
      throw new RegistrationError(
        `Cannot register "${name}": it declares the attribute "${wireName}", but has no member "${member}"`,
      );
    }
  }
  for (const [wireName, { member }] of commandsOf(cls)) {
    const method: unknown = Reflect.get(sample, member);
    if (
      typeof method !== "function" || Object.hasOwn(Object.prototype, member)
    ) {
      throw new RegistrationError(
        `Cannot register "${name}": it declares the command "${wireName}", but has no method "${member}"`,
      );
    }
  }
}
