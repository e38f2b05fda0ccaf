import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Attributes,
  type Commands,
  Endpoint,
  type EndpointClass,
  Entity,
  isEndpointClass,
  isServiceClass,
  type Namespace,
  RegistrationError,
  Registry,
  Service,
  StagingNamespace,
} from "../../src/core/mod.ts";
import { KeyValueStore, register } from "../../src/implementations/mod.ts";

class Lamp extends Endpoint {}
class Laser extends Endpoint {}

/** Commits what `register` puts into a namespace of that name. */
function commit(
  registry: Registry,
  name: string,
  register: (namespace: Namespace) => void,
): void {
  const staging = new StagingNamespace(name);
  register(staging);
  registry.commit(staging);
}

/** A registry with what is built in. */
function builtIns(): Registry {
  const registry = new Registry();
  commit(registry, "dripline", register);
  return registry;
}

/** Asserts that a registration fails with exactly this text. */
function refused(register: () => void, text: string): void {
  assertEquals(assertThrows(register, RegistrationError).message, text);
}

function found(registry: Registry, module: string): string[] {
  return registry.find(module)
    .map(({ extension, name }) => `${extension}.${name}`);
}

Deno.test("a class is found by its full name and, while only one has it, by the short one (182)", () => {
  const registry = builtIns();
  commit(registry, "lights", (namespace) => namespace.add({ Lamp, Laser }));

  assertEquals(found(registry, "Lamp"), ["lights.Lamp"]);
  assertEquals(found(registry, "lights.Lamp"), ["lights.Lamp"]);
  assertEquals(found(registry, "dripline.Entity"), ["dripline.Entity"]);
  assertEquals(registry.find("Laser")[0]?.cls, Laser);
});

Deno.test("a name that nobody has is not found", () => {
  const registry = builtIns();

  for (const name of ["Nope", "lights.Lamp", "", "constructor", "dripline."]) {
    assertEquals(found(registry, name), []);
  }
});

Deno.test("a short name that two have is ambiguous, and the full ones are not", () => {
  const registry = builtIns();
  commit(registry, "lights", (namespace) => namespace.add({ Lamp }));
  commit(registry, "shop", (namespace) => namespace.add({ Lamp: Laser }));

  assertEquals(found(registry, "Lamp"), ["lights.Lamp", "shop.Lamp"]);
  assertEquals(registry.find("shop.Lamp")[0]?.cls, Laser);
});

Deno.test("the built-in extension enters by the same door, and everything it brings can be registered", () => {
  const names = builtIns().classes.map(({ name }) => name);

  for (const name of ["Endpoint", "Entity", "KeyValueStore", "Service"]) {
    assert(names.includes(name));
  }
});

Deno.test("a class is not registered twice", () => {
  const staging = new StagingNamespace("lights");
  staging.add({ Lamp });

  refused(
    () => staging.add({ Lamp: Laser }),
    '"lights" registered "Lamp" twice',
  );
});

Deno.test("a built-in is not replaced by accident", () => {
  const registry = builtIns();

  refused(
    () =>
      commit(
        registry,
        "lights",
        (namespace) => namespace.add({ KeyValueStore: Lamp }),
      ),
    'extension "lights" would replace built-in "KeyValueStore". Rename it, or pass { replaces: "dripline.KeyValueStore" }',
  );
  assertEquals(registry.find("KeyValueStore")[0]?.cls, KeyValueStore);
});

Deno.test("a built-in is replaced on purpose, and can still be had by its full name", () => {
  const registry = builtIns();
  const replaces = "dripline.KeyValueStore";
  commit(
    registry,
    "lights",
    (namespace) => namespace.add({ KeyValueStore: Lamp }, { replaces }),
  );

  assertEquals(found(registry, "KeyValueStore"), ["lights.KeyValueStore"]);
  assertEquals(found(registry, replaces), [replaces]);
});

Deno.test("two that replace the same built-in are ambiguous", () => {
  const registry = builtIns();
  for (const name of ["a", "b"]) {
    commit(
      registry,
      name,
      (namespace) =>
        namespace.add({ Entity: Lamp }, { replaces: "dripline.Entity" }),
    );
  }

  assertEquals(found(registry, "Entity"), ["a.Entity", "b.Entity"]);
});

Deno.test("what is not there cannot be replaced", () => {
  for (const replaces of ["dripline.KeyValueStore", "dripline.Nope", "Lamp"]) {
    refused(
      () =>
        commit(
          builtIns(),
          "lights",
          (namespace) => namespace.add({ Lamp }, { replaces }),
        ),
      `extension "lights" says that "Lamp" replaces "${replaces}", but there is no built-in "Lamp" to replace. Give the class the name of the built-in, or leave "replaces" out`,
    );
  }
});

Deno.test("a name is letters, digits and underscores", () => {
  const staging = new StagingNamespace("lights");
  for (const name of ["", "a.b", "2nd", "_x", "a b", "a-b", "é", "__proto__"]) {
    const rule =
      "a name is letters, digits and underscores, and begins with a letter";

    refused(
      () => staging.add(Object.fromEntries([[name, Lamp]])),
      `Cannot register class "${name}": ${rule}`,
    );
    refused(
      () => staging.calibrations(Object.fromEntries([[name, () => 1]])),
      `Cannot register calibration function "${name}": ${rule}`,
    );
    refused(
      () => staging.returnCode({ name, value: 2000, description: "" }),
      `Cannot register return code "${name}": ${rule}`,
    );
  }
});

Deno.test("what is no class of endpoints is refused", () => {
  const staging = new StagingNamespace("lights");
  class Stranger {}
  for (const cls of [Stranger, {}, null, undefined, 5, () => {}]) {
    refused(
      () => staging.add({ Stranger: cls as unknown as EndpointClass }),
      'Cannot register "Stranger": it is no class that extends Endpoint, Entity or Service',
    );
  }
});

Deno.test("a class of another copy of the package is a class of endpoints", () => {
  class Foreign {
    constructor(readonly name: string) {}
  }
  Reflect.set(Foreign, Symbol.for("dripline.endpoint"), true);

  assert(isEndpointClass(Foreign));
  assert(!isServiceClass(Foreign));
  new StagingNamespace("x").add({
    Foreign: Foreign as unknown as EndpointClass,
  });
});

Deno.test("an instance is no class, and a service is both", () => {
  assert(!isEndpointClass(new Endpoint("e")));
  assert(isEndpointClass(Service) && isServiceClass(Service));
  assert(isEndpointClass(Entity) && !isServiceClass(Entity));
});

Deno.test("a class that declares what it does not have is refused", () => {
  const staging = new StagingNamespace("lights");
  class Attribute extends Endpoint {
    static override readonly attributes = {
      brightness: { schema: {}, decode: (x: unknown) => x },
    } as Attributes<Attribute>;
  }
  class Command extends Endpoint {
    static override readonly commands = { flash_now: { args: [] } } as Commands<
      Command
    >;
    flashNow = 5;
  }

  refused(
    () => staging.add({ Attribute }),
    'Cannot register "Attribute": it declares the attribute "brightness", but has no member "brightness"',
  );
  refused(
    () => staging.add({ Command }),
    'Cannot register "Command": it declares the command "flash_now", but has no method "flashNow"',
  );
});

Deno.test("a class that declares what every object has is refused", () => {
  const staging = new StagingNamespace("lights");
  class Attribute extends Endpoint {
    static override readonly attributes = {
      constructor: { schema: {}, decode: (x: unknown) => x },
    } as unknown as Attributes<Attribute>;
  }
  class Command extends Endpoint {
    static override readonly commands = {
      to_string: { args: [] },
    } as unknown as Commands<Command>;
  }

  refused(
    () => staging.add({ Attribute }),
    'Cannot register "Attribute": it declares the attribute "constructor", but has no member "constructor"',
  );
  refused(
    () => staging.add({ Command }),
    'Cannot register "Command": it declares the command "to_string", but has no method "toString"',
  );
});

Deno.test("a calibration function is registered once, by one extension, and is a function", () => {
  const registry = builtIns();
  const times3 = (x: unknown) => 3 * (x as number);
  const staging = new StagingNamespace("lights");
  staging.calibrations({ times3 });

  refused(
    () => staging.calibrations({ times3 }),
    '"lights" registered the calibration function "times3" twice',
  );
  refused(
    () => staging.calibrations({ two: 2 as unknown as () => number }),
    'Calibration "two" is no function',
  );
  registry.commit(staging);
  assertEquals(registry.functionOwners.get("times3"), "lights");
  refused(
    () =>
      commit(
        registry,
        "shop",
        (namespace) => namespace.calibrations({ times3 }),
      ),
    '"shop" would replace the calibration function "times3" of "lights". Rename it',
  );
});

Deno.test("a return code is registered, and known by its value and name (81)", () => {
  const registry = builtIns();
  const code = { name: "too_hot", value: 5000, description: "Too hot" };
  commit(registry, "oven", (namespace) => {
    assertEquals(namespace.returnCode(code), code);
  });

  assertEquals(registry.returnCodes.byName("too_hot"), code);
  assertEquals(registry.returnCodes.byValue(5000), code);
});

Deno.test("a return code of the standard, or one that is no number of the wire, is refused", () => {
  const staging = new StagingNamespace("oven");
  for (const value of [999, 0, -1, 1000.5, NaN, 2 ** 32]) {
    refused(
      () => staging.returnCode({ name: "too_hot", value, description: "" }),
      `Cannot register return code "too_hot": ${value} is not a whole number from 1000 to 4294967295. Lower ones belong to the standard`,
    );
  }
});

Deno.test("a return code is not registered twice, by its value or by its name (72)", () => {
  const registry = builtIns();
  const first = { name: "too_hot", value: 2000, description: "" };
  const sameValue = { ...first, name: "too_cold" };
  const sameName = { ...first, value: 2001 };
  const staging = new StagingNamespace("oven");
  staging.returnCode(first);

  for (const second of [first, sameValue, sameName]) {
    refused(
      () => staging.returnCode(second),
      `"oven" registered the return code "${second.name}" (${second.value}) twice`,
    );
  }
  registry.commit(staging);
  for (const second of [first, sameValue, sameName]) {
    refused(
      () => commit(registry, "fridge", (other) => other.returnCode(second)),
      `"fridge" would replace the return code "too_hot" (2000) with "${second.name}" (${second.value}). Choose another`,
    );
  }
  const name = "service_error";
  refused(
    () =>
      commit(
        registry,
        "fridge",
        (other) => other.returnCode({ name, value: 3000, description: "" }),
      ),
    '"fridge" would replace the return code "service_error" (300) with "service_error" (3000). Choose another',
  );
});

Deno.test("an extension is taken over as a whole or not at all", () => {
  const clashes: ((namespace: Namespace) => void)[] = [
    (namespace) => namespace.add({ Entity: Lamp }),
    (namespace) => namespace.calibrations({ taken: () => 1 }),
    (namespace) =>
      namespace.returnCode({ name: "taken", value: 3000, description: "" }),
  ];
  for (const clash of clashes) {
    const registry = builtIns();
    commit(registry, "first", (namespace) => {
      namespace.calibrations({ taken: () => 1 });
      namespace.returnCode({ name: "taken", value: 2000, description: "" });
    });

    assertThrows(() =>
      commit(registry, "second", (namespace) => {
        namespace.add({ Lamp });
        namespace.calibrations({ mine: () => 1 });
        namespace.returnCode({ name: "mine", value: 4000, description: "" });
        clash(namespace);
      }), RegistrationError);

    assertEquals(registry.find("Lamp"), []);
    assertEquals(registry.functions.has("mine"), false);
    assertEquals(registry.returnCodes.byName("mine"), undefined);
  }
});

Deno.test("an extension that has registered is sealed", () => {
  const staging = new StagingNamespace("lights");
  staging.add({ Lamp });
  new Registry().commit(staging);
  const way = "Register everything before register() returns";

  refused(
    () => staging.add({ Laser }),
    `Cannot register class "Laser": extension "lights" has registered already. ${way}`,
  );
  refused(
    () => staging.calibrations({ f: () => 1 }),
    `Cannot register calibration function "f": extension "lights" has registered already. ${way}`,
  );
  refused(
    () => staging.returnCode({ name: "n", value: 2000, description: "" }),
    `Cannot register return code "n": extension "lights" has registered already. ${way}`,
  );
});
