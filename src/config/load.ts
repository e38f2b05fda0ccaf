/**
 * From a configuration to a service that can be run, or to a mesh that can be joined.
 *
 * @module
 */
import {
  type AuthSpecification,
  builtInName,
  type RegisteredClass,
  Registry,
  type RunningService,
  serve,
  type ServeOptions,
  type Service,
  StagingNamespace,
} from "../core/mod.ts";
import { register } from "../implementations/mod.ts";
import { type Clock, type MeshOptions, withoutLogin } from "../mesh/mod.ts";
import { nameProblem } from "../wire/mod.ts";
import {
  type Authentication,
  type AuthenticationFlags,
  resolveAuthentication,
} from "./authentication.ts";
import { DRIPLINE_GROUP } from "./auth_file.ts";
import { buildService } from "./build_service.ts";
import { type EmbeddedBroker, embeddedLogin } from "./embedded_broker.ts";
import {
  extensionVersions,
  type LoadedExtension,
  loadExtensions,
} from "./extensions.ts";
import { expandHome, readNamedText } from "./files.ts";
import { historical, tellingKeys } from "./historical.ts";
import { knownFunctions } from "./known_extensions.ts";
import { type MeshAccess, readMeshSettings } from "./mesh_settings.ts";
import {
  ConfigurationError,
  type Problem,
  type Problems,
  sentence,
} from "./problem.ts";
import { addReturnCodes } from "./return_codes.ts";
import {
  readSettings,
  type Settings,
  type SettingsOptions,
} from "./settings.ts";

/** Where a configuration comes from, and what the command line says of the login. */
export interface LoadOptions extends SettingsOptions {
  /** What the command line says of the login. */
  readonly authentication?: AuthenticationFlags | undefined;
  /** The clock that limits how long an extension may register. Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** A way to a mesh. */
export interface LoadedMesh {
  /** What a mesh has to know. */
  readonly options: MeshOptions;
  /** What is odd about the configuration. */
  readonly warnings: readonly Problem[];
}

/** A service that can be run. */
export interface LoadedService {
  /** The service. */
  readonly service: Service;
  /** The class of the service and of each endpoint, by name. */
  readonly classes: ReadonlyMap<string, RegisteredClass>;
  /** The extensions. */
  readonly extensions: readonly LoadedExtension[];
  /** Everything that is registered. */
  readonly registry: Registry;
  /** What {@linkcode serve} needs. */
  readonly options: ServeOptions;
  /** The embedded broker, if that is what the configuration asks for. */
  readonly embedded: EmbeddedBroker | undefined;
  /** What is odd about the configuration. */
  readonly warnings: readonly Problem[];
}

/** The only keys of a configuration file that count for a client. */
const clientKeys = ["dripline_mesh", "auth_file", "auth_groups"];

/** What is read for a client: these, and what tells a file of long ago, which says nothing that counts. */
const readByClient = [...clientKeys, ...tellingKeys];

/** Reads how to reach a mesh. Of the configuration file only that counts. Throws a `ConfigurationError`. */
export function loadMesh(options: LoadOptions): LoadedMesh {
  const settings = readSettings({ ...options, only: readByClient });
  const { data, problems, base } = settings;
  historical(data, problems);
  const mesh = readMeshSettings(data.dripline_mesh, base, problems, false);
  const login = authenticate(settings, options);
  problems.throwIfErrors();
  return {
    options: { ...access(mesh, options), ...loginOf(mesh, login) },
    warnings: problems.list,
  };
}

/**
 * Reads a configuration, loads its extensions and makes its service. Nothing is connected yet. Throws a `ConfigurationError`
 * that lists everything that is wrong.
 */
export async function loadService(
  options: LoadOptions,
): Promise<LoadedService> {
  const settings = readSettings(options);
  const { data, problems, base } = settings;
  if (historical(data, problems)) problems.throwIfErrors();
  const mesh = readMeshSettings(data.dripline_mesh, base, problems, true);
  const registry = builtIns();
  const errorsBefore = countErrors(problems);
  const extensions = await loadExtensions(
    data.extensions,
    base,
    registry,
    problems,
    options.clock,
  );
  const incomplete = countErrors(problems) > errorsBefore;
  const { returnCodes: codes, makeConnection } = mesh.settings;
  addReturnCodes(codes, base, registry.returnCodes, problems);
  const { service, classes } = await buildService({
    data: makeConnection === undefined
      ? data
      : { ...data, make_connection: makeConnection },
    registry,
    known: {
      functions: registry.functions,
      offeredElsewhere: knownFunctions,
      readText: (name) => readNamedText(name, base),
    },
    base,
    incomplete,
    problems,
  });
  checkHeartbeat(service, mesh.settings.heartbeatRoutingKey, problems);
  const { authGroups: needed } = service.constructor as typeof Service;
  const login = authenticate(settings, options, needed);
  problems.throwIfErrors();
  return {
    service,
    classes,
    extensions,
    registry,
    options: {
      ...access(mesh, options),
      ...loginOf(mesh, login),
      ...othersThanBroker(login),
      heartbeatRoutingKey: mesh.settings.heartbeatRoutingKey,
      versions: extensionVersions(extensions),
      returnCodes: registry.returnCodes,
    },
    embedded: mesh.embedded,
    warnings: problems.list,
  };
}

/** Runs a service that was loaded. When it stops, so does the embedded broker if it was hosted here. */
export async function runService(
  loaded: LoadedService,
  options: Pick<ServeOptions, "clock" | "random" | "allowDuplicates"> = {},
): Promise<RunningService> {
  const { service, embedded } = loaded;
  try {
    const running = await serve(service, { ...loaded.options, ...options });
    return embedded ? thenStopping(running, embedded) : running;
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Everything that is built in, entering as extensions do. */
export function builtIns(): Registry {
  const registry = new Registry();
  const namespace = new StagingNamespace(builtInName);
  register(namespace);
  registry.commit(namespace);
  return registry;
}

function countErrors({ list }: Problems): number {
  return list.filter(({ severity }) => severity === "error").length;
}

/** Reports a routing key of heartbeats that AMQP has no room for. */
function checkHeartbeat(
  { name, heartbeatIntervalS }: Service,
  word: string,
  problems: Problems,
): void {
  if (heartbeatIntervalS === 0) return;
  const problem = nameProblem(
    "the routing key of heartbeats",
    `${word}.${name}`,
  );
  if (problem !== undefined) problems.add(["name"], sentence(problem));
}

/** How to reach the mesh. User and password of an option count more than those in the URL of a broker. */
function access(
  { options }: MeshAccess,
  { authentication = {} }: LoadOptions,
): MeshOptions {
  const { username, password, passwordFile } = authentication;
  const { broker } = options;
  if (!broker || (username ?? password ?? passwordFile) === undefined) {
    return options;
  }
  return {
    ...options,
    broker: typeof broker === "string"
      ? withoutLogin(broker)
      : broker.map(withoutLogin),
  };
}

type Login = Pick<Authentication, "username" | "password" | "groups">;

/** The account to use, which the embedded broker does not ask for. */
function loginOf(
  { embedded }: MeshAccess,
  { username, password }: Login,
): Pick<Login, "username" | "password"> {
  return embedded ? embeddedLogin : { username, password };
}

/** The logins of what a service uses besides the broker, if there are any. That of the broker is none of its business. */
function othersThanBroker(
  { groups }: Login,
): Pick<ServeOptions, "authGroups"> {
  const others = [...groups].filter(([group]) => group !== DRIPLINE_GROUP);
  return others.length > 0 ? { authGroups: new Map(others) } : {};
}

function authenticate(
  { data, problems }: Settings,
  { authentication }: LoadOptions,
  needed: AuthSpecification = {},
): Login {
  const { auth_file: authFile, auth_groups: authGroups } = data;
  if (authFile && typeof authFile !== "string") {
    problems.add(["auth_file"], "auth_file must be the name of a file.");
  }
  const own = problems.sibling();
  try {
    const { username, password, groups, warnings } = resolveAuthentication({
      ...(typeof authFile === "string" && authFile !== "" && { authFile }),
      authGroups,
      needed,
      ...(authentication && { flags: authentication }),
      problems: own,
    });
    problems.include([...own.list, ...warnings]);
    return { username, password, groups };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const file = typeof authFile === "string" ? expandHome(authFile) : "";
    problems.includeOf(file, ["auth_file"], error.problems);
    return { username: "", password: "", groups: new Map() };
  }
}

function thenStopping(
  running: RunningService,
  embedded: EmbeddedBroker,
): RunningService {
  const stop = async () => {
    try {
      await running.stop();
    } finally {
      await embedded.stop();
    }
  };
  return {
    service: running.service,
    where: running.where,
    mesh: running.mesh,
    lost: running.lost.finally(() => embedded.stop()),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
