/** What extensions are called, and which versions go together. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { defaultName } from "../../src/config/extension_shape.ts";
import { extensionVersions } from "../../src/config/extensions.ts";
import { version as running } from "../../src/wire/mod.ts";
import {
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "../config/laboratory_folder.ts";
import { extension, listing, withClass } from "./modules.ts";

const sound = extension();

Deno.test("an extension is named after its file, its folder if the file is mod.ts, or its package", () => {
  const names: [string, string][] = [
    ["file:///lab/jitter.ts", "jitter"],
    ["file:///lab/jitter.js", "jitter"],
    ["file:///lab/jitter.mts", "jitter"],
    ["file:///lab/my%20ext.ts", "my ext"],
    ["file:///lab/x/mod.ts", "x"],
    ["file:///lab/slow-muxer/mod.js", "slow_muxer"],
    ["https://lab.org/jitter@1.0.0/mod.ts?a=/b#c", "jitter"],
    ["https://lab.org/%zz/mod.ts", "%zz"],
    ["jsr:@lab/vac@^2", "vac"],
    ["jsr:@lab/vac@^2/pump", "pump"],
    ["jsr:@lab/vac@^2/mod.ts", "vac"],
    ["npm:dripline-vac@1", "dripline_vac"],
    ["npm:@lab/vac@2", "vac"],
    ["npm:@lab/vac", "vac"],
    ["npm:vac", "vac"],
  ];
  for (const [url, name] of names) assertEquals(defaultName(url), name, url);
});

Deno.test("./mod.ts is named after the folder of the configuration", async () => {
  using lab = new LaboratoryFolder({
    "pumps/lab.yaml": listing("./mod.ts"),
    "pumps/mod.ts": withClass("Pump"),
  });
  const { extensions, registry } = await lab.load({
    file: lab.file("pumps/lab.yaml"),
  });
  assertEquals(extensions.map(({ name }) => name), ["pumps"]);
  assertEquals(registry.find("pumps.Pump").length, 1);
});

testAccepted(
  "as: counts more than an exported name, that more than the file's",
  {
    "lab.yaml": listing(
      "{import: ./a.ts, as: first}",
      "./b.ts",
      "./c-d.ts",
      "{import: ./2.ts, as: two, version: 1}",
    ),
    "a.ts": extension({ more: 'export const name = "unused";' }),
    "b.ts": extension({ more: 'export const name = "second";' }),
    "c-d.ts": sound,
    "2.ts": sound,
  },
  [],
  ({ extensions }) => {
    assertEquals(extensions.map(({ name, specifier }) => [name, specifier]), [
      ["first", "./a.ts"],
      ["second", "./b.ts"],
      ["c_d", "./c-d.ts"],
      ["two", "./2.ts"],
    ]);
  },
);

testRefused(
  "reserved and malformed names are refused, and as: is the way out",
  {
    "lab.yaml": listing(
      "./dripline.ts",
      "{import: ./a.ts, as: core}",
      "./2fast.ts",
      "./c.ts",
      "{import: ./a.ts, as: a.b}",
    ),
    "dripline.ts": sound,
    "a.ts": sound,
    "2fast.ts": sound,
    "c.ts": extension({ more: "export const name = 5;" }),
  },
  [
    'lab.yaml:2:5: extension "./dripline.ts" cannot be named "dripline": that name is reserved. Give it another with {import: ..., as: NAME}.',
    'lab.yaml:3:5: extension "./a.ts" cannot be named "core": that name is reserved. Give it another with {import: ..., as: NAME}.',
    'lab.yaml:4:5: extension "./2fast.ts" cannot be named "2fast": a name is letters, digits and underscores, and begins with a letter. Give it one with {import: ..., as: NAME}.',
    'lab.yaml:5:5: extension "./c.ts" cannot be named 5: a name is letters, digits and underscores, and begins with a letter. Give it one with {import: ..., as: NAME}.',
    'lab.yaml:6:5: warning: extension "./a.ts" is listed twice. The second is ignored.',
  ],
);

testRefused("two extensions of one name are refused, and as: is the way out", {
  "lab.yaml": listing("./a/pump.ts", "./b/pump.ts"),
  "a/pump.ts": sound,
  "b/pump.ts": sound,
}, [
  'lab.yaml:3:5: extension "./b/pump.ts" is named "pump", as "./a/pump.ts" is. Give it another name: {import: "./b/pump.ts", as: NAME}.',
]);

testAccepted("an extension that is listed twice counts once, with a warning", {
  "lab.yaml": listing("./pump.ts", "./pump.ts"),
  "pump.ts": withClass("Pump"),
}, [
  'lab.yaml:3:5: warning: extension "./pump.ts" is listed twice. The second is ignored.',
], ({ extensions }) => assertEquals(extensions.length, 1));

testRefused("what stands under extensions has to be a list of modules", {
  "lab.yaml": "extensions: ./jitter.ts\n",
}, [
  'lab.yaml:1:1: "extensions" must be a list of modules, such as "- ./extensions/jitter/mod.ts".',
]);

testRefused("what an item of extensions may be is said", {
  "lab.yaml": listing(
    "[./a.ts]",
    "{as: x}",
    "{import: ./a.ts, name: x}",
    "{import: {a: 1}}",
    "{import: ./b.ts, ass: x}",
    '""',
  ),
  "a.ts": sound,
  "b.ts": sound,
}, [
  'lab.yaml:2:5: an extension must be a module such as "./jitter.ts" or "jsr:@scope/name@^1", or a map {import, as, version}.',
  'lab.yaml:3:5: an extension needs "import": the module to load.',
  'lab.yaml:4:22: an extension has no option "name". Known: import, as, version.',
  'lab.yaml:5:5: an extension needs "import": the module to load.',
  'lab.yaml:5:14: "import" of an extension must be text: received {"a":1}.',
  'lab.yaml:6:22: an extension has no option "ass". Did you mean "as"?',
  'lab.yaml:7:5: an extension must be a module such as "./jitter.ts" or "jsr:@scope/name@^1", or a map {import, as, version}.',
]);

testRefused("a version that the configuration does not want is refused", {
  "lab.yaml": listing(
    '{import: ./vac.ts, version: ">=2.1 <3"}',
    "{import: ./b.ts, version: newest}",
  ),
  "vac.ts": extension({ version: "2.0.4" }),
  "b.ts": sound,
}, [
  'lab.yaml:2:5: extension "vac" is 2.0.4, but the file asks for ">=2.1 <3".',
  'lab.yaml:3:5: extension "b" is asked for with the version "newest", which is no range. A range looks like "^1.2" or ">=2 <3".',
]);

testAccepted("a version that the configuration wants is taken", {
  "lab.yaml": listing('{import: ./vac.ts, version: ">=2.1 <3"}'),
  "vac.ts": extension({ version: "2.1.0" }),
}, []);

const requiring = (requires: string) =>
  extension({ version: "1.2.0", more: `export const requires = ${requires};` });

testRefused(
  "an extension that needs another dripline is refused before it registers",
  {
    "lab.yaml": listing("./jitter.ts", "./b.ts"),
    "jitter.ts": requiring('{ dripline: "^99.0.0" }') +
      '\nregister = () => { throw new Error("ran"); };',
    "b.ts": requiring('{ dripline: "soon" }'),
  },
  [
    `lab.yaml:2:5: extension "jitter" 1.2.0 needs dripline ^99.0.0, but ${running} is running. Install another version of the extension, or of dripline.`,
    'lab.yaml:3:5: extension "b" 1.2.0 exports "requires" with the range "soon", which is none. A range looks like "^1.2" or ">=2 <3".',
  ],
);

testRefused("an extension that needs another extension says so", {
  "lab.yaml": listing("./muxer.ts", "./old.ts", "./a.ts", "./b.ts"),
  "muxer.ts": requiring('{ extensions: { scpi: "^2" } }'),
  "old.ts": sound,
  "a.ts": requiring('{ extensions: { old: "^2" } }'),
  "b.ts": requiring('{ extensions: { old: "big" } }'),
}, [
  'lab.yaml:2:5: extension "muxer" 1.2.0 needs extension "scpi" ^2, which is not loaded. Add it under "extensions:".',
  'lab.yaml:4:5: extension "a" 1.2.0 needs extension "old" ^2, but 1.0.0 is listed.',
  'lab.yaml:5:5: extension "b" 1.2.0 exports "requires" with the range "big", which is none. A range looks like "^1.2" or ">=2 <3".',
]);

testRefused(
  "what requires has to look like is said",
  {
    "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts"),
    "a.ts": requiring('"^1.0.0"'),
    "b.ts": requiring("{ dripline: 1 }"),
    "c.ts": requiring('{ extensions: ["scpi"] }'),
  },
  [
    "a.ts",
    "b.ts",
    "c.ts",
  ].map((file, index) =>
    `lab.yaml:${
      index + 2
    }:5: extension "./${file}" exports "requires", which must look like { dripline: "^1.0.0", extensions: { scpi: "^2" } }`
  ),
);

testAccepted(
  "extensions that need each other and this dripline are loaded in any order",
  {
    "lab.yaml": listing("./a.ts", "./b.ts"),
    "a.ts": requiring(
      `{ dripline: "^${running}", extensions: { b: ">=1" } }`,
    ),
    "b.ts": requiring('{ extensions: { a: "1.2.x" } }'),
  },
  [],
  ({ extensions }) => assertEquals(extensions.length, 2),
);

testAccepted(
  "every message names the versions of extensions (182)",
  {
    "lab.yaml": listing("./a.ts", "{import: ./b.ts, as: pump}"),
    "a.ts": extension({ version: "0.3.0-rc.1" }),
    "b.ts": sound,
  },
  [],
  ({ extensions, options }) => {
    assertEquals(options.versions, extensionVersions(extensions));
    assertEquals(options.versions, {
      "dripline.extensions.a": { version: "0.3.0-rc.1", package: "./a.ts" },
      "dripline.extensions.pump": { version: "1.0.0", package: "./b.ts" },
    });
    assertStringIncludes(extensions[0]!.url, "file:///");
  },
);
