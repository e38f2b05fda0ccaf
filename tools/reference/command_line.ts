/**
 * The page of the command line.
 *
 * @module
 */
import type { Command } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import {
  configurationExitCode,
  interruptedExitCode,
  unexpectedExitCode,
} from "../../src/cli/exit_code.ts";
import { usageLine } from "../../src/cli/help.ts";
import {
  generalOptions,
  meshOptions,
  type Option,
  type OptionName,
  options,
} from "../../src/cli/options.ts";
import { usageCodes } from "../../src/cli/usage_error.ts";
import { block, code, page, plain, table } from "./markdown.ts";

const program = "deno run -A cli.ts";

/** Returns docs/reference/command-line.md. */
export function commandLinePage(): string {
  return page(
    "# Command line",
    `In a clone the program is ${code(program)}, anywhere else ${
      code("deno run -A jsr:@dripline/dripline/cli")
    }. ${code("--help")} behind any command prints what stands here.`,
    table(
      ["Command", "Meaning"],
      commands.map(({ name, summary }) => [
        `[${code(name)}](#${name})`,
        plain(summary),
      ]),
    ),
    ...commands.map(commandSection),
    "## Options of every command",
    optionTable(generalOptions),
    "## Options of the mesh",
    `Of every command that joins a mesh, or reads what a configuration says of it. They count more than the configuration, which says the
same under the key in the last column. Behind ${code("get")}, ${code("set")}, ${
      code("cmd")
    }, ${code("alert")} and ${code("mon")} the configuration of ${
      code("-c")
    } contributes nothing but ${code("dripline_mesh")}, ${
      code("auth_file")
    } and ${code("auth_groups")}.`,
    optionTable(meshOptions),
    words,
    "## Exit codes",
    table(["Exit code", "Meaning"], exitCodes),
    environment,
    files,
  );
}

function commandSection(command: Command): string {
  const { name, summary, operands, options: names, examples } = command;
  const own = names.filter((option) => !meshOptions.includes(option));
  const ofMesh = names.filter((option) => meshOptions.includes(option));
  const parts = [
    `## ${name}`,
    `${plain(summary)}.`,
    block("text", [usageLine(command, program)]),
  ];
  if (operands.length > 0) {
    parts.push(table(
      ["Operand", "Meaning"],
      operands.map((one) => [code(one.name), plain(one.summary)]),
    ));
  }
  if (own.length > 0) parts.push(optionTable(own));
  if (ofMesh.length === meshOptions.length) {
    parts.push("And the [options of the mesh](#options-of-the-mesh).");
  } else if (ofMesh.length > 0) {
    parts.push(
      `Of the [options of the mesh](#options-of-the-mesh): ${
        ofMesh.map((option) => code(`--${option}`)).join(", ")
      }.`,
    );
  }
  parts.push(block("sh", examples.map((line) => `${program} ${line}`)));
  return parts.join("\n\n");
}

function optionTable(names: readonly OptionName[]): string {
  const hasAddress = names.some((name) => optionOf(name).address);
  const rows = names.map((name) => {
    const { short, alias, value, summary, address } = optionOf(name);
    const spelled = [
      ...short ? [`-${short}`] : [],
      `--${name}`,
      ...alias ? [`--${alias}`] : [],
    ];
    return [
      spelled.map(code).join(", "),
      value ? code(value) : "",
      plain(summary),
      ...hasAddress ? [address ? code(address.join(".")) : ""] : [],
    ];
  });
  const header = ["Option", "Takes", "Meaning"];
  return table(hasAddress ? [...header, "In a configuration"] : header, rows);
}

function optionOf(name: OptionName): Option {
  return options[name];
}

/** What each kind of wrong command line is. The compiler asks for a line for every one. */
const usage: Readonly<Record<keyof typeof usageCodes, string>> = {
  badValue: "an option or operand has a value that it cannot have",
  noSuchFile: "the file of `-c` is not there",
  missing: "a command or an operand is missing, or there is no such command",
  extra: "an operand too many",
  unknown: "no such option, or an option without its value",
};

const exitCodes: string[][] = [
  ["0", "all went well; a service was stopped by Ctrl-C or SIGTERM"],
  [
    "1 to 255",
    "the reply was an error: a hundredth of its [return code](return-codes.md), so 3 for 300 to 399, 4 for 400 to 499, 9 for 999",
  ],
  [
    String(unexpectedExitCode),
    "also: a service could not start, no broker could be reached, or something that should not have happened",
  ],
  [
    String(configurationExitCode),
    "also: the configuration cannot be used; every line says `file:line:column` and the way out",
  ],
  ...Object.entries(usageCodes).map(([kind, exitCode]) => [
    String(exitCode),
    usage[kind as keyof typeof usageCodes],
  ]),
  [
    String(interruptedExitCode),
    "interrupted a second time, half a second after the first or more, while it was ending",
  ],
];

const words = `
## How words are read

- The command comes first among the words that are no options. Without one, a configuration file is served: \`-c lab.yaml\`, or \`lab.yaml\`.
- \`true\`, \`false\` and numbers are what they look like, an empty word is null, everything else is text. \`'5'\` with its quotes is the
  text 5; in a shell that is \`"'5'"\`.
- An option that takes several words takes all up to the next option. What stands behind \`--\` is no option.
- \`dripline_mesh.KEY=VALUE\` changes the configuration, also behind a client's commands, and is no part of the payload.
- Replies and alerts are printed on standard output, everything else on standard error.
`.trim();

const environment = `
## Environment variables

| Variable | Meaning |
| --- | --- |
| \`DRIPLINE_USER\`, \`DRIPLINE_PASSWORD\` | the login of the broker, unless an option or \`auth_groups\` says otherwise; they count more than \`auth_file\` |
| \`HOME\` | where \`~/.dripline_mesh.yaml\` is, what \`~\` in paths stands for, and where values are kept |
| \`XDG_STATE_HOME\` | where values are kept, in the folder \`dripline\`, instead of \`~/.local/state\` |
| \`USER\`, \`LOGNAME\`, \`USERNAME\` | the first that is set is the user whom messages name as their sender |
| \`NO_COLOR\` | if set, no colours |
| any other | what \`ENV{NAME}\` in a configuration, or \`env\` in \`auth_groups\`, asks for |
`.trim();

const files = `
## Files

| File | Read by |
| --- | --- |
| the configuration, \`-c\` | every command that takes it |
| \`~/.dripline_mesh.yaml\` | every command that joins a mesh or reads a configuration; need not exist |
| \`auth_file\`, \`--auth-file\`, \`--password-file\`, \`file\` in \`auth_groups\` | whoever needs the login of the broker |
| the file of \`return_codes\` | whoever serves or checks the configuration |
| the modules of \`extensions\` and \`module_path\` | the same, and \`extensions\`, \`describe\` and \`schema\` |
| \`load=FILE\` | \`get\`, \`set\`, \`cmd\`, \`alert\`, before they send; \`save=FILE\` is written |
| \`state_directory\`, or \`~/.local/state/dripline\` | a service with \`persist: true\`, which writes there too |
`.trim();
