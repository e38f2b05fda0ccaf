/** From a configuration, with everything that may change it, to a service. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  loadMesh,
  type LoadOptions,
  loadService,
} from "../../src/config/load.ts";
import { serve } from "../../src/core/mod.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import {
  builtInClasses,
  endpointOptions,
  LaboratoryFolder,
  packageUrl,
  testAccepted,
  testRefused,
} from "./laboratory_folder.ts";

testAccepted(
  "a configuration in runtime-config is accepted with a warning (177)",
  {
    "lab.yaml":
      "name: outer\nruntime-config:\n  name: store\n  endpoints: [{name: p}]\n  dripline_mesh: {broker: b}\n",
  },
  [
    "lab.yaml:2:1: warning: the wrapper runtime-config is deprecated: move what it holds to the top level.",
  ],
  ({ service, options }) => {
    assertEquals(
      [service.name, [...service.endpoints.keys()], options.broker],
      [
        "store",
        ["p"],
        "b",
      ],
    );
  },
);

Deno.test("the command line counts more than runtime-config (177)", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": "runtime-config: {name: store, broadcast_key: all}\n",
  });
  const { service } = await lab.load({
    overrides: ["name=argument", "broadcast_key=argument"],
    options: { name: "option" },
  });
  assertEquals([service.name, service.broadcastKey], ["option", "argument"]);
});

testRefused("problems in runtime-config have their places", {
  "lab.yaml":
    "runtime-config:\n  endpoints:\n    - name: p\n      color: red\n",
}, [
  "lab.yaml:1:1: warning: the wrapper runtime-config is deprecated: move what it holds to the top level.",
  `lab.yaml:4:7: endpoint "p": Endpoint has no option "color". Known: ${endpointOptions}.`,
]);

testAccepted(
  "environment variables are put in, everywhere (178)",
  {
    "lab.yaml": "name: x-ENV{USER_OF_NOTHING}ENV{HOME}\n".replace(
      "ENV{USER_OF_NOTHING}",
      "",
    ),
  },
  [],
  ({ service }) => {
    assertEquals(service.name, `x-${Deno.env.get("HOME")}`);
  },
);

testRefused(
  "an environment variable that is not set is refused with its place, among the others (178)",
  {
    "lab.yaml": "name: ENV{NOT_SET_ANYWHERE}\nendpoints: 5\n",
  },
  [
    "lab.yaml:1:1: The environment variable NOT_SET_ANYWHERE is not set, which ENV{NOT_SET_ANYWHERE} asks for. Set it before the start.",
    'lab.yaml:2:1: "endpoints" must be a list: lines that begin with "- name: NAME".',
  ],
);

Deno.test("arguments change single values, also in lists (184)", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml":
      "endpoints:\n  - {name: a, module: KeyValueStore, log_interval: 5}\n",
  });
  const { service } = await lab.load({
    overrides: ["endpoints.0.log_interval=7", "endpoints.1.name=b"],
  });
  assertEquals([...service.endpoints.keys()], ["a", "b"]);
  assertEquals(Reflect.get(service.endpoints.get("a")!, "logInterval"), 7);
});

testRefused(
  "what arguments bring is reported as theirs, the rest with its place",
  {
    "lab.yaml": "name: s\nendpoints:\n  - {name: a, color: red}\n",
  },
  [
    'extensions.0=: extension "/nowhere/jitter" was not found (looked for /nowhere/jitter).',
    'endpoints.1=: an endpoint must be a map: "name: NAME" and options.',
    `lab.yaml:3:15: endpoint "a": Endpoint has no option "color". Known: ${endpointOptions}.`,
    'endpoints.0.async=: endpoint "a": "async" must be true or false: received "perhaps".',
  ],
  {
    overrides: [
      "endpoints.0.async=perhaps",
      "endpoints.1=5",
      "extensions.0=/nowhere/jitter",
    ],
  },
);

Deno.test("without a file everything may come from arguments", async () => {
  using _home = new LaboratoryFolder();
  const { service } = await loadService({
    overrides: ["name=s", "endpoints.0.name=p"],
  });
  assertEquals([service.name, ...service.endpoints.keys()], ["s", "p"]);
  const error = await assertRejects(
    () =>
      loadService({ overrides: ["module=Nope"], options: { endpoints: 5 } }),
    ConfigurationError,
  );
  assertEquals(error.message.split("\n"), [
    `module=: no module "Nope" in available namespaces. Known: ${builtInClasses}.`,
    'command line: "endpoints" must be a list: lines that begin with "- name: NAME".',
  ]);
});

Deno.test("the login comes from the environment, the file or the command line (188, 189, 192)", async () => {
  const logins: [
    login: string,
    options: LoadOptions,
    environment: Record<string, string>,
  ][] = [
    ["guest:guest", {}, {}],
    ["file:inside", { options: { auth_file: "AUTH" } }, {}],
    ["env:inside", { options: { auth_file: "AUTH" } }, {
      DRIPLINE_USER: "env",
    }],
    ["flag:inside", {
      options: { auth_file: "AUTH" },
      authentication: { username: "flag" },
    }, { DRIPLINE_USER: "env" }],
  ];
  for (const [login, options, environment] of logins) {
    using lab = new LaboratoryFolder({
      "lab.yaml": "name: s\n",
      "auth.json": '{"dripline": {"username": "file", "password": "inside"}}',
    });
    for (const [name, value] of Object.entries(environment)) {
      Deno.env.set(name, value);
    }
    const file = lab.file("auth.json");
    const given = {
      ...options,
      ...(options.options && { options: { auth_file: file } }),
    };
    const { options: found, service, warnings } = await lab.load(given);
    const { options: client } = loadMesh({
      file: lab.file("lab.yaml"),
      ...given,
    });
    for (const { username, password } of [found, client]) {
      assertEquals(`${username}:${password}`, login);
    }
    assertEquals(warnings, []);
    assertEquals(Object.hasOwn(service, "authGroups"), false);
  }
});

testAccepted(
  "a service finds the logins that its class asks for in its context",
  {
    "lab.yaml":
      "extensions: [./ext.ts]\nmodule: Vault\nmake_connection: no\nauth_groups: {safe: {code: '1234'}}\n",
    "ext.ts": `import { Service } from "${packageUrl}";
class Vault extends Service {
  static authGroups = { safe: { code: {}, name: { default: "me" } } };
}
export const version = "1.0.0";
export const register = (namespace) => namespace.add({ Vault });
`,
  },
  [],
  async ({ service, options }) => {
    await using _running = await serve(service, options);
    assertEquals(
      Object.fromEntries(service.context.authGroups.get("safe")!),
      { code: "1234", name: "me" },
    );
  },
);

testRefused("an authentication file has to be named by a text", {
  "lab.yaml": "auth_file: {a: 1}\n",
}, ["lab.yaml:1:1: auth_file must be the name of a file."]);

testAccepted(
  "periodic logging can be switched off (186)",
  {
    "lab.yaml": "enable_scheduling: no\n",
  },
  [],
  ({ service }) => assertEquals(service.enableScheduling, false),
);

Deno.test("a path on the command line begins where the command is typed, not at the file", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/lab.yaml`;
  await Deno.writeTextFile(file, "name: lab");
  const { extensions } = await loadService({
    file,
    overrides: ["extensions.0=./extensions/jitter/mod.ts"],
  });
  assertEquals(extensions.map(({ name }) => name), ["jitter"]);
  await Deno.remove(folder, { recursive: true });
});
