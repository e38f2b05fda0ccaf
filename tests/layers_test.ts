/**
 * Holds the imports to the layers, doors and absence of circles of CONTRIBUTING.md.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  circles,
  entryPoints,
  filesBelow,
  graph,
  type Import,
} from "./module_graph.ts";

const MESH = ["src/mesh/", "src/wire/"];
const CORE = ["src/core/", ...MESH, "src/python/"];
const IMPLEMENTATIONS = ["src/implementations/", "src/instruments/", ...CORE];
const CONFIG = ["src/config/", ...IMPLEMENTATIONS, "src/broker/"];

/** What belongs together, and what of ours it may import. Files of the same layer may always import each other. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "src/broker/": [],
  "src/python/": [],
  "src/wire/": [],
  "src/mesh/": ["src/wire/"],
  "src/core/": [...MESH, "src/python/"],
  "src/instruments/": CORE,
  "src/implementations/": ["src/instruments/", ...CORE],
  "src/config/": [...IMPLEMENTATIONS, "src/broker/"],
  "src/cli/": CONFIG,
  "src/testing/": CONFIG,
  "mod.ts": ["src/config/", ...IMPLEMENTATIONS],
  "cli.ts": ["src/cli/"],
  "dl-serve.ts": ["src/cli/"],
  "dl-agent.ts": ["src/cli/"],
  "dl-mon.ts": ["src/cli/"],
  "testing.ts": ["src/testing/", "mod.ts"],
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
    if (own === other && own !== "extensions/") return [];
    if (own === other) return notByName(from, to, written);
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

/** Returns a sentence for each import that enters a folder by anything but its `mod.ts`. */
function breakIns(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const door = doorOf(from, to);
    return door === undefined || door === to
      ? []
      : [`${from} imports ${to}, not ${door}`];
  });
}

/** The door that an import has to take: that of the outermost folder which holds `to` and does not hold `from`. */
function doorOf(from: string, to: string): string | undefined {
  const [own, other] = [from, to].map((path) => path.split("/").slice(0, -1));
  const shared = other!.findIndex((name, at) => name !== own![at]);
  if (shared < 0) return undefined;
  const end = Math.max(shared + 1, other![0] === "src" ? 2 : 1);
  return [...other!.slice(0, end), "mod.ts"].join("/");
}

function imported(from: string, to: string, written = "./x"): Import {
  return { from, to, written, typeOnly: false };
}

/** A package below extensions/ imports another one by its name, as it will have to once it is published. */
function notByName(from: string, to: string, written: string): string[] {
  const [own, other] = [from, to].map((path) => path.split("/")[1]);
  const name = `@dripline/${other}`;
  return own === other || written === name
    ? []
    : [`${from} imports ${written}, not ${name}`];
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((layer) => path.startsWith(layer));
}

Deno.test("an import that goes down is no trespass", () => {
  assertEquals(
    trespasses([
      imported("src/mesh/client.ts", "src/wire/mod.ts"),
      imported("src/mesh/client.ts", "src/mesh/a.ts"),
      imported("src/core/value/calibration.ts", "src/python/mod.ts"),
      imported("src/cli/get.ts", "src/wire/mod.ts"),
      imported("src/config/mesh.ts", "src/broker/mod.ts"),
      imported("cli.ts", "src/cli/mod.ts"),
      imported("testing.ts", "src/testing/mod.ts"),
      imported("extensions/jitter/mod.ts", "mod.ts", "@dripline/dripline"),
      imported("extensions/web/a.ts", "extensions/web/b.ts", "./b.ts"),
      imported(
        "extensions/web/a.ts",
        "extensions/sql/mod.ts",
        "@dripline/sql",
      ),
      imported(
        "examples/client.ts",
        "testing.ts",
        "@dripline/dripline/testing",
      ),
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
    ["src/core/x.ts", "src/instruments/mod.ts"],
    ["src/python/x.ts", "src/core/mod.ts"],
    ["src/mesh/x.ts", "src/python/mod.ts"],
    ["testing.ts", "src/broker/mod.ts"],
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
  const imports = wrong.map(([from, to]) => imported(from, to));

  assertEquals(
    trespasses(imports),
    wrong.map(([from, to]) => `${from} imports ${to}`),
  );
});

Deno.test("a guest that does not import as guests do is named", () => {
  const from = "extensions/jitter/mod.ts";

  assertEquals(trespasses([imported(from, "mod.ts", "../../mod.ts")]), [
    `${from} imports ../../mod.ts, not @dripline/dripline or @dripline/dripline/testing`,
  ]);
});

Deno.test("a package that reaches into another one is named", () => {
  const reaching = imported(
    "extensions/web/a.ts",
    "extensions/sql/mod.ts",
    "../sql/mod.ts",
  );

  assertEquals(trespasses([reaching]), [
    "extensions/web/a.ts imports ../sql/mod.ts, not @dripline/sql",
  ]);
});

Deno.test("a file outside the layers is named", () => {
  const imports = [imported("src/util/x.ts", "src/wire/mod.ts")];

  assertEquals(trespasses(imports), ["src/util/x.ts is in no layer"]);
});

Deno.test("modules import only from the layers below theirs", async () => {
  const { imports } = await graph(await entryPoints());

  assertEquals(trespasses(imports), []);
});

Deno.test("a folder is entered by its mod.ts, and by nothing else", () => {
  const allowed: [string, string][] = [
    ["src/cli/get.ts", "src/config/mod.ts"],
    ["src/core/entity.ts", "src/core/value/mod.ts"],
    ["src/core/value/read_back.ts", "src/core/context.ts"],
    ["src/core/value/read_back.ts", "src/core/declaration/mod.ts"],
    ["src/core/mod.ts", "src/core/endpoint.ts"],
    ["extensions/jitter/mod.ts", "mod.ts"],
  ];
  const wrong: [string, string, string][] = [
    ["src/cli/get.ts", "src/config/load.ts", "src/config/mod.ts"],
    ["cli.ts", "src/cli/main.ts", "src/cli/mod.ts"],
    ["src/cli/get.ts", "src/core/value/mod.ts", "src/core/mod.ts"],
    ["src/core/a.ts", "src/core/value/b.ts", "src/core/value/mod.ts"],
    ["src/core/value/a.ts", "src/core/serving/b.ts", "src/core/serving/mod.ts"],
    ["extensions/a/mod.ts", "extensions/b/c.ts", "extensions/b/mod.ts"],
  ];
  const imports = [...allowed, ...wrong].map(([from, to]) =>
    imported(from, to)
  );

  assertEquals(
    breakIns(imports),
    wrong.map(([from, to, door]) => `${from} imports ${to}, not ${door}`),
  );
});

Deno.test("a circle of imports is found, also a long one", () => {
  const edges = ["ab", "bc", "ca", "cd", "de", "ef", "fe", "gg"].map((
    [from, to],
  ) => ({ from: from!, to: to! }));

  assertEquals(circles(edges), [["e", "f"], ["a", "b", "c"]]);
});

Deno.test("every folder is entered by its door", async () => {
  const { imports } = await graph(await entryPoints());

  assertEquals(breakIns(imports), []);
});

Deno.test("files of values import each other in no circle", async () => {
  const { imports } = await graph(await entryPoints());

  assertEquals(circles(imports.filter(({ typeOnly }) => !typeOnly)), []);
});

Deno.test("types refer to each other in a circle within one folder at most", async () => {
  const { imports } = await graph(await entryPoints());
  const folders = circles(imports).map((circle) => [
    ...new Set(circle.map((path) => path.replace(/\/[^/]*$/, ""))),
  ]);

  assertEquals(folders.filter(({ length }) => length > 1), []);
});

Deno.test("every file in src/ is reached from an entry point", async () => {
  const { files } = await graph(await entryPoints());
  const unreached = (await filesBelow("src")).filter((path) =>
    !files.includes(path)
  );

  assertEquals(unreached, []);
});
