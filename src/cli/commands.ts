/**
 * The commands.
 *
 * @module
 */
import type { Command, Operand } from "./command.ts";
import { meshOptions, type OptionName } from "./options.ts";

const endpoint: Operand = {
  name: "ENDPOINT",
  summary: "the endpoint, or any routing key",
  required: true,
};

const members: readonly Operand[] = [
  {
    name: "VALUE",
    summary: "values: numbers, true, false, texts; '5' in quotes is a text",
  },
  {
    name: "KEY=VALUE",
    summary:
      "members of the payload: a.b=1 nests, a.0=1 lists; load=FILE takes them from a file, save=FILE keeps the answer",
  },
];

const overrides: Operand = {
  name: "KEY=VALUE",
  summary: "changes the configuration: endpoints.0.log_interval=5",
};

const payloadOptions: readonly OptionName[] = [
  "specifier",
  "values",
  "string",
  "number",
  "json-value",
  "payload",
  "json",
  "pretty-print",
  "plain",
  "dry-run-msg",
];

const requestOptions: readonly OptionName[] = [
  ...payloadOptions,
  "lockout-key",
  "timeout",
  "suppress-output",
  ...meshOptions,
];

const anySensors: Operand = {
  name: "SENSOR",
  summary: "the sensors; all if none is named",
  anyWord: true,
};

/** The commands, in the order of help. */
export const commands: readonly Command[] = [
  {
    name: "serve",
    summary:
      "Serve the endpoints of a configuration (the word may be left out)",
    operands: [overrides],
    options: [
      "allow-duplicates",
      "heartbeat-interval-s",
      "message-wait-ms",
      "loop-timeout-ms",
      ...meshOptions,
    ],
    examples: [
      "-c kv_store_tutorial.yaml",
      "serve -c lab.yaml dripline_mesh.broker=localhost",
    ],
    logs: "info",
    load: async () => (await import("./serve.ts")).run,
  },
  {
    name: "get",
    summary: "Read an endpoint, or one of its attributes",
    operands: [endpoint, ...members],
    options: requestOptions,
    examples: [
      "get peaches -c kv_store_tutorial.yaml",
      "get peaches -s jitter_fraction -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./get.ts")).run,
  },
  {
    name: "set",
    summary: "Set an endpoint, or one of its attributes",
    operands: [endpoint, ...members],
    options: requestOptions,
    examples: [
      "set peaches 0.9 -c kv_store_tutorial.yaml",
      "set peaches -s jitter_fraction 0.2 -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./set.ts")).run,
  },
  {
    name: "cmd",
    summary: "Call a command of an endpoint",
    operands: [endpoint, ...members],
    options: requestOptions,
    examples: [
      "cmd peaches -s update_seed 7 -c kv_store_tutorial.yaml",
      "cmd peaches -s update_seed new_seed=7 -c kv_store_tutorial.yaml",
      "cmd my_store -s ping -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./cmd.ts")).run,
  },
  {
    name: "alert",
    summary: "Send an alert",
    operands: [
      { name: "KEY", summary: "the routing key", required: true },
      ...members,
    ],
    options: [...payloadOptions, ...meshOptions],
    examples: [
      "alert status_message.notice.me message='magnet is cold' -c lab.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./alert.ts")).run,
  },
  {
    name: "reply",
    summary: "Send a reply, to try out who waits for one",
    operands: [
      { name: "KEY", summary: "the routing key", required: true },
      ...members,
    ],
    options: [...payloadOptions, "return-code", "return-msg", ...meshOptions],
    examples: ["reply my_queue --return-code 304 -c lab.yaml"],
    logs: "warning",
    load: async () => (await import("./reply.ts")).run,
  },
  {
    name: "mon",
    summary: "Print alerts, requests and replies as they come",
    operands: [],
    options: [
      "alerts",
      "requests",
      "count",
      "timeout",
      "filter",
      "json",
      "plain",
      "pretty-print",
      ...meshOptions,
    ],
    examples: [
      "mon -a 'sensor_value.#' -c kv_store_tutorial.yaml",
      "mon -a '#' -r '#' --json -c kv_store_tutorial.yaml",
      "mon -a sensor_value.peaches --filter '{}>1.55' --count 1 -c kv_store_tutorial.yaml",
    ],
    logs: "info",
    load: async () => (await import("./mon.ts")).run,
  },
  {
    name: "ls",
    summary: "List the services of a mesh; with a pattern, their endpoints",
    operands: [{
      name: "PATTERN",
      summary: "endpoints, or services: * stands for any characters, ? for one",
      anyWord: true,
    }],
    options: ["json", "timeout", ...meshOptions],
    examples: [
      "ls -c kv_store_tutorial.yaml",
      "ls 'peaches*' -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./ls.ts")).run,
  },
  {
    name: "lock",
    summary: "Lock an endpoint, so that only you can set it",
    operands: [
      { name: "NAME", summary: "the endpoint or service", required: true },
    ],
    options: ["for", "reason", "all", "lockout-key", ...meshOptions],
    examples: [
      "lock peaches --for 1h --reason 'changing the seed' -c kv_store_tutorial.yaml",
      "lock my_store --all -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./lock.ts")).run,
  },
  {
    name: "unlock",
    summary: "Unlock an endpoint, with the key that lock has kept",
    operands: [
      { name: "NAME", summary: "the endpoint or service", required: true },
    ],
    options: ["all", "force", "lockout-key", ...meshOptions],
    examples: [
      "unlock peaches -c kv_store_tutorial.yaml",
      "unlock peaches --force -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./unlock.ts")).run,
  },
  {
    name: "locks",
    summary: "List who holds which locks on the mesh",
    operands: [],
    options: ["json", ...meshOptions],
    examples: [
      "locks -c kv_store_tutorial.yaml",
      "locks --json -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./locks.ts")).run,
  },
  {
    name: "history",
    summary: "Print or draw what sensors were, from the database of a logger",
    operands: [
      { name: "SENSOR", summary: "a sensor", required: true },
      { name: "SENSOR", summary: "more of them" },
    ],
    options: [
      "since",
      "until",
      "points",
      "json",
      "csv",
      "plot",
      "logger",
      "timeout",
      ...meshOptions,
    ],
    examples: [
      "history peaches --since 2h --plot -c kv_store_tutorial.yaml",
      "history peaches chips --since 3d --csv -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./history.ts")).run,
  },
  {
    name: "snapshot",
    summary: "Print what all sensors were at a moment",
    operands: [anySensors],
    options: ["at", "json", "csv", "logger", "timeout", ...meshOptions],
    examples: [
      "snapshot --at 2026-11-25T10:00Z -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./snapshot.ts")).run,
  },
  {
    name: "export",
    summary: "Print all values of sensors as CSV",
    operands: [anySensors],
    options: ["since", "until", "logger", "timeout", ...meshOptions],
    examples: ["export peaches --since 3d -c kv_store_tutorial.yaml"],
    logs: "warning",
    load: async () => (await import("./export.ts")).run,
  },
  {
    name: "watch",
    summary: "Show the values of endpoints as they change",
    operands: [{ name: "ENDPOINT", summary: "what to watch", required: true }, {
      name: "ENDPOINT",
      summary: "more of them",
      anyWord: true,
    }],
    options: ["every", "json", ...meshOptions],
    examples: [
      "watch peaches chips -c kv_store_tutorial.yaml",
      "watch peaches --every 5 --json -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./watch.ts")).run,
  },
  {
    name: "check",
    summary: "Check a configuration and say what it would serve",
    operands: [overrides],
    options: meshOptions,
    examples: ["check kv_store_tutorial.yaml"],
    logs: "warning",
    load: async () => (await import("./check.ts")).run,
  },
  {
    name: "extensions",
    summary: "List the extensions of a configuration and what they bring",
    operands: [overrides],
    options: ["json", "config", "config-encoding"],
    examples: ["extensions kv_store_tutorial.yaml"],
    logs: "warning",
    load: async () => (await import("./extensions.ts")).run,
  },
  {
    name: "describe",
    summary: "Say what endpoints offer: those of a configuration, or of a mesh",
    operands: [
      {
        name: "ENDPOINT",
        summary: "asks the mesh; without one the configuration tells",
        anyWord: true,
      },
      overrides,
    ],
    options: ["json", "timeout", ...meshOptions],
    examples: [
      "describe kv_store_tutorial.yaml",
      "describe peaches -c kv_store_tutorial.yaml",
    ],
    logs: "warning",
    load: async () => (await import("./describe.ts")).run,
  },
  {
    name: "schema",
    summary: "Print the JSON Schema of configurations, for editors",
    operands: [overrides],
    options: ["config", "config-encoding"],
    examples: ["schema", "schema kv_store_tutorial.yaml"],
    logs: "warning",
    load: async () => (await import("./schema.ts")).run,
  },
  {
    name: "new",
    summary: "Write the folder of a new extension",
    operands: [
      { name: "extension", summary: "what to write", required: true },
      {
        name: "NAME",
        summary: "the extension, and its folder",
        required: true,
      },
    ],
    options: [],
    examples: ["new extension magnet"],
    logs: "warning",
    load: async () => (await import("./new.ts")).run,
  },
  {
    name: "broker",
    summary: "Run the embedded broker on its own",
    operands: [],
    options: ["port"],
    examples: ["broker", "broker -p 5773"],
    logs: "info",
    load: async () => (await import("./broker.ts")).run,
  },
];
