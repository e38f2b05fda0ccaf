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
  Service,
} from "../core/mod.ts";
import { checkName } from "./check_name.ts";
import { type ClassSources, findClass } from "./find_class.ts";
import { isMap } from "./plain_data.ts";
import { MeshSettings } from "./mesh_settings.ts";
import type { Path } from "./position.ts";
import { type Problems, sentence } from "./problem.ts";
import { structuralKeys } from "./structural_keys.ts";
import { textAt } from "./text_at.ts";
import { thrownText } from "./thrown.ts";

/** The name of a service that has none. */
export const defaultServiceName: string = "dlpy_service";

/** What it takes to make a service. */
export interface BuildOptions extends ClassSources {
  /** The configuration. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What validation may look things up in. */
  readonly known: Known;
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
  const name = textAt(data, "name", [], problems) ?? defaultServiceName;
  checkName(name, "service", ["name"], problems);
  const found = await findServiceClass(options);
  const made = found && attempt(
    () => new found.cls(name) as Service,
    `service "${name}"`,
    [],
    problems,
  );
  if (made) configureService(made, { ...data, name }, options);
  const service = made ?? new Service(name);
  const classes = new Map<string, RegisteredClass>();
  if (found) classes.set(name, found);
  for (const [path, block] of endpointBlocks(data.endpoints, problems)) {
    const made = await buildEndpoint(path, block, service, options);
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
  service: Service,
  options: BuildOptions,
): Promise<{ endpoint: Endpoint; found: RegisteredClass } | undefined> {
  const { problems, known } = options;
  const name = textAt(block, "name", path, problems);
  const found = await findClass(block, path, "Endpoint", options);
  if (name === undefined && (block.name ?? "") === "") {
    problems.add(path, `an endpoint needs a name. Add "name: NAME".`);
  }
  if (!found || name === undefined) return undefined;
  if (!checkName(name, "endpoint", [...path, "name"], problems)) {
    return undefined;
  }
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
      endpoint.attachTo(service);
      const wrong = [
        ...configure(endpoint, config, problems.writtenAt(path)),
        ...endpoint.validate(known),
      ];
      for (const problem of wrong) {
        report(problem, path, `endpoint "${name}": `, problems);
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
    else if (Object.hasOwn(MeshSettings.attributes, key)) {
      problems.warn(
        [key],
        `"${key}" belongs under "dripline_mesh:"; here it is ignored.`,
      );
    } else if (!Object.hasOwn(structuralKeys, key)) {
      const names = [...attributes.keys(), ...Object.keys(structuralKeys)];
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
    () => [
      ...configure(service, own, problems.writtenAt([])),
      ...service.validate(known),
    ],
    `service "${service.name}"`,
    [],
    problems,
  ) ?? [];
  for (const problem of found) report(problem, [], "", problems);
}

/** Adds a problem of the block at a path, where it stands. */
function report(
  { key, message, path: below = [], place, isWarning }: KeyProblem,
  block: Path,
  who: string,
  problems: Problems,
): void {
  const text = `${who}${sentence(message)}`;
  if (place) {
    const { file, ...position } = place;
    const severity = isWarning ? "warning" : "error";
    problems.include([{ severity, file, position, message: text }]);
    return;
  }
  const path = key === undefined ? block : [...block, key, ...below];
  problems[isWarning ? "warn" : "add"](path, text);
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
    const first = blocks.findIndex((block, index) =>
      isMap(block) && name ===
        textAt(block, "name", ["endpoints", index], problems.sibling())
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
