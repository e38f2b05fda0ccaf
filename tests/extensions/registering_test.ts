/** What an extension may register, and what becomes of one that fails. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Namespace } from "../../mod.ts";
import { RegistrationError } from "../../src/core/mod.ts";
import type { Clock } from "../../src/mesh/mod.ts";
import {
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "../config/laboratory_folder.ts";
import { extension, listing, withClass } from "./modules.ts";

const pump = "class Pump extends Endpoint {}";

testRefused("of an extension whose register throws nothing is loaded", {
  "lab.yaml": listing("./a.ts") +
    "endpoints:\n  - {name: p, module: Pump, color: red}\n",
  "a.ts": extension({
    more: pump,
    register: 'namespace.add({ Pump }); throw new Error("no port");',
  }),
}, [
  'lab.yaml:2:5: extension "a" failed in register(): Error: no port (file:///lab/a.ts:5:32). Nothing from it was loaded.',
  'lab.yaml:4:23: no module "Pump" in available namespaces. It may come with the extension that was not loaded.',
]);

testRefused(
  "a register that returns a rejected promise has failed, whatever it rejects with",
  {
    "lab.yaml": listing("./a.ts", "./b.ts"),
    "a.ts": extension({
      register: 'return Promise.reject(new TypeError("no port"));',
    }),
    "b.ts": extension({ register: "return Promise.reject();" }),
  },
  [
    'lab.yaml:2:5: extension "a" failed in register(): TypeError: no port (file:///lab/a.ts:5:23). Nothing from it was loaded.',
    'lab.yaml:3:5: extension "b" failed in register(): undefined was thrown. Nothing from it was loaded.',
  ],
);

testRefused("a misspelt method of the namespace is suggested", {
  "lab.yaml": listing("./a.ts", "./b.ts"),
  "a.ts": extension({ register: "namespace.calibration({});" }),
  "b.ts": extension({ register: "namespace.transport({});" }),
}, [
  'lab.yaml:2:5: extension "a" failed in register(): TypeError: namespace.calibration is not a function (file:///lab/a.ts:5:11). Did you mean "calibrations"? Nothing from it was loaded.',
  'lab.yaml:3:5: extension "b" failed in register(): TypeError: namespace.transport is not a function (file:///lab/b.ts:5:11). Nothing from it was loaded.',
]);

Deno.test("a register that does not return is given up after 10 s, and what it adds later is refused", async () => {
  const waits: number[] = [];
  const hasty: Clock = {
    now: () => 0,
    after(milliseconds, run) {
      waits.push(milliseconds);
      // The first is for the import.
      if (waits.length > 1) queueMicrotask(run);
      return () => {};
    },
  };
  using lab = new LaboratoryFolder({
    "lab.yaml": listing("./slow.ts"),
    "slow.ts": extension({
      more:
        `${pump} export const registered = Promise.withResolvers(); export const may = Promise.withResolvers();`,
      register:
        "return may.promise.then(() => namespace.add({ Pump })).catch(registered.reject);",
    }),
  });
  assertEquals(await lab.complaints({ clock: hasty }), [
    'lab.yaml:2:5: register() of "slow" took longer than 10 s. Nothing from it was loaded.',
  ]);
  assertEquals(waits, [10_000, 10_000]);
  const { may, registered } = await import(`file://${lab.file("slow.ts")}`);
  may.resolve();
  await assertRejects(() => registered.promise, Error, "registered already");
});

Deno.test("what an extension keeps of its namespace registers nothing afterwards", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": listing("./a.ts"),
    "a.ts": extension({
      more: "export let kept;",
      register: "kept = namespace;",
    }),
  });
  const { registry } = await lab.load();
  const { kept }: { kept: Namespace } = await import(
    `file://${lab.file("a.ts")}`
  );
  const late: [string, () => unknown][] = [
    ['class "Pump"', () => kept.add({ Pump: class {} as never })],
    ['calibration function "f"', () => kept.calibrations({ f: () => 1 })],
    [
      'return code "c"',
      () => kept.returnCode({ name: "c", value: 1000, description: "" }),
    ],
  ];
  for (const [what, register] of late) {
    assertThrows(
      register,
      RegistrationError,
      `Cannot register ${what}: extension "a" has registered already. Register everything before register() returns`,
    );
  }
  assert(registry.classes.every(({ extension }) => extension === "dripline"));
});

testRefused("a class that is registered twice is refused", {
  "lab.yaml": listing("./jitter.ts"),
  "jitter.ts": extension({
    more: pump,
    register: "namespace.add({ Pump }); namespace.add({ Pump });",
  }),
}, [
  'lab.yaml:2:5: "jitter" registered "Pump" twice (file:///lab/jitter.ts:5:36). Nothing from it was loaded.',
]);

testRefused("a class that would replace a built-in has to say so", {
  "lab.yaml": listing("./mystuff.ts", "./b.ts"),
  "mystuff.ts": withClass("KeyValueStore").replace("KeyValueStore, ", ""),
  "b.ts": extension({
    more: pump,
    register:
      'namespace.add({ Pump }, { replaces: "dripline.KeyValueStore" });',
  }),
}, [
  'lab.yaml:2:5: extension "mystuff" would replace built-in "KeyValueStore". Rename it, or pass { replaces: "dripline.KeyValueStore" }. Nothing from it was loaded.',
  'lab.yaml:3:5: extension "b" says that "Pump" replaces "dripline.KeyValueStore", but there is no built-in "Pump" to replace. Give the class the name of the built-in, or leave "replaces" out. Nothing from it was loaded.',
]);

testAccepted(
  "a class that says so takes the place of a built-in, which keeps its full name",
  {
    "lab.yaml": listing("./a.ts") +
      "endpoints:\n" +
      "  - {name: new, module: KeyValueStore}\n" +
      "  - {name: old, module: dripline.KeyValueStore}\n",
    "a.ts": extension({
      more: "class Mine extends KeyValueStore {}",
      register:
        'namespace.add({ KeyValueStore: Mine }, { replaces: "dripline.KeyValueStore" });',
    }),
  },
  [],
  ({ classes, service }) => {
    assertEquals(classes.get("new")?.extension, "a");
    assertEquals(service.endpoints.get("new")?.constructor.name, "Mine");
    assertEquals(classes.get("old")?.extension, "dripline");
  },
);

testRefused(
  "what is no class of endpoints, or does not fit its table, is refused",
  {
    "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts", "./d.ts"),
    "a.ts": extension({ register: "namespace.add({ Pump: class {} });" }),
    "b.ts": extension({
      more:
        "class Pump extends Endpoint { static attributes = { speed: number() }; }",
      register: "namespace.add({ Pump });",
    }),
    "c.ts": extension({
      more:
        "class Pump extends Endpoint { static commands = { spin_up: { args: [] } }; }",
      register: "namespace.add({ Pump });",
    }),
    "d.ts": extension({
      more: pump,
      register: 'namespace.add({ "a-b": Pump });',
    }),
  },
  [
    'lab.yaml:2:5: extension "a": Cannot register "Pump": it is no class that extends Endpoint, Entity or Service (file:///lab/a.ts:5:11). Nothing from it was loaded.',
    'lab.yaml:3:5: extension "b": Cannot register "Pump": it declares the attribute "speed", but has no member "speed" (file:///lab/b.ts:5:11). Nothing from it was loaded.',
    'lab.yaml:4:5: extension "c": Cannot register "Pump": it declares the command "spin_up", but has no method "spinUp" (file:///lab/c.ts:5:11). Nothing from it was loaded.',
    'lab.yaml:5:5: extension "d": Cannot register class "a-b": a name is letters, digits and underscores, and begins with a letter (file:///lab/d.ts:5:11). Nothing from it was loaded.',
  ],
);

const times2 = extension({
  register: "namespace.calibrations({ times2: (x) => 2 * x });",
});

testRefused("two extensions cannot bring one calibration function", {
  "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts"),
  "a.ts": times2,
  "b.ts": times2,
  "c.ts": extension({
    register:
      "namespace.calibrations({ f() {} }); namespace.calibrations({ f() {} });",
  }),
}, [
  'lab.yaml:3:5: "b" would replace the calibration function "times2" of "a". Rename it. Nothing from it was loaded.',
  'lab.yaml:4:5: "c" registered the calibration function "f" twice (file:///lab/c.ts:5:47). Nothing from it was loaded.',
]);

const code = (name: string, value: number) =>
  `namespace.returnCode({ name: "${name}", value: ${value}, description: "d" });`;

testRefused(
  "return codes that clash are refused, and then nothing else is registered either",
  {
    "lab.yaml": listing("./a.ts", "./b.ts", "./c.ts", "./d.ts"),
    "a.ts": extension({ register: code("no_gas", 5000) }),
    "b.ts": extension({ register: code("fresh", 5001) + code("gone", 5000) }),
    "c.ts": extension({ register: code("fresh", 5001) }),
    "d.ts": extension({ register: code("low", 999) }),
  },
  [
    'lab.yaml:3:5: "b" would replace the return code "no_gas" (5000) with "gone" (5000). Choose another. Nothing from it was loaded.',
    'lab.yaml:5:5: extension "d": Cannot register return code "low": 999 is not a whole number from 1000 to 4294967295. Lower ones belong to the standard (file:///lab/d.ts:5:11). Nothing from it was loaded.',
  ],
);

testAccepted(
  "return codes and functions of an extension are known",
  {
    "lab.yaml": listing("./a.ts", "./b.ts"),
    "a.ts": extension({ register: code("no_gas", 5000) }),
    "b.ts": times2,
  },
  [],
  ({ registry, extensions }) => {
    assertEquals(registry.returnCodes.byValue(5000), {
      name: "no_gas",
      value: 5000,
      description: "d",
    });
    assertEquals([...registry.functionOwners], [["times2", "b"]]);
    assertEquals(extensions.map(({ functions }) => functions), [[], [
      "times2",
    ]]);
  },
);
