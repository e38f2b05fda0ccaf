import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Authentication,
  type AuthenticationOptions,
  resolveAuthentication,
} from "../../src/config/authentication.ts";
import {
  ConfigurationError,
  configurationError,
  Problems,
  problemText,
} from "../../src/config/problem.ts";
import { indexYaml } from "../../src/config/yaml_positions.ts";

/** What a test says about the world. */
interface World extends Omit<AuthenticationOptions, "problems"> {
  readonly variables?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly problems?: Problems;
}

function resolve(world: World = {}): Authentication {
  const { variables = {}, files = {}, ...options } = world;
  return resolveAuthentication({
    environment: (name) =>
      Object.hasOwn(variables, name) ? variables[name] : undefined,
    readText: (path, what) => {
      if (Object.hasOwn(files, path)) return files[path]!;
      throw configurationError(path, `the ${what} does not exist.`);
    },
    problems: new Problems("lab.yaml"),
    ...options,
  });
}

function login(world: World = {}): string {
  const { username, password } = resolve(world);
  return `${username}/${password}`;
}

function refusal(world: World): string {
  return assertThrows(() => resolve(world), ConfigurationError).message;
}

const AUTH_FILE = {
  authFile: "auth.json",
  files: {
    "auth.json": '{"dripline": {"username": "u", "password": "p"}}',
    "password": "from file\n",
  },
};

Deno.test("nothing given is guest and guest (187)", () => {
  assertEquals(login(), "guest/guest");
  assertEquals(login({ authGroups: null, flags: {} }), "guest/guest");
});

Deno.test("the environment is used, an empty variable too (188)", () => {
  const variables = { DRIPLINE_USER: "eu", DRIPLINE_PASSWORD: "" };
  assertEquals(login({ variables }), "eu/");
});

Deno.test("an authentication file is used, the environment overrides it, options override both (189)", () => {
  assertEquals(login(AUTH_FILE), "u/p");
  const variables = { DRIPLINE_PASSWORD: "ep" };
  assertEquals(login({ ...AUTH_FILE, variables }), "u/ep");
  const flags = { username: "fu", password: "fp" };
  assertEquals(login({ ...AUTH_FILE, variables, flags }), "fu/fp");
});

Deno.test("a password file overrides the environment, without its last line end (190)", () => {
  const variables = { DRIPLINE_PASSWORD: "ep" };
  for (
    const [text, password] of [["a\n", "a"], ["a\r\n", "a"], ["a b", "a b"], [
      "a\n\n",
      "a\n",
    ], ["", ""]]
  ) {
    assertEquals(
      login({
        variables,
        files: { pw: text! },
        flags: { passwordFile: "pw" },
      }),
      `guest/${password}`,
    );
  }
});

Deno.test("a password counts more than a password file", () => {
  const flags = { password: "fp", passwordFile: "password" };
  assertEquals(login({ ...AUTH_FILE, flags }), "u/fp");
});

Deno.test("a password file on the command line counts more than a password in the configuration", () => {
  const authGroups = { dripline: { password: { value: "cp" } } };
  const flags = { passwordFile: "password" };
  assertEquals(login({ ...AUTH_FILE, authGroups }), "u/cp");
  assertEquals(login({ ...AUTH_FILE, authGroups, flags }), "u/from file");
});

Deno.test("a missing authentication or password file is an error, never guest (191)", () => {
  assertEquals(
    refusal({ authFile: "none.json", variables: { DRIPLINE_USER: "u" } }),
    "none.json: the authentication file does not exist.",
  );
  assertEquals(
    refusal({ flags: { passwordFile: "none" } }),
    "none: the password file does not exist.",
  );
});

Deno.test("auth_groups changes the names of variables (192)", () => {
  const authGroups = { dripline: { password: { env: "MY_PW" } } };
  const variables = { MY_PW: "mine", DRIPLINE_PASSWORD: "other" };
  assertEquals(login({ authGroups, variables }), "guest/mine");
  assertEquals(login({ authGroups }), "guest/guest");
});

Deno.test("an item given as text is the text", () => {
  const authGroups = { dripline: { username: "cu" } };
  const variables = { DRIPLINE_USER: "eu" };
  assertEquals(login({ authGroups, variables }), "cu/guest");
});

Deno.test("other groups are resolved in the same way", () => {
  const { groups } = resolve({
    authFile: "a",
    files: {
      a: "postgres: {username: fu, password: fp, broker: h}\nslack: {}\n",
      pw: "from file\n",
    },
    variables: { PGUSER: "eu" },
    authGroups: {
      postgres: {
        username: { default: "d", env: "PGUSER" },
        password: { file: "pw" },
      },
      other: { token: { default: "t", env: "TOKEN" } },
      empty: null,
    },
  });
  const names = [...groups.keys()].toSorted();
  assertEquals(names, ["dripline", "other", "postgres"]);
  assertEquals(Object.fromEntries(groups.get("postgres")!), {
    username: "eu",
    password: "from file",
    broker: "h",
  });
  assertEquals(groups.get("other")!.get("token"), "t");
  assertEquals(groups.get("dripline")!.get("username"), "guest");
});

Deno.test("a service may ask for logins, from the environment, the file and auth_groups", () => {
  const needed = {
    postgres: {
      username: { default: "postgres", env: "POSTGRES_USER" },
      password: { default: "postgres", env: "POSTGRES_PASSWORD" },
    },
  };
  const postgres = (world: World) =>
    Object.fromEntries(resolve({ needed, ...world }).groups.get("postgres")!);
  assertEquals(postgres({}), { username: "postgres", password: "postgres" });
  assertEquals(
    postgres({
      authFile: "a",
      files: { a: "postgres: {username: fu, password: fp}\n" },
      variables: { POSTGRES_PASSWORD: "ep" },
    }),
    { username: "fu", password: "ep" },
  );
  assertEquals(
    postgres({
      variables: { POSTGRES_PASSWORD: "ep", MINE: "mp" },
      authGroups: { postgres: { password: { env: "MINE" } } },
    }),
    { username: "postgres", password: "mp" },
  );
});

Deno.test("an item that comes from nowhere is an error with its place and the way out", () => {
  const text =
    "name: x\nauth_groups:\n  pg:\n    user: {env: PGUSER}\n    pw: {}\n";
  const problems = new Problems("lab.yaml", indexYaml(text));
  const authGroups = { pg: { user: { env: "PGUSER" }, pw: {} } };
  assertEquals(
    refusal({ authGroups, problems }),
    "lab.yaml:4:5: auth_groups.pg.user has no text: set the environment variable PGUSER, or give it a default.\n" +
      "lab.yaml:5:5: auth_groups.pg.pw has no text: give it a default, env, file or value.",
  );
});

Deno.test("malformed auth_groups are refused all at once", () => {
  const said = refusal({
    authGroups: {
      a: 5,
      dripline: { username: { vaule: "x" }, password: { value: 12 }, x: [] },
    },
  });
  assertEquals(said.split("\n"), [
    "lab.yaml: auth_groups.a must be a map.",
    'lab.yaml: auth_groups.dripline.username has no "vaule". Did you mean "value"? Known: default, env, file, value.',
    "lab.yaml: auth_groups.dripline.password.value must be a text: put it in quotes.",
    "lab.yaml: auth_groups.dripline.x must be a map.",
  ]);
  assertStringIncludes(
    refusal({ authGroups: [] }),
    "auth_groups must be a map",
  );
});

Deno.test("~ stands for the home directory in all three kinds of files", () => {
  const variables = { HOME: "/home/lab" };
  const files = {
    "/home/lab/auth": "dripline: {username: u}\n",
    "/home/lab/pw": "p\n",
  };
  const flags = { passwordFile: "~/pw" };
  assertEquals(
    login({ authFile: "~/auth", variables, files, flags }),
    "u/p",
  );
  const authGroups = { dripline: { password: { file: "~/pw" } } };
  assertEquals(login({ variables, files, authGroups }), "guest/p");
});

Deno.test("the former names of the group are accepted with warnings", () => {
  for (const name of ["amqp", "rabbitmq"]) {
    const authentication = resolve({
      authFile: "a",
      files: { a: `${name}:\n  broker: b\n  username: u\n  password: p\n` },
    });
    assertEquals(authentication.password, "p");
    assertEquals(authentication.groups.has(name), false);
    assertEquals(authentication.groups.get("dripline")!.has("broker"), false);
    assertEquals(authentication.warnings.map(problemText), [
      `a:1:1: warning: the group ${name} is taken for dripline: rename it.`,
      "a:2:3: warning: the broker is not taken from here: give it as dripline_mesh.broker in the configuration.",
    ]);
  }
});

Deno.test("the group dripline counts more than its former names", () => {
  const a = "amqp: {username: old}\ndripline: {username: new}\n";
  const authentication = resolve({ authFile: "a", files: { a } });
  assertEquals(authentication.username, "new");
  assertEquals(authentication.warnings, []);
  const both = "rabbitmq: {username: r}\namqp: {username: a}\n";
  assertEquals(login({ authFile: "a", files: { a: both } }), "a/guest");
});

Deno.test("an authentication file that is wrong is refused with its place, and shows nothing secret", () => {
  const wrong: [text: string, place: string][] = [
    ["dripline: {password: *hunter2}\n", "a:1:"],
    ['dripline: {password: "hunter2\n', "a:1:22: "],
    ["dripline: {password: !hunter2 x}\n", "a:1:"],
    ["dripline:\n  password: hunter2\n username: x\n", "a:3:"],
    ["dripline:\n\tpassword: hunter2\n", "a:2:2: "],
    ["hunter2\n", "a:1:1: "],
    ["- hunter2\n", "a:1:1: "],
    ["dripline: hunter2\n", "a:1:1: the group dripline must be a map of texts"],
    [
      "dripline: {password: [hunter2]}\n",
      "a:1:22: dripline.password must be a text",
    ],
    [
      "dripline: {password: 0123}\n",
      "a:1:22: dripline.password must be a text",
    ],
    ["dripline: {password: }\n", "a:1:12: dripline.password must be a text"],
    ["# hunter2\n", "a: the authentication file is empty"],
  ];
  for (const [text, place] of wrong) {
    const said = refusal({ authFile: "a", files: { a: text } });
    assertStringIncludes(said, place);
    assert(!said.includes("hunter2") && !said.includes("0123"), said);
  }
});

Deno.test("no error shows a password that was given", () => {
  const said = refusal({
    authGroups: { dripline: { password: { value: "hunter2" } }, x: { y: {} } },
    variables: { DRIPLINE_USER: "hunter2" },
    flags: { password: "hunter2" },
  });
  assert(!said.includes("hunter2"), said);
});

Deno.test({
  name: "a variable that Deno may not read is an error that names the flag",
  permissions: { env: false },
  fn: () => {
    const problems = new Problems("lab.yaml");
    assertThrows(
      () => resolveAuthentication({ problems }),
      ConfigurationError,
      "--allow-env=DRIPLINE_USER",
    );
    const flags = { username: "u", password: "p" };
    assertEquals(resolveAuthentication({ problems, flags }).username, "u");
  },
});
