/** From the blocks of a configuration to a service and its endpoints. */
import { assert, assertEquals } from "@std/assert";
import { Endpoint, KeyValueStore, Service } from "../../mod.ts";
import { extension, listing, withClass } from "../extensions/modules.ts";
import {
  builtInClasses,
  endpointOptions,
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "./laboratory_folder.ts";

const jitter = new URL("../../extensions/jitter/mod.ts", import.meta.url).href;

Deno.test("without a configuration there is a plain service called dlpy_service (212)", async () => {
  using lab = new LaboratoryFolder();
  const { service, extensions, embedded, warnings } = await lab.load({
    file: undefined,
  });
  assertEquals(service.name, "dlpy_service");
  assertEquals(service.constructor, Service);
  assertEquals(service.endpoints.size, 0);
  assertEquals([extensions.length, embedded, warnings], [0, undefined, []]);
});

testAccepted(
  "endpoints without a module are plain ones, and keep the order of the file",
  {
    "lab.yaml": `
name: store
heartbeat_interval_s: "5"
endpoints:
  - name: b
  - {name: a, module: KeyValueStore, initial_value: 5}
`,
  },
  [],
  ({ service, classes }) => {
    assertEquals(service.heartbeatIntervalS, 5);
    assertEquals([...service.endpoints.keys()], ["b", "a"]);
    assertEquals(service.endpoints.get("b")!.constructor, Endpoint);
    assert(service.endpoints.get("a") instanceof KeyValueStore);
    assertEquals(
      [...classes].map(([name, { extension, name: cls }]) => [
        name,
        `${extension}.${cls}`,
      ]),
      [
        ["store", "dripline.Service"],
        ["b", "dripline.Endpoint"],
        ["a", "dripline.KeyValueStore"],
      ],
    );
  },
);

testAccepted(
  "names may be numbers",
  {
    "lab.yaml": "name: 5\nendpoints:\n  - {name: 7}\n",
  },
  [],
  ({ service }) => {
    assertEquals([service.name, ...service.endpoints.keys()], ["5", "7"]);
  },
);

testRefused(
  "a module that nobody offers is refused, with what is known (181)",
  {
    "lab.yaml":
      "module: Nope\nendpoints:\n  - {name: a, module: KeyValueStor}\n",
  },
  [
    `lab.yaml:1:9: no module "Nope" in available namespaces. Known: ${builtInClasses}.`,
    `lab.yaml:3:23: no module "KeyValueStor" in available namespaces. Did you mean "KeyValueStore"? Known: ${builtInClasses}.`,
  ],
);

testRefused(
  "a class of an extension that is known but not listed is said to come with it",
  {
    "lab.yaml": "endpoints:\n  - {name: a, module: JitterEntity}\n",
  },
  [
    'lab.yaml:2:23: no module "JitterEntity" in available namespaces. It comes with extension "jitter": add "extensions: [jsr:@dripline/jitter@^1]" to the file.',
  ],
);

testRefused("a class that is near to that of an extension is suggested", {
  "lab.yaml": "endpoints:\n  - {name: a, module: JiterEntity}\n",
}, [
  `lab.yaml:2:23: no module "JiterEntity" in available namespaces. Did you mean "JitterEntity"? Known: ${builtInClasses}.`,
]);

testRefused(
  "an extension that was not loaded is named once, not for every endpoint that needs it",
  {
    "lab.yaml": listing("./jiter.ts") +
      "endpoints:\n  - {name: a, module: JitterEntity}\n",
    "jitter.ts": withClass("JitterEntity"),
  },
  [
    'lab.yaml:2:5: extension "./jiter.ts" was not found (looked for /lab/jiter.ts). Did you mean "./jitter.ts"?',
    'lab.yaml:4:23: no module "JitterEntity" in available namespaces. It may come with the extension that was not loaded.',
  ],
);

const ambiguous = {
  "a.ts": withClass("Pump"),
  "b.ts": withClass("Pump"),
};

testRefused(
  "a short name that two extensions offer is refused where it is used",
  {
    ...ambiguous,
    "lab.yaml": listing("./a.ts", "./b.ts") +
      "endpoints:\n  - {name: p, module: Pump}\n",
  },
  [
    'lab.yaml:5:23: module "Pump" is offered by 2 extensions: a.Pump, b.Pump. Write the full name.',
  ],
);

testAccepted(
  "two extensions may offer one name, and the full name tells them apart",
  {
    ...ambiguous,
    "lab.yaml": listing("./a.ts", "./b.ts") +
      "endpoints:\n  - {name: p, module: b.Pump}\n",
  },
  [],
  ({ classes }) => assertEquals(classes.get("p")?.extension, "b"),
);

testAccepted(
  "a class of an extension is found by its bare name (182)",
  {
    "a.ts": withClass("Pump"),
    "lab.yaml": listing("./a.ts") + "endpoints:\n  - {name: p, module: Pump}\n",
  },
  [],
  ({ classes }) => assertEquals(classes.get("p")?.extension, "a"),
);

testRefused(
  "an option that an endpoint does not have is refused, with the one that was meant (179)",
  {
    "lab.yaml":
      `extensions: [${jitter}]\nendpoints:\n  - name: p\n    module: JitterEntity\n    jitter_frac: 1\n  - {name: q, color: red}\n`,
  },
  [
    'lab.yaml:5:5: endpoint "p": JitterEntity has no option "jitter_frac". Did you mean "jitter_fraction"?',
    `lab.yaml:6:15: endpoint "q": Endpoint has no option "color". Known: ${endpointOptions}.`,
  ],
);

testRefused("an option of the wrong type is refused with what was received", {
  "lab.yaml":
    `extensions: [${jitter}]\nendpoints:\n  - name: p\n    module: JitterEntity\n    jitter_fraction: much\n    seed: 0.5\n    get_on_set: [1]\n`,
}, [
  'lab.yaml:5:5: endpoint "p": "jitter_fraction" must be a number: received "much".',
  'lab.yaml:6:5: endpoint "p": "seed" must be a whole number: received 0.5.',
  'lab.yaml:7:5: endpoint "p": "get_on_set" must be true or false: received [1].',
]);

testRefused("an endpoint needs a name, which is text", {
  "lab.yaml": `
endpoints:
  - module: KeyValueStore
  - name:
  - name: ""
  - name: [a]
  - {name: b, module: {a: 1}}
`,
}, [
  'lab.yaml:3:3: an endpoint needs a name. Add "name: NAME".',
  'lab.yaml:4:3: an endpoint needs a name. Add "name: NAME".',
  'lab.yaml:5:3: an endpoint needs a name. Add "name: NAME".',
  'lab.yaml:6:11: "name" must be text: received ["a"].',
  'lab.yaml:7:23: "module" must be text: received {"a":1}.',
]);

testRefused("endpoints have to be a list", {
  "lab.yaml": "endpoints:\n  peaches: {module: KeyValueStore}\n",
}, [
  'lab.yaml:1:1: "endpoints" must be a list: lines that begin with "- name: NAME".',
]);

testRefused("an endpoint has to be a map", {
  "lab.yaml": "endpoints:\n  - peaches\n  - [a]\n",
}, [
  'lab.yaml:2:3: an endpoint must be a map: "name: NAME" and options.',
  'lab.yaml:3:3: an endpoint must be a map: "name: NAME" and options.',
]);

testRefused("of two endpoints of one name both places are named", {
  "lab.yaml": "endpoints:\n  - name: p\n  - name: q\n  - name: p\n",
}, [
  'lab.yaml:4:5: there are two endpoints "p"; the other stands in line 2. Give one of them another name.',
]);

testRefused("an endpoint cannot be named as its service", {
  "lab.yaml": "name: p\nendpoints:\n  - name: p\n",
}, [
  'lab.yaml:3:5: endpoint "p" has the name of its service, so no request would reach it. Give it another name.',
]);

testRefused(
  "names that AMQP reads as patterns or has no room for are refused",
  {
    "lab.yaml": `name: "*"\nendpoints:\n  - name: "#"\n  - name: ${
      "ü".repeat(126)
    }\n`,
  },
  [
    'lab.yaml:1:1: service "*" would receive the requests of all others. Give it a name of letters.',
    'lab.yaml:3:5: endpoint "#" would receive the requests of all others. Give it a name of letters.',
    `lab.yaml:4:5: the name of endpoint "${
      "ü".repeat(20)
    }..." is longer than 250 bytes, the most that AMQP has room for.`,
  ],
);

testAccepted("a name that requests cannot reach is worth a warning", {
  "lab.yaml":
    "name: a.b\nendpoints:\n  - name: c.d\n  - name: broadcast\n  - {name: p}\n",
}, [
  'lab.yaml:1:1: warning: no request reaches service "a.b": only what stands before the first dot of a routing key is looked up.',
  'lab.yaml:3:5: warning: no request reaches endpoint "c.d": only what stands before the first dot of a routing key is looked up.',
  'lab.yaml:4:5: warning: no request reaches endpoint "broadcast": that is the broadcast key.',
], ({ service }) => assertEquals(service.endpoints.size, 3));

testRefused(
  "a class of services cannot be an endpoint, nor the other way round",
  {
    "lab.yaml":
      "module: KeyValueStore\ninitial_value: 5\nendpoints:\n  - {name: p, module: Service}\n",
  },
  [
    'lab.yaml:1:9: "KeyValueStore" is no service, but a class of endpoints. Put it under "endpoints:".',
    'lab.yaml:4:23: endpoint "p": "Service" is a class of services and cannot be an endpoint.',
  ],
);

testAccepted(
  "a file may name its schema",
  { "lab.yaml": "$schema: ./dripline.schema.json" },
  [],
);

testAccepted(
  "a key of the service that means nothing is ignored with a warning (179)",
  {
    "lab.yaml":
      "hearteat_interval_s: 5\ncolor: red\nusername: me\nloop_timeout_ms: 5\nrestart_on_error: false\nadd_endpoints_now: true\n",
  },
  [
    'lab.yaml:1:1: warning: Service has no option "hearteat_interval_s"; it is ignored. Did you mean "heartbeat_interval_s"?',
    'lab.yaml:2:1: warning: Service has no option "color"; it is ignored.',
    'lab.yaml:3:1: warning: "username" is not read here. Use auth_file, auth_groups or the environment variable DRIPLINE_USER.',
  ],
);

testRefused("an option of the service of the wrong type is refused", {
  "lab.yaml": "name: [a]\nheartbeat_interval_s: soon\n",
}, [
  'lab.yaml:1:7: "name" must be text: received ["a"].',
  'lab.yaml:2:1: "heartbeat_interval_s" must be a number: received "soon".',
]);

testRefused("log_on_set needs get_on_set", {
  "lab.yaml":
    "endpoints:\n  - name: p\n    module: KeyValueStore\n    log_on_set: true\n",
}, [
  'lab.yaml:4:5: endpoint "p": log_on_set needs get_on_set. Add get_on_set: true, or remove log_on_set.',
]);

testRefused("a mistake in a calibration is located", {
  "lab.yaml":
    'endpoints:\n  - name: p\n    module: KeyValueStore\n    calibration: "2 * ({}"\n',
}, [
  `lab.yaml:4:5: endpoint "p": calibration "2 * ({}", column 8: the expression ends too early, where ")" is due.`,
]);

testRefused(
  "a function of an extension that is known but not listed is said to come with it",
  {
    "lab.yaml":
      "endpoints:\n  - name: p\n    module: KeyValueStore\n    calibration: times3({})\n",
  },
  [
    'lab.yaml:4:5: endpoint "p": calibration "times3({})", column 1: no function "times3" is known. It comes with extension "jitter": add "extensions: [jsr:@dripline/jitter@^1]" to the file.',
  ],
);

testAccepted("a function of an extension can be called", {
  "lab.yaml":
    `extensions: [${jitter}]\nendpoints:\n  - name: p\n    module: KeyValueStore\n    calibration: times3({})\n`,
}, []);

testRefused(
  "what a class of an extension throws is a problem of the endpoint, not the end of the program",
  {
    "lab.yaml": listing("./a.ts") + `
module: Kiln
endpoints:
  - {name: sample2, module: Oven}
  - {name: p, module: Oven, heat: 5}
  - {name: q, module: Oven, color: red}
`,
    "a.ts": extension({
      more: `
class Oven extends Endpoint {
  static attributes = { heat: number() };
  constructor(name) { super(name); if (name === "sample2") throw new Error("one"); }
  set heat(value) { throw new Error("two"); }
  get heat() { return 0; }
  validate() { throw "three"; }
}
class Kiln extends Service { validate() { throw new Error("four"); } }`,
      register: "namespace.add({ Oven, Kiln });",
    }),
  },
  [
    'lab.yaml:1:1: service "dlpy_service" cannot be made: Error: four (file:///lab/a.ts:11:49).',
    'lab.yaml:6:3: endpoint "sample2" cannot be made: Error: one (file:///lab/a.ts:6:66).',
    'lab.yaml:7:3: endpoint "p" cannot be made: Error: two (file:///lab/a.ts:7:27).',
    'lab.yaml:8:3: endpoint "q" cannot be made: "three" was thrown.',
  ],
);

Deno.test("many mistakes are reported at once, in the order of the file", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": `
dripline_mesh: {broker_port: x, brokr: b}
heartbeat_interval_s: x
auth_groups: 5
extensions: [./nope.ts]
endpoints:
  - {name: p, color: red}
  - {name: p}
  - {}
auth_file: ENV{NOT_SET_ANYWHERE}
`,
  });
  const lines = await lab.complaints();
  assertEquals(lines.map((line) => line.split(":").slice(0, 3).join(":")), [
    "lab.yaml:2:17",
    "lab.yaml:2:33",
    "lab.yaml:3:1",
    "lab.yaml:4:1",
    "lab.yaml:5:14",
    "lab.yaml:7:15",
    "lab.yaml:8:6",
    "lab.yaml:9:3",
    "lab.yaml:10:1",
  ]);
});

const file = {
  "pump.ts": `import { Endpoint, Service } from "${new URL(
    "../../mod.ts",
    import.meta.url,
  )}";
export class KeyValueStore extends Endpoint {}
export class Lab extends Service {}
export const number = 5;
export const arrow = () => {};
`,
};

testAccepted(
  "module_path counts more than what is built in, for services as well (180)",
  {
    ...file,
    "lab.yaml":
      "module: Lab\nmodule_path: ./pump.ts\nendpoints:\n  - {name: p, module: KeyValueStore, module_path: pump.ts}\n",
  },
  [],
  ({ service, classes }) => {
    assertEquals(service.constructor.name, "Lab");
    assertEquals(classes.get("p")?.extension, "pump.ts");
    assert(!(service.endpoints.get("p") instanceof KeyValueStore));
  },
);

testRefused("a module_path that helps nobody is refused (180)", {
  ...file,
  "old.py": "",
  "lab.yaml": `
endpoints:
  - {name: a, module: KeyValueStore, module_path: pmp.ts}
  - {name: b, module: KeyValueStor, module_path: pump.ts}
  - {name: c, module: number, module_path: pump.ts}
  - {name: d, module: arrow, module_path: pump.ts}
  - {name: e, module: X, module_path: old.py}
`,
}, [
  'lab.yaml:3:51: module_path "pmp.ts" was not found (looked for /lab/pmp.ts). Did you mean "./pump.ts"?',
  'lab.yaml:4:50: module_path "pump.ts" does not export "KeyValueStor". It exports: KeyValueStore, Lab, arrow, number. Did you mean "KeyValueStore"?',
  'lab.yaml:5:44: module_path "pump.ts" is of no use: Cannot register "number": it is no class that extends Endpoint, Entity or Service.',
  'lab.yaml:6:43: module_path "pump.ts" is of no use: Cannot register "arrow": it is no class that extends Endpoint, Entity or Service.',
  'lab.yaml:7:39: module_path "old.py" is a Python file, which this program cannot run. docs/from-dripline-python.md shows how to port one.',
]);
