// deno-lint-ignore-file camelcase -- names of the wire
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

/** Returns the schema of files that use what is registered. Defaults are those of fresh instances. */
export function configurationSchema(registry: Registry): JsonSchema {
  const services = registry.classes.filter(({ cls }) => isServiceClass(cls));
  const endpoints = registry.classes.filter(({ cls }) => !isServiceClass(cls));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A dripline service",
    type: "object",
    properties: {
      ...structural,
      module: {
        description: "The class of the service",
        enum: modules(services),
        default: "Service",
      },
      endpoints: {
        description: "The endpoints of the service",
        type: "array",
        items: {
          type: "object",
          required: ["name"],
          properties: {
            module: {
              description: "The class of the endpoint",
              enum: modules(endpoints),
              default: "Endpoint",
            },
            module_path: structural.module_path,
          },
          allOf: endpoints.map((found) => whenModule(found, "Endpoint")),
          unevaluatedProperties: false,
        },
      },
    },
    allOf: services.map((found) => whenModule(found, "Service")),
  };
}

/** The keys of a file that belong to no class. */
const structural: Readonly<Record<string, JsonSchema>> = {
  extensions: {
    description: "Modules that bring classes and calibration functions",
    type: "array",
    items: {
      oneOf: [
        { type: "string" },
        {
          type: "object",
          required: ["import"],
          properties: {
            import: { type: "string" },
            as: { type: "string" },
            version: { type: "string" },
          },
          additionalProperties: false,
        },
      ],
    },
  },
  dripline_mesh: {
    description: "Where the mesh meets",
    type: "object",
    properties: propertiesOf(MeshSettings, new MeshSettings()),
  },
  auth_file: {
    description: "File of user names and passwords",
    type: "string",
  },
  auth_groups: {
    description: "Where user names and passwords come from",
    type: "object",
  },
  module_path: {
    description: "File to take the class from",
    type: "string",
  },
};

/** The options of a class, for blocks that ask for it. */
function whenModule(found: RegisteredClass, fallback: string): JsonSchema {
  const { cls, name } = found;
  const condition = {
    properties: { module: { enum: modules([found]) } },
    ...(name !== fallback && { required: ["module"] }),
  };
  const required = [...attributesOf(cls)]
    .filter(([_, { field }]) => field.required).map(([key]) => key);
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
