/**
 * Asks the service that has written sensor values into a database: what history, snapshot and export have in common.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { type Client, connect, type MeshOptions } from "../mesh/mod.ts";
import {
  isJsonObject,
  type Json,
  type JsonObject,
  ReplyError,
} from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** A logger, and the sensors that were named on the command line. */
export interface LoggerClient {
  /** Its name. */
  readonly name: string;
  /** The sensors. */
  readonly sensors: readonly string[];
  /** Calls one of its commands. Rejects with a `ReplyError` if it cannot answer. Arguments that are `undefined` are left out. */
  ask(
    command: string,
    args: Readonly<Record<string, Json | undefined>>,
  ): Promise<JsonObject>;
}

/** Joins the mesh, finds the logger and has `work` ask it. Returns the exit code. */
export async function withLogger(
  given: Arguments,
  work: (logger: LoggerClient) => Promise<void>,
): Promise<number> {
  const isOverride = (word: string) => word.startsWith("dripline_mesh.");
  const sensors = given.operands.filter((word) => !isOverride(word));
  const overrides = given.operands.filter(isOverride);
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  return await interruptible(join(mesh.options, given, sensors, work));
}

async function join(
  options: MeshOptions,
  given: Arguments,
  sensors: readonly string[],
  work: (logger: LoggerClient) => Promise<void>,
): Promise<number> {
  await using client = await connect(options);
  const name = given.text("logger") ?? await findLogger(client, sensors);
  const timeout = given.number("timeout");
  await work({
    name,
    sensors,
    async ask(command, args) {
      const said = Object.entries(args)
        .filter(([, value]) => value !== undefined) as [string, Json][];
      const answer = await client.cmd(
        name,
        command,
        [],
        Object.fromEntries(said),
        { timeout },
      );
      if (isJsonObject(answer)) return answer;
      throw notUnderstood(name, command);
    },
  });
  return 0;
}

/** Says that an answer is not that of a logger. */
export function notUnderstood(name: string, command: string): ReplyError {
  return new ReplyError(
    "client_error_handling_reply",
    `"${name}" answers "${command}" in another form than a logger does. Name the logger: --logger NAME`,
  );
}

/** Asks everybody. Who answers `sensors` is a logger. */
async function findLogger(
  client: Client,
  sensors: readonly string[],
): Promise<string> {
  const { replies } = await client.askAll({
    endpoint: "broadcast",
    operation: "cmd",
    specifier: "sensors",
    payload: { values: [] },
  });
  const loggers = replies.flatMap(({ returnCode, payload, senderInfo }) =>
    returnCode < 100 && isJsonObject(payload) && Array.isArray(payload.sensors)
      ? [{ name: senderInfo.serviceName, answer: payload }]
      : []
  );
  if (loggers.length === 0) {
    throw new ReplyError(
      "client_error",
      `No logger answers on ${client.mesh.where}: start one, or name it with --logger NAME. A logger is a service of module SensorLogger, of the extension @dripline/sql`,
    );
  }
  const able = loggers.filter(({ answer }) => mayHave(answer, sensors));
  const [one, ...others] = able.length > 0 ? able : loggers;
  if (others.length === 0) return one!.name;
  const names = [one!, ...others].map(({ name }) => name).join(", ");
  throw new ReplyError(
    "client_error",
    `Several loggers answer: ${names}. Choose one: --logger ${one!.name}`,
  );
}

/** Whether a logger may have values of all `sensors`, from its first page of sensors. */
function mayHave(
  { sensors: listed, next }: JsonObject,
  sensors: readonly string[],
): boolean {
  if (typeof next === "string") return true;
  const names = new Set(
    (listed as readonly Json[]).map((entry) =>
      isJsonObject(entry) ? entry.sensor_name : undefined
    ),
  );
  return sensors.every((sensor) => names.has(sensor));
}
