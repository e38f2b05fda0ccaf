/** Extensions that cannot be imported, or are none. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Clock } from "../../src/mesh/mod.ts";
import { run } from "../cli/dripline.ts";
import {
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "../config/laboratory_folder.ts";
import { extension, listing } from "./modules.ts";

const sound = extension();

testRefused("a file that is misspelt is suggested", {
  "lab.yaml": listing("./jiter.ts"),
  "jitter.ts": sound,
}, [
  'lab.yaml:2:5: extension "./jiter.ts" was not found (looked for /lab/jiter.ts). Did you mean "./jitter.ts"?',
]);

testRefused("a folder that is misspelt is suggested", {
  "lab.yaml": listing("./extension/jitter/mod.ts"),
  "extensions/jitter/mod.ts": sound,
}, [
  'lab.yaml:2:5: extension "./extension/jitter/mod.ts" was not found (looked for /lab/extension/jitter/mod.ts). Did you mean "./extensions/jitter/mod.ts"?',
]);

testRefused(
  "a file without anything like it is not found, and nothing is suggested",
  {
    "lab.yaml": listing("./vacuum.ts"),
  },
  [
    'lab.yaml:2:5: extension "./vacuum.ts" was not found (looked for /lab/vacuum.ts).',
  ],
);

testRefused("of a folder the file is asked for", {
  "lab.yaml": listing("./jitter", "./empty/"),
  "jitter/mod.ts": sound,
  "empty/notes.txt": "",
}, [
  'lab.yaml:2:5: extension "./jitter" is a folder. Name the file: "./jitter/mod.ts".',
  'lab.yaml:3:5: extension "./empty/" is a folder. Name the file: "./empty/FILE.ts".',
]);

testRefused(
  "a bare name is no extension, and one that is a path is suggested as such",
  {
    "lab.yaml": listing("jitter.ts", "jitter", "file:%zz"),
    "jitter.ts": sound,
  },
  [
    'lab.yaml:2:5: extension "jitter.ts" is neither a path nor a package. Did you mean "./jitter.ts"?',
    'lab.yaml:3:5: extension "jitter" is neither a path nor a package. Write a path that begins with "./", or "jsr:@scope/name@^1", or "npm:name@^1".',
    'lab.yaml:4:5: extension "file:%zz" is no address of a file. Write a path that begins with "./".',
  ],
);

testRefused("a Python extension is told from a broken one", {
  "lab.yaml": listing("./jitter.py"),
  "jitter.py": "import dripline\n",
}, [
  'lab.yaml:2:5: extension "./jitter.py" is a Python file, which this program cannot run. docs/from-dripline-python.md shows how to port one.',
]);

testRefused("a syntax error is reported with its place in the extension", {
  "lab.yaml": listing("./jitter.ts"),
  "jitter.ts": "export const version = ;\n",
}, [
  'lab.yaml:2:5: extension "./jitter.ts" failed while it was loaded: SyntaxError: Expression expected (file:///lab/jitter.ts:1:24).',
]);

testRefused(
  "what an extension throws while it is loaded is reported, whatever it is",
  {
    "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts"),
    "a.ts": '\nthrow new Error("no port");\n',
    "b.ts": 'throw "no port";\n',
    "c.ts": "throw null;\n",
  },
  [
    'lab.yaml:2:5: extension "./a.ts" failed while it was loaded: Error: no port (file:///lab/a.ts:2:7).',
    'lab.yaml:3:5: extension "./b.ts" failed while it was loaded: "no port" was thrown.',
    'lab.yaml:4:5: extension "./c.ts" failed while it was loaded: null was thrown.',
  ],
);

testRefused(
  "what an extension imports in vain is reported with the place of the import",
  {
    "lab.yaml": listing("./a.ts", "./b.ts"),
    "a.ts": 'import "./nowhere.ts";\n',
    "b.ts": 'import "no_such_name";\n',
  },
  [
    'lab.yaml:2:5: extension "./a.ts" failed while it was loaded: Module not found "file:///lab/nowhere.ts" (file:///lab/a.ts:1:8).',
    'lab.yaml:3:5: extension "./b.ts" imports a name without "jsr:" or "npm:" before it, which only works where a deno.json maps it: ' +
    'Import "no_such_name" not a dependency and not in import map from "file:///lab/b.ts" (file:///lab/b.ts:1:8).',
  ],
);

testRefused(
  "a module without register is no extension, and a misspelt one is suggested",
  {
    "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts"),
    "a.ts": 'export const version = "1.0.0"; export function regster() {}\n',
    "b.ts": 'export const version = "1.0.0";\n',
    "c.ts": "\n",
  },
  [
    'lab.yaml:2:5: extension "./a.ts" does not export "register". It exports: regster, version. Did you mean "register"?',
    'lab.yaml:3:5: extension "./b.ts" does not export "register". It exports: version.',
    'lab.yaml:4:5: extension "./c.ts" does not export "register". It exports: nothing.',
    'lab.yaml:4:5: extension "./c.ts" does not export "version". Add: export const version = "1.0.0";',
  ],
);

testRefused("of a module that exports a lot only the first names are listed", {
  "lab.yaml": listing("./a.ts"),
  "a.ts": 'export const version = "1.0.0";\n' +
    [..."abcdefghijkl"].map((name) => `export const ${name} = 1;\n`).join(""),
}, [
  'lab.yaml:2:5: extension "./a.ts" does not export "register". It exports: a, b, c, d, e, f, g, h, i, j and 3 more.',
]);

testRefused("a register that is no function is refused", {
  "lab.yaml": listing("./a.ts"),
  "a.ts": 'export const version = "1.0.0"; export const register = {};\n',
}, [
  'lab.yaml:2:5: extension "./a.ts" exports a "register" that is no function. Write: export function register(namespace) { ... }',
]);

testRefused("a version has to be a full semantic version, as text", {
  "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts"),
  "a.ts": "export function register() {}\n",
  "b.ts": 'export const version = "1.2"; export function register() {}\n',
  "c.ts": "export const version = 1.2; export function register() {}\n",
  "d.ts": 'export const version = "new"; export function register() {}\n',
  "e.ts": "export const version = 1n; export function register() {}\n",
}, [
  'lab.yaml:2:5: extension "./a.ts" does not export "version". Add: export const version = "1.0.0";',
  'lab.yaml:3:5: extension "./b.ts" has version "1.2", which is not a full semantic version. Did you mean "1.2.0"?',
  'lab.yaml:4:5: extension "./c.ts" has version 1.2, which is not a full semantic version. Did you mean "1.2.0"?',
  'lab.yaml:5:5: extension "./d.ts" has version "new", which is not a full semantic version. Write it as "1.0.0".',
  'lab.yaml:6:5: extension "./e.ts" has version 1, which is not a full semantic version. Did you mean "1.0.0"?',
]);

testAccepted(
  "a version may have a v, a suffix and a build",
  {
    "lab.yaml": listing("./a.ts", "./b.ts"),
    "a.ts": extension({ version: "v1.2.3" }),
    "b.ts": extension({ version: "1.0.0-rc.1+5" }),
  },
  [],
  ({ extensions }) => {
    assertEquals(extensions.map(({ version }) => version), [
      "v1.2.3",
      "1.0.0-rc.1+5",
    ]);
  },
);

/** Ten seconds pass in a moment. */
const hasty: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds / 20);
    return () => clearTimeout(timer);
  },
};

Deno.test("an extension that never comes to the end of its module is given up after 10 s, and the others are loaded", async () => {
  // Deno would miss a module that is still being loaded at the end of the tests.
  const end = Promise.withResolvers<void>();
  Reflect.set(globalThis, "endOfTest", end.promise);
  using lab = new LaboratoryFolder({
    "lab.yaml": listing("./still.ts", "./busy.ts", "./sound.ts", "./vacuum.ts"),
    "still.ts": `${sound}\nawait globalThis.endOfTest;`,
    "busy.ts": `${sound}
const timer = setInterval(() => {}, 20);
await globalThis.endOfTest;
clearInterval(timer);`,
    "sound.ts": sound,
  });
  const late = (name: string) =>
    `extension "./${name}" was not loaded within 10 s: an "await" outside of its functions never ends, or what it imports takes long to fetch. Move the await into start() of a class, or fetch first: deno cache ./${name}`;
  assertEquals(await lab.complaints({ clock: hasty }), [
    `lab.yaml:2:5: ${late("still.ts")}`,
    `lab.yaml:3:5: ${late("busy.ts")}`,
    'lab.yaml:5:5: extension "./vacuum.ts" was not found (looked for /lab/vacuum.ts).',
  ]);
  end.resolve();
  await Promise.all(
    ["still.ts", "busy.ts"].map((name) => import(`file://${lab.file(name)}`)),
  );
  Reflect.deleteProperty(globalThis, "endOfTest");
});

Deno.test("a process in which nothing goes on but such an extension ends with the reason, not with a stack", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": listing("./still.ts"),
    "still.ts": `${sound}\nawait new Promise(() => {});`,
  });
  const { code, stderr } = await run("check", "-c", lab.file("lab.yaml"));
  assertEquals(code, 2, stderr);
  assertStringIncludes(
    stderr,
    'lab.yaml:2:5: extension "./still.ts" was not loaded within 10 s',
  );
});
