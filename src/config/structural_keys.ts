// deno-lint-ignore-file camelcase -- names of the wire
/**
 * The keys at the top level of a configuration that are no attributes of the service.
 *
 * @module
 */
import type { JsonSchema } from "../core/mod.ts";

/** What each of them is for and, as JSON Schema, what it may be. */
export const structuralKeys: Readonly<Record<string, JsonSchema>> = {
  module: { description: "The class of the service", type: "string" },
  module_path: {
    description: "File to take the class from",
    type: "string",
  },
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
  dripline_mesh: { description: "Where the mesh meets", type: "object" },
  auth_file: {
    description: "File of user names and passwords",
    type: "string",
  },
  auth_groups: {
    description: "Where user names and passwords come from",
    type: "object",
    additionalProperties: {
      type: ["object", "null"],
      additionalProperties: {
        oneOf: [
          { type: "string" },
          {
            type: "object",
            properties: {
              default: { type: "string" },
              env: { type: "string" },
              file: { type: "string" },
              value: { type: "string" },
            },
            additionalProperties: false,
          },
        ],
      },
    },
  },
  endpoints: { description: "The endpoints of the service", type: "array" },
  $schema: {
    description: "Where editors find the schema of this file",
    type: "string",
  },
  username: {
    description:
      "Not read: use auth_file, auth_groups or the environment variable DRIPLINE_USER",
    deprecated: true,
  },
  password: {
    description:
      "Not read: use auth_file, auth_groups or the environment variable DRIPLINE_PASSWORD",
    deprecated: true,
  },
};
