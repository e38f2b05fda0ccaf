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
  isFieldError,
  isServiceClass,
  type Known,
  type RegisteredClass,
  type Registry,
  Service,
  StagingNamespace,
  string,
} from "../core/mod.ts";
import { importExtension } from "./extension_import.ts";
import { knownClasses } from "./known_extensions.ts";
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";
import { thrownText } from "./thrown.ts";

/** The name of a service that has none. */
const defaultName = "dlpy_service";

/** Bytes that a routing key has room for, with `.#` behind the name. */
const longestName = 250;

const text = string();

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
  /** Whether an extension is missing, so that names it would bring are unknown. */
  readonly incomplete?: boolean;
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
  const name = textAt(data, "name", [], problems) ?? defaultName;
  checkName(name, "service", ["name"], problems);
  const classes = new Map<string, RegisteredClass>();
  const found = await findServiceClass(options);
  const { service = new Service(name) } = attempt(
    () => ({ service: found && new found.cls(name) as Service }),
    `service "${name}"`,
    [],
    problems,
  ) ?? {};
  if (found) {
    classes.set(name, found);
    configureService(service, { ...data, name }, options);
  }
  for (const [path, block] of endpointBlocks(data.endpoints, problems)) {
    const made = await buildEndpoint(path, block, options);
    if (!made) continue;
    addEndpoint(service, made.endpoint, path, options);
    classes.set(made.endpoint.name, made.found);
  }
  return { service, classes };
}

async function findServiceClass(
  options: BuildOptions,
): Promise<RegisteredClass | undefined> {
  const found = await findClass(options.data, [], "Service", options);
  if (!found || isServiceClass(found.cls)) return found;
  options.problems.add(
    ["module"],
    `"${found.name}" is no service, but a class of endpoints. Put it under "endpoints:".`,
    "value",
  );
  return undefined;
}

/** Runs code of an extension. What it throws becomes a problem of `what`. */
function attempt<T>(
  run: () => T,
  what: string,
  path: Path,
  problems: Problems,
): T | undefined {
  try {
    return run();
  } catch (error) {
    problems.add(path, `${what} cannot be made: ${thrownText(error)}`);
    return undefined;
  }
}

async function buildEndpoint(
  path: Path,
  block: Readonly<Record<string, unknown>>,
  options: BuildOptions,
): Promise<{ endpoint: Endpoint; found: RegisteredClass } | undefined> {
  const { problems, known } = options;
  const name = textAt(block, "name", path, problems);
  const found = await findClass(block, path, "Endpoint", options);
  if (name === undefined && (block.name ?? "") === "") {
    problems.add(path, `an endpoint needs a name. Add "name: NAME".`);
  }
  if (!found || name === undefined) return undefined;
  checkName(name, "endpoint", [...path, "name"], problems);
  if (isServiceClass(found.cls)) {
    problems.add(
      [...path, "module"],
      `endpoint "${name}": "${found.name}" is a class of services and cannot be an endpoint.`,
      "value",
    );
    return undefined;
  }
  const { module: _module, module_path: _path, ...config } = block;
  return attempt(
    () => {
      const endpoint = new found.cls(name);
      const wrong = [
        ...configure(endpoint, config),
        ...endpoint.validate(known),
      ];
      for (const { key, message } of wrong) {
        problems.add(
          key === undefined ? path : [...path, key],
          `endpoint "${name}": ${sentence(message)}`,
        );
      }
      return { endpoint, found };
    },
    `endpoint "${name}"`,
    path,
    problems,
  );
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
  const found = attempt(
    () => [...configure(service, own), ...service.validate(known)],
    `service "${service.name}"`,
    [],
    problems,
  ) ?? [];
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
      isMap(block) && String(block.name) === name
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
  if (name === service.broadcastKey) {
    problems.warn(
      [...path, "name"],
      `no request reaches endpoint "${name}": that is the broadcast key.`,
    );
  }
  service.add(endpoint);
}

/** Checks a name as the first word of routing keys. */
function checkName(
  name: string,
  what: "service" | "endpoint",
  path: Path,
  problems: Problems,
): void {
  if (name === "*" || name === "#") {
    problems.add(
      path,
      `${what} "${name}" would receive the requests of all others. Give it a name of letters.`,
    );
  } else if (new TextEncoder().encode(name).length > longestName) {
    problems.add(
      path,
      `the name of ${what} "${
        name.slice(0, 20)
      }..." is longer than ${longestName} bytes, the most that AMQP has room for.`,
    );
  } else if (name.includes(".")) {
    problems.warn(
      path,
      `no request reaches ${what} "${name}": only what stands before the first dot of a routing key is looked up.`,
    );
  }
}

/** Finds the class that a block asks for with `module`, and perhaps `module_path`. */
async function findClass(
  block: Readonly<Record<string, unknown>>,
  path: Path,
  fallback: string,
  { registry, problems, base, incomplete }: BuildOptions,
): Promise<RegisteredClass | undefined> {
  const module = textAt(block, "module", path, problems) ?? fallback;
  const modulePath = textAt(block, "module_path", path, problems);
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
      : unknownModule(module, registry, incomplete),
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
  if (!Object.hasOwn(exports, module)) {
    const names = Object.keys(exports);
    throw new Error(
      `does not export "${module}". It exports: ${
        names.join(", ") || "nothing"
      }.${didYouMean(module, names)}`,
    );
  }
  const staging = new StagingNamespace(modulePath);
  try {
    staging.add({ [module]: exports[module] as RegisteredClass["cls"] });
  } catch (error) {
    throw new Error(`is of no use: ${thrownText(error)}`, { cause: error });
  }
  return staging.classes.get(module)!;
}

function ambiguous(module: string, found: readonly RegisteredClass[]): string {
  const names = found.map(({ extension, name }) => `${extension}.${name}`);
  return `module "${module}" is offered by ${found.length} extensions: ${
    names.join(", ")
  }. Write the full name.`;
}

function unknownModule(
  module: string,
  registry: Registry,
  incomplete = false,
): string {
  const way = incomplete
    ? "It may come with the extension that was not loaded"
    : knownClasses.get(module);
  if (way) return `no module "${module}" in available namespaces. ${way}.`;
  const names = registry.classes.map(({ name }) => name);
  return `no module "${module}" in available namespaces.${
    didYouMean(module, [...names, ...knownClasses.keys()])
  } Known: ${names.sort().join(", ")}.`;
}

/** The text of a key, or `undefined` if it is left out or empty; anything but text is a problem. */
function textAt(
  block: Readonly<Record<string, unknown>>,
  key: string,
  path: Path,
  problems: Problems,
): string | undefined {
  const value = (Object.hasOwn(block, key) ? block[key] : undefined) ?? "";
  try {
    return text.decode(value) || undefined;
  } catch (error) {
    if (!isFieldError(error)) throw error;
    problems.add([...path, key], `"${key}" ${error.message}.`, "value");
    return undefined;
  }
}

function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}
