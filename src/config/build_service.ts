/**
 * Makes a service and its endpoints of a configuration.
 *
 * @module
 */
import {
  attributesOf,
  configure,
  didYouMean,
  type Endpoint,
  isServiceClass,
  type KeyProblem,
  type Known,
  type RegisteredClass,
  type Registry,
  Service,
} from "../core/mod.ts";
import { importExtension } from "./extension_import.ts";
import { knownClasses } from "./known_extensions.ts";
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

/** The name of a service that has none. */
const defaultName = "dlpy_service";

/** Keys of a service that are no attributes of its class. */
const structuralKeys = [
  "auth_file",
  "auth_groups",
  "dripline_mesh",
  "endpoints",
  "extensions",
  "module",
  "module_path",
  "password",
  "username",
];

/** What it takes to make a service. */
export interface BuildOptions {
  /** The configuration. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Where classes are found. */
  readonly registry: Registry;
  /** What validation may look things up in. */
  readonly known: Known;
  /** The folder that `module_path` begins at. */
  readonly base: string;
  /** Collects what is wrong. */
  readonly problems: Problems;
}

/** A service, and where the classes of it and its endpoints come from. */
export interface BuiltService {
  /** The service. */
  readonly service: Service;
  /** The class of each, by name of endpoint. */
  readonly classes: ReadonlyMap<string, RegisteredClass>;
}

/** Makes a service and its endpoints. What is wrong goes to `problems`; the result is of use only if there are none. */
export async function buildService(
  options: BuildOptions,
): Promise<BuiltService> {
  const { data, problems } = options;
  const name = textAt(data, "name") ?? defaultName;
  const classes = new Map<string, RegisteredClass>();
  const found = await findClass(data, [], "Service", options);
  if (found && !isServiceClass(found.cls)) {
    problems.add(
      ["module"],
      `"${found.name}" is no service, but a class of endpoints. Put it under "endpoints:".`,
      "value",
    );
  }
  const service = found && isServiceClass(found.cls)
    ? new found.cls(name) as Service
    : new Service(name);
  if (found) classes.set(name, found);
  configureService(service, { ...data, name }, options);
  for (const [path, block] of endpointBlocks(data.endpoints, problems)) {
    const made = await buildEndpoint(path, block, options);
    if (!made) continue;
    addEndpoint(service, made.endpoint, path, options);
    classes.set(made.endpoint.name, made.found);
  }
  return { service, classes };
}

async function buildEndpoint(
  path: Path,
  block: Readonly<Record<string, unknown>>,
  options: BuildOptions,
): Promise<{ endpoint: Endpoint; found: RegisteredClass } | undefined> {
  const { problems, known } = options;
  const name = textAt(block, "name");
  const found = await findClass(block, path, "Endpoint", options);
  if (name === undefined) {
    problems.add(path, `an endpoint needs a name. Add "name: NAME".`);
  }
  if (!found || name === undefined) return undefined;
  if (isServiceClass(found.cls)) {
    problems.add(
      [...path, "module"],
      `endpoint "${name}": "${found.name}" is a class of services and cannot be an endpoint.`,
      "value",
    );
    return undefined;
  }
  const endpoint = new found.cls(name);
  const { module: _module, module_path: _path, ...config } = block;
  const report = (found: readonly KeyProblem[]) => {
    for (const { key, message } of found) {
      problems.add(
        key === undefined ? path : [...path, key],
        `endpoint "${name}": ${sentence(message)}`,
      );
    }
  };
  report(configure(endpoint, config));
  report(endpoint.validate(known));
  return { endpoint, found };
}

/** Gives a service its options. A key that means nothing is a warning only, as the originals ignore it. */
function configureService(
  service: Service,
  data: Readonly<Record<string, unknown>>,
  { problems, known }: BuildOptions,
): void {
  const attributes = attributesOf(service.constructor as typeof Service);
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (attributes.has(key)) own[key] = value;
    else if (!structuralKeys.includes(key)) {
      const names = [...attributes.keys(), ...structuralKeys];
      problems.warn(
        [key],
        `${service.constructor.name} has no option "${key}"; it is ignored.${
          didYouMean(key, names)
        }`,
      );
    }
  }
  for (const key of ["username", "password"]) {
    if (!Object.hasOwn(data, key)) continue;
    problems.warn(
      [key],
      `"${key}" is not read here. Use auth_file, auth_groups or the environment variable DRIPLINE_${
        key === "username" ? "USER" : "PASSWORD"
      }.`,
    );
  }
  const found = [...configure(service, own), ...service.validate(known)];
  for (const { key, message } of found) {
    problems.add(key === undefined ? [] : [key], sentence(message));
  }
}

function endpointBlocks(
  value: unknown,
  problems: Problems,
): [Path, Readonly<Record<string, unknown>>][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.add(
      ["endpoints"],
      `"endpoints" must be a list: lines that begin with "- name: NAME".`,
    );
    return [];
  }
  const blocks: [Path, Readonly<Record<string, unknown>>][] = [];
  for (const [index, block] of value.entries()) {
    const path = ["endpoints", index];
    if (isMap(block)) blocks.push([path, block]);
    else {
      problems.add(
        path,
        `an endpoint must be a map: "name: NAME" and options.`,
      );
    }
  }
  return blocks;
}

function addEndpoint(
  service: Service,
  endpoint: Endpoint,
  path: Path,
  { problems, data }: BuildOptions,
): void {
  const { name } = endpoint;
  if (service.endpoints.has(name)) {
    const blocks = data.endpoints as readonly unknown[];
    const first = blocks.findIndex((block) =>
      isMap(block) && textAt(block, "name") === name
    );
    const position = problems.positionOf(["endpoints", first, "name"]);
    problems.add(
      [...path, "name"],
      `there are two endpoints "${name}"; the other ${
        position ? `stands in line ${position.line}` : `is number ${first + 1}`
      }. Give one of them another name.`,
    );
    return;
  }
  if (name === service.name) {
    problems.add(
      [...path, "name"],
      `endpoint "${name}" has the name of its service, so no request would reach it. Give it another name.`,
    );
    return;
  }
  if (name.includes(".") || name === service.broadcastKey) {
    problems.warn(
      [...path, "name"],
      `no request reaches endpoint "${name}": ${
        name.includes(".")
          ? "only what stands before the first dot of a routing key is looked up"
          : "that is the broadcast key"
      }.`,
    );
  }
  service.add(endpoint);
}

/** Finds the class that a block asks for with `module`, and perhaps `module_path`. */
async function findClass(
  block: Readonly<Record<string, unknown>>,
  path: Path,
  fallback: string,
  { registry, problems, base }: BuildOptions,
): Promise<RegisteredClass | undefined> {
  const module = textAt(block, "module") ?? fallback;
  const modulePath = textAt(block, "module_path");
  if (modulePath !== undefined) {
    try {
      return await fromFile(module, modulePath, base);
    } catch (error) {
      problems.add(
        [...path, "module_path"],
        `module_path "${modulePath}" ${sentence((error as Error).message)}`,
        "value",
      );
      return undefined;
    }
  }
  const found = registry.find(module);
  if (found.length === 1) return found[0];
  problems.add(
    [...path, "module"],
    found.length > 1
      ? ambiguous(module, found)
      : unknownModule(module, registry),
    "value",
  );
  return undefined;
}

async function fromFile(
  module: string,
  modulePath: string,
  base: string,
): Promise<RegisteredClass> {
  const isRelative = !/^(\.\.?\/|\/|\w+:)/.test(modulePath);
  const specifier = isRelative ? `./${modulePath}` : modulePath;
  const { exports } = await importExtension(specifier, base);
  const cls = Object.hasOwn(exports, module) ? exports[module] : undefined;
  if (typeof cls !== "function") {
    const names = Object.keys(exports);
    throw new Error(
      `does not export "${module}". It exports: ${
        names.join(", ") || "nothing"
      }.${didYouMean(module, names)}`,
    );
  }
  return {
    name: module,
    extension: modulePath,
    cls: cls as RegisteredClass["cls"],
    replaces: undefined,
  };
}

function ambiguous(module: string, found: readonly RegisteredClass[]): string {
  const names = found.map(({ extension, name }) => `${extension}.${name}`);
  return `module "${module}" is offered by ${found.length} extensions: ${
    names.join(", ")
  }. Write the full name.`;
}

function unknownModule(module: string, registry: Registry): string {
  const way = knownClasses.get(module);
  if (way) return `no module "${module}" in available namespaces. ${way}.`;
  const names = registry.classes.map(({ name }) => name);
  return `no module "${module}" in available namespaces.${
    didYouMean(module, [...names, ...knownClasses.keys()])
  } Known: ${names.sort().join(", ")}.`;
}

function textAt(
  block: Readonly<Record<string, unknown>>,
  key: string,
): string | undefined {
  const value = Object.hasOwn(block, key) ? block[key] : undefined;
  const isScalar = ["string", "number", "boolean"].includes(typeof value);
  return isScalar && value !== "" ? String(value) : undefined;
}

function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}
