import { assert, assertEquals, assertThrows } from "@std/assert";
import { commands } from "../../src/cli/commands.ts";
import { optionList, options } from "../../src/cli/options.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { givenBy, readWords } from "./given.ts";

/** Reads a command line that is written with blanks between its words. */
function read(line: string) {
  return readWords(...line.split(" ")).given;
}

/** What is wrong with a command line, and its exit code. */
function complaint(line: string): [message: string, exitCode: number] {
  const { message, exitCode } = assertThrows(() => read(line), UsageError);
  return [message, exitCode];
}

Deno.test("options stand before or after the command and its operands", () => {
  for (
    const line of [
      "-c lab.yaml -s seed set peaches 5",
      "set peaches 5 -c lab.yaml -s seed",
      "set -s seed peaches -c lab.yaml 5",
      "set peaches -c lab.yaml -s seed -- 5",
    ]
  ) {
    const { command, given } = readWords(...line.split(" "));
    assertEquals(command?.name, "set", line);
    assertEquals(given.operands, ["peaches", "5"], line);
    assertEquals(given.text("config"), "lab.yaml", line);
    assertEquals(given.text("specifier"), "seed", line);
  }
});

Deno.test("an option is written in several ways", () => {
  for (const way of ["-p 5", "-p=5", "-p5", "--port 5", "--port=5"]) {
    assertEquals(read(`get x ${way}`).number("port"), 5, way);
  }
  assert(read("get x --json-print").has("json"));
});

Deno.test("numbers with a minus sign are operands and values, not options (209)", () => {
  for (const number of ["-5", "-.5", "-5.", "-5e3", "-5e-3", "-5E+3"]) {
    assertEquals(read(`set peaches ${number}`).operands, ["peaches", number]);
    assertEquals(read(`set ${number} --values ${number}`).list("values"), [
      number,
    ]);
    assertEquals(read(`get x -s ${number}`).text("specifier"), number);
  }
});

Deno.test("true and false are operands even behind a flag", () => {
  for (const value of ["true", "false"]) {
    const given = read(`set valve --json ${value}`);
    assertEquals(given.operands, ["valve", value]);
    assert(given.has("json"));
  }
});

Deno.test("an empty word is an operand", () => {
  const { operands } = givenBy("set", "peaches", "");

  assertEquals(operands, ["peaches", ""]);
});

Deno.test("behind -- everything is an operand", () => {
  assertEquals(read("set x -- -s -abc --help -5 true").operands, [
    "x",
    "-s",
    "-abc",
    "--help",
    "-5",
    "true",
  ]);
});

Deno.test("an option that takes a list takes every word up to the next option", () => {
  const given = read("mon -a one two.# -r three -a four -v");

  assertEquals(given.list("alerts"), ["one", "two.#", "four"]);
  assertEquals(given.list("requests"), ["three"]);
});

Deno.test("what addresses the mesh ends a list", () => {
  const given = read("mon -a one dripline_mesh.broker=lab");

  assertEquals(given.list("alerts"), ["one"]);
  assertEquals(given.operands, ["dripline_mesh.broker=lab"]);
});

Deno.test("-v and -q are counted however they are written (213)", () => {
  const lines: [string, number, number][] = [
    ["get x", 0, 0],
    ["get x -v", 1, 0],
    ["-vvv get x", 3, 0],
    ["get x -v --verbose -vv", 4, 0],
    ["get x -qvq", 1, 2],
    ["get x -vc lab.yaml", 1, 0],
  ];
  for (const [line, verbose, quiet] of lines) {
    const given = read(line);
    assertEquals(given.list("verbose").length, verbose, line);
    assertEquals(given.list("quiet").length, quiet, line);
  }
  assertEquals(read("get x -vc lab.yaml").text("config"), "lab.yaml");
});

Deno.test("without a command a configuration is served", () => {
  const { command, given } = readWords(
    ..."-c lab.yaml dripline_mesh.broker=localhost name=x".split(" "),
  );

  assertEquals(command?.name, "serve");
  assertEquals(given.operands, ["dripline_mesh.broker=localhost", "name=x"]);
});

Deno.test("no command at all is an error (208)", () => {
  for (const words of [[], ["-v"], ["name=x"]]) {
    const error = assertThrows(
      () => readWords(...words),
      UsageError,
      "A command is required: serve, get, set, cmd,",
    );
    assertEquals(error.exitCode, 106);
  }
});

Deno.test("an unknown command is named, with the one that was probably meant (208)", () => {
  const [message, exitCode] = complaint("gte peaches");

  assertEquals(exitCode, 106);
  assert(message.startsWith('There is no command "gte". Did you mean "get"?'));
});

Deno.test("a configuration file needs no -c where a command takes no other words", () => {
  const table: [string, string, string[]][] = [
    ["lab.yaml", "serve", []],
    ["lab.yaml name=x", "serve", ["name=x"]],
    ["check lab.yml", "check", []],
    ["schema lab.json", "schema", []],
    ["describe name=x lab.yaml", "describe", ["name=x"]],
  ];
  for (const [line, name, operands] of table) {
    const { command, given } = readWords(...line.split(" "));
    assertEquals(command?.name, name, line);
    assertEquals(given.operands, operands, line);
    assert(/^lab\.(yaml|yml|json)$/.test(given.text("config") ?? ""), line);
  }
});

Deno.test("a second configuration file is led to -c", () => {
  for (const line of ["-c a.yaml lab.yml", "check a.yaml lab.yml"]) {
    const [message] = complaint(line);
    assert(
      message.includes(" A configuration is named with -c: -c lab.yml"),
      line,
    );
  }
});

Deno.test("an unknown option is named, with the one that was probably meant (208)", () => {
  const table: [string, string][] = [
    ["get x --brokr=a", 'no option "--brokr". Did you mean "--broker"?'],
    ["get x --timout 5", 'no option "--timout". Did you mean "--timeout"?'],
    ["get x -blocalhost", 'option "-blocalhost". Did you mean "-b localhost"?'],
    [
      "set x -xyz",
      'no option "-xyz". If it is no option, write it behind "--"',
    ],
    ["get x -z", 'no option "-z". If it is no option, write it behind "--"'],
    ["get x --no-json", 'There is no option "--no-json".'],
    ["get x --__proto__=1", 'There is no option "--__proto__".'],
    ["get x -v_", 'no option "-v_". If it is no option, write it behind "--"'],
    ["get x -5x", 'no option "-5x". If it is no option, write it behind "--"'],
    ["get x --constructor", 'There is no option "--constructor".'],
  ];
  for (const [line, says] of table) {
    const [message, exitCode] = complaint(line);
    assert(message.includes(says), message);
    assertEquals(exitCode, 114, line);
  }
});

Deno.test("an option of another command is refused, naming those that have it", () => {
  assertEquals(complaint("mon -a x -s seed"), [
    '"mon" has no option --specifier; "get", "set", "cmd", "alert", "reply" have it.',
    114,
  ]);
});

Deno.test("an option without its value is refused", () => {
  for (
    const line of [
      "get x -s",
      "get -s -v x",
      "get x --specifier",
      "mon -a",
      "set x -abc",
    ]
  ) {
    const [message, exitCode] = complaint(line);
    assert(/^--(specifier|alerts) needs a value\. /.test(message), message);
    assertEquals(exitCode, 114, line);
  }
  assertThrows(
    () => readWords("get", "-s", "", "x"),
    UsageError,
    "--specifier needs a value",
  );
});

Deno.test("a number that is none is refused (208)", () => {
  for (
    const line of ["get x -p abc", "get x -p 5.5", "get x -t -5", "get x -t 1e"]
  ) {
    const [message, exitCode] = complaint(line);
    assert(/takes a (whole )?number from 0 on/.test(message), message);
    assertEquals(exitCode, 104, line);
  }
  assertEquals(read("get x -t 0.5").number("timeout"), 0.5);
});

Deno.test("operands that are missing or too many are named (208)", () => {
  assertEquals(complaint("get"), [
    "ENDPOINT is required: the endpoint, or any routing key.",
    106,
  ]);
  assertEquals(complaint("serve foo"), ['"serve" does not take "foo".', 109]);
  assertEquals(complaint("mon a=b -r x")[1], 109);
  assertEquals(complaint("broker dripline_mesh.broker=x")[1], 109);
});

Deno.test("help and the version are there whatever else is missing (208)", () => {
  for (const line of ["-h", "get --help", "-V", "serve foo -h", "-vh"]) {
    const given = read(line);
    assert(given.has("help") || given.has("version"), line);
  }
});

Deno.test("no two options share a letter or a name", () => {
  const spelled = optionList.flatMap(([name, { short, alias }]) =>
    [name, short, alias].filter((one) => one !== undefined)
  );

  assertEquals(spelled.length, new Set(spelled).size);
});

Deno.test("every option belongs to a command", () => {
  const used = new Set(commands.flatMap((command) => command.options));
  for (const [name, { group }] of optionList) {
    if (group === "general") continue;
    assert(used.has(name), name);
  }
  assertEquals(Object.keys(options).length, optionList.length);
});

Deno.test("the example lines of help make sense", () => {
  for (const { name, examples } of commands) {
    for (const line of examples) {
      const words = line.replaceAll("'", "").replace(" magnet is cold", "")
        .replace("message=", "message=x").split(" ");
      const { command } = readWords(
        ...words.filter((word) => word !== "is" && word !== "cold"),
      );
      assertEquals(command?.name, name, line);
    }
  }
});
