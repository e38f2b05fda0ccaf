/**
 * The JSON Schema of configurations, for editors.
 *
 * @module
 */
import {
  attributesOf,
  isServiceClass,
  type JsonSchema,
  type RegisteredClass,
  type Registry,
} from "../core/mod.ts";
import { MeshSettings } from "./mesh_settings.ts";
import { structuralKeys } from "./structural_keys.ts";

/** Returns the schema of files that use what is registered. Defaults are those of fresh instances. */
export function configurationSchema(registry: Registry): JsonSchema {
  const services = registry.classes.filter(({ cls }) => isServiceClass(cls));
  const endpoints = registry.classes.filter(({ cls }) => !isServiceClass(cls));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A dripline service",
    type: "object",
    properties: {
      ...structuralKeys,
      module: { ...structuralKeys.module, default: "Service" },
      dripline_mesh: {
        ...structuralKeys.dripline_mesh,
        properties: propertiesOf(MeshSettings, new MeshSettings()),
        additionalProperties: false,
      },
      endpoints: {
        ...structuralKeys.endpoints,
        items: {
          type: "object",
          required: ["name"],
          properties: {
            module: {
              description: "The class of the endpoint",
              type: "string",
              default: "Endpoint",
            },
            module_path: structuralKeys.module_path,
          },
          allOf: endpoints.map((found) => whenModule(found, "Endpoint")),
          ...unlessOpen(endpoints, ["module_path"]),
          unevaluatedProperties: false,
        },
      },
      ...wrappers,
    },
    allOf: services.map((found) => whenModule(found, "Service")),
    ...unlessOpen(services, ["module_path", "configFileData"]),
    unevaluatedProperties: false,
  };
}

/** What older files wrap a configuration in. */
const wrappers: Readonly<Record<string, JsonSchema>> = {
  "runtime-config": {
    description: "The keys of the service, which belong at the top level",
    $ref: "#",
    deprecated: true,
  },
  configFileData: {
    description: "The configuration in the values of a Helm chart",
    type: "object",
  },
};

/** One of the classes has to be named, unless a key is there beside which nobody knows what else may stand. */
function unlessOpen(
  found: readonly RegisteredClass[],
  keys: readonly string[],
): JsonSchema {
  return {
    if: { anyOf: keys.map((key) => ({ required: [key] })) },
    then: { additionalProperties: true },
    else: { properties: { module: { enum: modules(found) } } },
  };
}

/** The options of a class, for blocks that ask for it. */
function whenModule(found: RegisteredClass, fallback: string): JsonSchema {
  const { cls, name } = found;
  const condition = {
    properties: { module: { enum: modules([found]) } },
    ...(name !== fallback && { required: ["module"] }),
  };
  // A service that has no name is given one.
  const given = isServiceClass(cls) ? "name" : undefined;
  const required = [...attributesOf(cls)]
    .filter(([key, { field }]) => field.required && key !== given)
    .map(([key]) => key);
  return {
    if: condition,
    then: { properties: propertiesOf(cls, new cls("fresh")), required },
  };
}

/** The schema of each attribute, with the default that a fresh instance has. An optional one has none. */
function propertiesOf(
  cls: Parameters<typeof attributesOf>[0],
  fresh: object,
): Record<string, JsonSchema> {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, { member, field }] of attributesOf(cls)) {
    const value: unknown = Reflect.get(fresh, member);
    const hasDefault = !field.required && !field.optional &&
      value !== undefined && value !== null;
    properties[key] = hasDefault
      ? { ...field.schema, default: value }
      : field.schema;
  }
  return properties;
}

/** The names that `module:` may use for these classes. */
function modules(found: readonly RegisteredClass[]): string[] {
  return found.flatMap(({ name, extension }) => [name, `${extension}.${name}`]);
}
