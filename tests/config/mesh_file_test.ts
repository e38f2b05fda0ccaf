import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readMeshFile } from "../../src/config/mesh_file.ts";
import { ConfigurationError } from "../../src/config/problem.ts";

/** Calls `use` in a home directory whose `.dripline_mesh.yaml` holds `text`; there is none without a text. */
function inHome(
  text: string | undefined,
  use: (
    environment: (name: string) => string | undefined,
    file: string,
  ) => void,
): void {
  const home = Deno.makeTempDirSync();
  const file = `${home}/.dripline_mesh.yaml`;
  try {
    if (text !== undefined) Deno.writeTextFileSync(file, text);
    use((name) => name === "HOME" ? home : undefined, file);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

Deno.test("the top level of the mesh file holds the keys of the mesh (176)", () => {
  inHome("broker: b\nbroker_port: 5673\n", (environment, file) => {
    const source = readMeshFile(environment);
    assertEquals(source?.data, { broker: "b", broker_port: 5673 });
    assertEquals(source?.file, file);
    assertEquals(source?.positions.keyAt(["broker_port"]), {
      line: 2,
      column: 1,
    });
  });
});

Deno.test("no HOME, no file and an empty file are nothing (176)", () => {
  assertEquals(readMeshFile(() => undefined), undefined);
  assertEquals(readMeshFile(() => ""), undefined);
  for (const text of [undefined, "", "# broker: b\n"]) {
    inHome(text, (environment) => {
      assertEquals(readMeshFile(environment), undefined);
    });
  }
});

Deno.test("a mesh file that is malformed or no map is refused with its place (176)", () => {
  const wrong: [text: string, place: string][] = [
    ["broker: [b\n", ":1:9: "],
    ["broker: b\n port: 1\n", ":2:6: "],
    ["- broker\n", ":1:1: the top level is a list"],
    ["localhost\n", ":1:1: the top level is a single value"],
  ];
  for (const [text, place] of wrong) {
    inHome(text, (environment, file) => {
      const error = assertThrows(
        () => readMeshFile(environment),
        ConfigurationError,
      );
      assertStringIncludes(error.message, file + place);
    });
  }
});

Deno.test("a mesh file that is a directory is refused", () => {
  inHome(undefined, (environment, file) => {
    Deno.mkdirSync(file);
    assertThrows(
      () => readMeshFile(environment),
      ConfigurationError,
      "the mesh file is a directory",
    );
  });
});

Deno.test({
  name: "without a HOME nothing is looked for",
  permissions: { read: false },
  fn: () => assertEquals(readMeshFile(() => ""), undefined),
});

Deno.test({
  name: "a mesh file that Deno may not read names the flag",
  permissions: { read: false },
  fn: () => {
    assertThrows(
      () => readMeshFile(() => "/home/lab"),
      ConfigurationError,
      "--allow-read=/home/lab/.dripline_mesh.yaml",
    );
  },
});
