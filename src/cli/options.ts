/**
 * The options of all commands. One name means the same everywhere.
 *
 * @module
 */

/** What an option takes: nothing, nothing but counted, one value, or every word up to the next option. */
export type OptionKind =
  | "flag"
  | "count"
  | "text"
  | "integer"
  | "number"
  | "texts";

/** One option. */
export interface Option {
  /** What it takes. */
  readonly kind: OptionKind;
  /** The letter behind a single hyphen. */
  readonly short?: string;
  /** Another long name. */
  readonly alias?: string;
  /** What help calls its value. */
  readonly value?: string;
  /** A line for people. */
  readonly summary: string;
  /** The heading of help that it stands under. Default: those of the command. */
  readonly group?: "mesh" | "general";
  /** Where a configuration says the same. */
  readonly address?: readonly string[];
}

/** The options by their long names. */
export const options = {
  "specifier": {
    kind: "text",
    short: "s",
    value: "NAME",
    summary: "the attribute, command or instruction",
  },
  "lockout-key": {
    kind: "text",
    short: "k",
    value: "KEY",
    summary: "opens a locked endpoint",
  },
  "timeout": {
    kind: "number",
    short: "t",
    value: "SECONDS",
    summary: "how long to wait for replies; 0: for ever (10)",
  },
  "values": {
    kind: "texts",
    value: "TEXT...",
    summary: "values that stay texts, before all others",
  },
  "string": { kind: "flag", summary: "every VALUE is a text as it stands" },
  "number": { kind: "flag", summary: "every VALUE has to be a number" },
  "json-value": { kind: "flag", summary: "every VALUE is JSON" },
  "payload": {
    kind: "texts",
    short: "P",
    value: "TEXT...",
    summary: 'a member "payload" that lists these texts',
  },
  "alerts": {
    kind: "texts",
    short: "a",
    value: "KEY...",
    summary: "alerts to watch; * is one word, # any number",
  },
  "requests": {
    kind: "texts",
    short: "r",
    value: "KEY...",
    summary: "requests and replies to watch",
  },
  "count": {
    kind: "integer",
    short: "n",
    value: "N",
    summary: "end after so many messages",
  },
  "filter": {
    kind: "text",
    value: "EXPRESSION",
    summary: "only values of which it is true: '{}>1e-5'",
  },
  "every": {
    kind: "number",
    value: "SECONDS",
    summary: "how often to ask what sends no alerts (1)",
  },
  "json": {
    kind: "flag",
    alias: "json-print",
    summary: "print JSON, one line each",
  },
  "pretty-print": {
    kind: "flag",
    summary: "print JSON, indented by four",
  },
  "plain": {
    kind: "flag",
    summary: "print the whole message as the originals do",
  },
  "since": {
    kind: "text",
    value: "TIME",
    summary: "the beginning: 2026-11-25T10:00Z, or how long ago: 30s, 2h, 3d",
  },
  "until": {
    kind: "text",
    value: "TIME",
    summary: "the end, which is not in it (now)",
  },
  "at": {
    kind: "text",
    value: "TIME",
    summary: "the moment: 2026-11-25T10:00Z, or how long ago: 30s, 2h (now)",
  },
  "points": {
    kind: "integer",
    value: "N",
    summary: "the most values of a sensor; of more than that, sums of them",
  },
  "logger": {
    kind: "text",
    value: "NAME",
    summary: "the service that writes the database; if not given, it is found",
  },
  "csv": { kind: "flag", summary: "print CSV" },
  "plot": { kind: "flag", summary: "draw it, with dots" },
  "suppress-output": { kind: "flag", summary: "do not print the reply" },
  "dry-run-msg": {
    kind: "flag",
    summary: "print the message instead of sending it",
  },
  "return-code": {
    kind: "integer",
    value: "N",
    summary: "the return code to send (0)",
  },
  "return-msg": {
    kind: "text",
    value: "TEXT",
    summary: "the return message to send",
  },
  "for": {
    kind: "text",
    value: "TIME",
    summary: "when the lock ends by itself: 90s, 10m, 1h30m, 2d (never)",
  },
  "reason": {
    kind: "text",
    value: "TEXT",
    summary: "why, for those who find it locked",
  },
  "all": {
    kind: "flag",
    summary: "the endpoints of the service too",
  },
  "force": {
    kind: "flag",
    summary: "break the lock of somebody else",
  },
  "heartbeat-interval-s": {
    kind: "number",
    value: "SECONDS",
    summary: "from one heartbeat to the next; 0: none",
    address: ["heartbeat_interval_s"],
  },
  "allow-duplicates": {
    kind: "flag",
    summary: "serve even if others answer to names of endpoints",
  },
  "message-wait-ms": {
    kind: "integer",
    value: "MS",
    summary: "how long to wait for all chunks of a message",
    address: ["message_wait_ms"],
  },
  "loop-timeout-ms": {
    kind: "integer",
    value: "MS",
    summary: "understood for compatibility; has no effect",
    address: ["loop_timeout_ms"],
  },
  "config": {
    kind: "text",
    short: "c",
    value: "FILE",
    summary: "the configuration, YAML or JSON",
    group: "mesh",
  },
  "config-encoding": {
    kind: "text",
    value: "NAME",
    summary: "yaml or json, if the name of the file does not say so",
    group: "mesh",
  },
  "broker": {
    kind: "text",
    short: "b",
    value: "HOST",
    summary: "the broker; embedded: the one of this machine",
    group: "mesh",
    address: ["dripline_mesh", "broker"],
  },
  "port": {
    kind: "integer",
    short: "p",
    value: "PORT",
    summary: "its port (5672, embedded 5772)",
    group: "mesh",
    address: ["dripline_mesh", "broker_port"],
  },
  "username": {
    kind: "text",
    short: "u",
    value: "NAME",
    summary: "the account at the broker (guest)",
    group: "mesh",
  },
  "password": {
    kind: "text",
    value: "TEXT",
    summary: "its password; others can see it, --password-file is better",
    group: "mesh",
  },
  "password-file": {
    kind: "text",
    value: "FILE",
    summary: "a file that holds the password",
    group: "mesh",
  },
  "auth-file": {
    kind: "text",
    value: "FILE",
    summary: "a file that holds user and password",
    group: "mesh",
    address: ["auth_file"],
  },
  "requests-exchange": {
    kind: "text",
    value: "NAME",
    summary: "the exchange of requests and replies (requests)",
    group: "mesh",
    address: ["dripline_mesh", "requests_exchange"],
  },
  "alerts-exchange": {
    kind: "text",
    value: "NAME",
    summary: "the exchange of alerts (alerts)",
    group: "mesh",
    address: ["dripline_mesh", "alerts_exchange"],
  },
  "max-payload": {
    kind: "integer",
    value: "BYTES",
    summary: "send longer payloads in chunks (never)",
    group: "mesh",
    address: ["dripline_mesh", "max_payload_size"],
  },
  "heartbeat-routing-key": {
    kind: "text",
    value: "WORD",
    summary: "first word of the keys of heartbeats (heartbeat)",
    group: "mesh",
    address: ["dripline_mesh", "heartbeat_routing_key"],
  },
  "max-connection-attempts": {
    kind: "integer",
    value: "N",
    summary: "how often to try to connect at first (10)",
    group: "mesh",
    address: ["dripline_mesh", "max_connection_attempts"],
  },
  "verbose": {
    kind: "count",
    short: "v",
    summary: "say more; -vv still more",
    group: "general",
  },
  "quiet": {
    kind: "count",
    short: "q",
    summary: "say less; -qq still less",
    group: "general",
  },
  "json-logs": {
    kind: "flag",
    summary: "log in JSON, one line each",
    group: "general",
  },
  "help": {
    kind: "flag",
    short: "h",
    summary: "print this and exit",
    group: "general",
  },
  "version": {
    kind: "flag",
    short: "V",
    summary: "print the versions and exit",
    group: "general",
  },
} as const;

/** The long name of an option. */
export type OptionName = keyof typeof options;

/** Every option with its name, in the order of help. */
export const optionList: readonly (readonly [OptionName, Option])[] = Object
  .entries(options) as [OptionName, Option][];

/** Every option as it can be written: `--config`, `-c`, and its name. */
export const spellings: ReadonlyMap<string, OptionName> = new Map(
  optionList.flatMap(([name, { short, alias }]): [string, OptionName][] => [
    [`--${name}`, name],
    ...(short ? [[`-${short}`, name] as [string, OptionName]] : []),
    ...(alias ? [[`--${alias}`, name] as [string, OptionName]] : []),
  ]),
);

/** What every command understands. */
export const generalOptions: readonly OptionName[] = [
  "verbose",
  "quiet",
  "json-logs",
  "help",
  "version",
];

/** What every command that joins a mesh understands. */
export const meshOptions: readonly OptionName[] = optionList
  .filter(([, { group }]) => group === "mesh").map(([name]) => name);
