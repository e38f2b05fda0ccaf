import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../src/config/problem.ts";
import {
  parseConfiguration,
  readConfiguration,
} from "../../src/config/read_configuration.ts";
import { BROKEN_FIXTURES, OWN_FIXTURES, ownFixture } from "./own_fixtures.ts";

function refusal(file: string, encoding?: string): string {
  return assertThrows(
    () => readConfiguration(file, { encoding }),
    ConfigurationError,
  ).message;
}

Deno.test("configurations in .yaml, .yml and .json are read (183)", () => {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, text] of OWN_FIXTURES) {
      const file = `${folder}/${name}`;
      Deno.writeTextFileSync(file, text);
      const source = readConfiguration(file);
      assertEquals(source.file, file);
      assertEquals(source.problems, []);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("the traits of real files are understood", () => {
  const muxer = parseConfiguration(ownFixture("muxer.yaml"), "f").data;
  assertEquals(muxer["socket_info"], '("10.0.0.7", 5024)');
  assertEquals(muxer["cmd_at_reconnect"], [null, "", "SYST:ERR?"]);
  assertEquals(muxer["response_terminator"], "\r\n34980A> ");
  assertEquals(muxer["reply_echo_cmd"], true);
  assertEquals((muxer["endpoints"] as unknown[]).length, 3);
  const store = parseConfiguration(ownFixture("store.yaml"), "f").data;
  const endpoints = store["endpoints"] as Record<string, unknown>[];
  assertEquals(endpoints[1]!["log_interval"], { seconds: 30 });
  assertEquals(endpoints[2]!["set_value_map"], {
    "0": "CLOSE",
    "1": "OPEN",
    on: "OPEN",
    off: "CLOSE",
  });
  assertEquals(parseConfiguration(ownFixture("odd_layout.yaml"), "f").data, {
    name: "odd",
    module: "Service",
    base: { initial_value: 1, log_interval: 0 },
    endpoints: [
      { initial_value: 1, log_interval: 0 },
      { name: "it's", comment: "one text in two lines" },
      ["nested", ["twice", { µ: "é" }]],
    ],
    notes: "name: none\n\n  # none\n",
    last: "a b",
  });
});

Deno.test("broken files are refused with the place of the mistake (183)", () => {
  for (const [name, { text, refusal }] of BROKEN_FIXTURES) {
    const error = assertThrows(
      () => parseConfiguration(text, name),
      ConfigurationError,
    );
    assertStringIncludes(error.message, `${name}:${refusal}`);
  }
});

Deno.test("an empty configuration is refused (183)", () => {
  for (const text of ["", "\n", "# name: x\n", "---\n...\n"]) {
    const error = assertThrows(
      () => parseConfiguration(text, "lab.yaml"),
      ConfigurationError,
    );
    assertStringIncludes(error.message, "lab.yaml: the configuration is empty");
  }
});

Deno.test("another extension is refused unless the encoding is given", () => {
  assertStringIncludes(refusal("lab.toml"), ".yaml, .yml, .json");
  assertStringIncludes(refusal("lab"), "--config-encoding yaml");
  assertStringIncludes(refusal("/etc/lab.d/yaml"), ".yaml, .yml, .json");
  const readText = () => "name: x\n";
  assertEquals(readConfiguration("LAB.YAML", { readText }).data, { name: "x" });
  for (const encoding of ["yaml", "json"]) {
    const source = readConfiguration("lab.conf", { readText, encoding });
    assertEquals(source.data, { name: "x" });
  }
});

Deno.test("an unknown encoding is refused", () => {
  assertEquals(
    refusal("lab.yaml", "toml"),
    'lab.yaml: the encoding "toml" is not known: it is yaml or json.',
  );
});

Deno.test("~ stands for the home directory", () => {
  const asked: string[] = [];
  readConfiguration("~/lab.yaml", {
    environment: (name) => name === "HOME" ? "/home/lab" : undefined,
    readText: (path) => {
      asked.push(path);
      return "name: x\n";
    },
  });
  assertEquals(asked, ["/home/lab/lab.yaml"]);
});

Deno.test("a file that does not exist is refused", () => {
  assertEquals(
    refusal("/nowhere/lab.yaml"),
    "/nowhere/lab.yaml: the configuration file does not exist.",
  );
});
