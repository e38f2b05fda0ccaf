/**
 * Holds the imports to the layers of CONTRIBUTING.md: `cli -> config -> implementations -> core -> mesh -> wire`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { entryPoints, filesBelow, graph, type Import } from "./module_graph.ts";

/** What belongs together, and what of ours it may import. Files of the same layer may always import each other. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "src/wire/": [],
  "src/mesh/": ["src/wire/"],
  "src/python/": [],
  "src/core/": ["src/mesh/", "src/wire/", "src/python/"],
  "src/instruments/": ["src/core/", "src/mesh/", "src/wire/", "src/python/"],
  "src/implementations/": [
    "src/instruments/",
    "src/core/",
    "src/mesh/",
    "src/wire/",
    "src/python/",
  ],
  "src/broker/": [],
  "src/config/": [
    "src/implementations/",
    "src/core/",
    "src/mesh/",
    "src/wire/",
    "src/broker/",
  ],
  "src/cli/": [
    "src/config/",
    "src/implementations/",
    "src/core/",
    "src/mesh/",
    "src/wire/",
    "src/broker/",
  ],
  "src/testing/": [
    "src/config/",
    "src/implementations/",
    "src/core/",
    "src/mesh/",
    "src/wire/",
    "src/broker/",
  ],
  "mod.ts": [
    "src/config/",
    "src/instruments/",
    "src/python/",
    "src/implementations/",
    "src/core/",
    "src/mesh/",
    "src/wire/",
  ],
  "cli.ts": ["src/"],
  "testing.ts": ["src/", "mod.ts"],
  "extensions/": ["mod.ts", "testing.ts"],
  "examples/": ["mod.ts", "testing.ts"],
};

/** How extensions and examples, like any guest, have to write what they import of ours. */
const GUEST_IMPORTS = ["@dripline/dripline", "@dripline/dripline/testing"];

/** Returns a sentence for each import that goes where it may not. */
function trespasses(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, written }) => {
    const [own, other] = [layerOf(from), layerOf(to)];
    if (own === undefined) return [`${from} is in no layer`];
    if (own === other) return [];
    if (!LAYERS[own]!.some((allowed) => to.startsWith(allowed))) {
      return [`${from} imports ${to}`];
    }
    const isGuest = own === "extensions/" || own === "examples/";
    if (isGuest && !GUEST_IMPORTS.includes(written)) {
      return [`${from} imports ${written}, not ${GUEST_IMPORTS.join(" or ")}`];
    }
    return [];
  });
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((layer) => path.startsWith(layer));
}

Deno.test("an import that goes down is no trespass", () => {
  assertEquals(
    trespasses([
      { from: "src/mesh/client.ts", to: "src/wire/mod.ts", written: "../x" },
      { from: "src/mesh/client.ts", to: "src/mesh/a.ts", written: "./a.ts" },
      { from: "src/cli/get.ts", to: "src/wire/mod.ts", written: "../x" },
      { from: "src/config/mesh.ts", to: "src/broker/mod.ts", written: "../x" },
      { from: "cli.ts", to: "src/cli/get.ts", written: "./x" },
      { from: "testing.ts", to: "src/broker/mod.ts", written: "./x" },
      {
        from: "extensions/jitter/mod.ts",
        to: "mod.ts",
        written: "@dripline/dripline",
      },
      {
        from: "examples/client.ts",
        to: "testing.ts",
        written: "@dripline/dripline/testing",
      },
    ]),
    [],
  );
});

Deno.test("an import that goes up or aside is named", () => {
  const wrong: [string, string][] = [
    ["src/core/x.ts", "mod.ts"],
    ["src/wire/x.ts", "src/core/nearest.ts"],
    ["src/mesh/x.ts", "src/broker/mod.ts"],
    ["src/core/x.ts", "src/implementations/mod.ts"],
    ["src/implementations/x.ts", "src/config/mod.ts"],
    ["src/broker/x.ts", "src/wire/mod.ts"],
    ["src/config/x.ts", "src/cli/mod.ts"],
    ["src/cli/x.ts", "testing.ts"],
    ["src/core/x.ts", "src/testing/x.ts"],
    ["src/testing/x.ts", "testing.ts"],
    ["src/cli/x.ts", "tests/x.ts"],
    ["mod.ts", "src/broker/mod.ts"],
    ["mod.ts", "src/cli/mod.ts"],
    ["extensions/jitter/mod.ts", "src/core/mod.ts"],
    ["examples/client.ts", "extensions/jitter/mod.ts"],
  ];
  const imports = wrong.map(([from, to]) => ({ from, to, written: "./x" }));

  assertEquals(
    trespasses(imports),
    wrong.map(([from, to]) => `${from} imports ${to}`),
  );
});

Deno.test("a guest that does not import as guests do is named", () => {
  const from = "extensions/jitter/mod.ts";

  assertEquals(trespasses([{ from, to: "mod.ts", written: "../../mod.ts" }]), [
    `${from} imports ../../mod.ts, not @dripline/dripline or @dripline/dripline/testing`,
  ]);
});

Deno.test("a file outside the layers is named", () => {
  const imports = [
    { from: "src/util/x.ts", to: "src/wire/mod.ts", written: "../x" },
  ];

  assertEquals(trespasses(imports), ["src/util/x.ts is in no layer"]);
});

Deno.test("modules import only from the layers below theirs", async () => {
  const { imports } = await graph(await entryPoints());

  assertEquals(trespasses(imports), []);
});

Deno.test("every file in src/ is reached from an entry point", async () => {
  const { files } = await graph(await entryPoints());
  const unreached = (await filesBelow("src")).filter((path) =>
    !files.includes(path)
  );

  assertEquals(unreached, []);
});
