// deno-lint-ignore-file camelcase -- names of the wire
/**
 * What an endpoint says of itself: `cmd NAME -s describe`, `dripline describe FILE`.
 *
 * @module
 */
import { attributesOf, commandsOf, type Declared } from "./declaration.ts";
import type { Field } from "./field.ts";
import { toPayload } from "./payload.ts";
import { textOf } from "./text_of.ts";
import type { Json, JsonObject } from "../../wire/mod.ts";

/** What has to be known of an endpoint to describe it. */
interface Describable {
  readonly name: string;
  describeMore(): JsonObject;
}

/** Commands that every endpoint has, besides those of its class. */
const standardCommands: JsonObject = {
  on_get: { description: "The same as a get", args: [] },
  on_set: { description: "The same as a set", args: [{ name: "new_value" }] },
  ping: { description: "Say hello", args: [] },
  lock: {
    description:
      "Lock set and cmd, with the key of the request, for some seconds or until it is unlocked",
    args: [
      { name: "for", type: "number", optional: true },
      { name: "reason", type: "string", optional: true },
    ],
  },
  unlock: {
    description: "Unlock with the key of the request, or by force",
    args: [{ name: "force", type: "boolean", optional: true }],
  },
  set_condition: {
    description: "Be told of a condition of the mesh",
    args: [{ name: "condition" }],
  },
  describe: { description: "Tell all this", args: [] },
};

/** Describes an endpoint: its class, its attributes with their values, its commands with their arguments. */
export function describe(endpoint: Describable): JsonObject {
  const cls = endpoint.constructor as unknown as Declared;
  const attributes: [string, Json][] = [];
  for (const [name, { member, field }] of attributesOf(cls)) {
    attributes.push([name, {
      ...describeField(field),
      access: field.access ?? "get and set",
      ...(field.access !== "none" && {
        value: valueOf(endpoint, member, field),
      }),
    }]);
  }
  const commands: [string, Json][] = [];
  for (const [name, { command }] of commandsOf(cls)) {
    commands.push([name, {
      description: command.description ?? "",
      args: command.args.map((argument) => ({
        name: argument.name,
        ...describeField(argument),
        ...(argument.optional && { optional: true }),
      })),
    }]);
  }
  return {
    name: endpoint.name,
    class: cls.name,
    attributes: Object.fromEntries(attributes),
    commands: { ...Object.fromEntries(commands), ...standardCommands },
    ...endpoint.describeMore(),
  };
}

function describeField(field: Field<unknown>): JsonObject {
  return toPayload(field.schema) as JsonObject;
}

function valueOf(
  endpoint: Describable,
  member: string,
  field: Field<unknown>,
): Json {
  try {
    const value: unknown = Reflect.get(endpoint, member);
    return toPayload(field.encode ? field.encode(value) : value);
  } catch (error) {
    // One attribute that cannot be read must not hide all others.
    return { error: textOf(error) };
  }
}
