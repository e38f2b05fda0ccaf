import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  arg,
  type Attributes,
  attributesOf,
  type Commands,
  commandsOf,
  configure,
  Endpoint,
  Entity,
  type Field,
  FieldError,
  isFieldError,
  memberName,
  number,
  required,
  string,
} from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import { ReplyError } from "../../../src/wire/mod.ts";
import { Oven, undeclared } from "../oven.ts";

Deno.test("the names of files and requests lead to members", () => {
  assertEquals(memberName("jitter_fraction"), "jitterFraction");
  assertEquals(memberName("tray_2"), "tray2");
  assertEquals(memberName("name"), "name");
  assertEquals(memberName("_private"), "Private");
  assertEquals(memberName("Loud"), "Loud");
});

Deno.test("a class has the attributes and commands of its ancestors and its own", () => {
  const names = [...attributesOf(Oven).keys()];

  assert(names.indexOf("name") < names.indexOf("set_point"));
  assertEquals(attributesOf(Oven).get("set_point")?.member, "setPoint");
  assertEquals(commandsOf(Oven).get("a_method")?.member, "aMethod");
  assert(commandsOf(KeyValueStore).has("start_logging"));
  assert(commandsOf(KeyValueStore).has("throw_something"));
  assert(!commandsOf(Entity).has("throw_something"));
});

Deno.test("a subclass can replace what its ancestors declare, and its siblings keep theirs", () => {
  class Cold extends Oven {
    static override readonly attributes: Attributes<Cold> = {
      set_point: number({ maximum: 5 }),
    };
  }
  class Plain extends Oven {}

  assertEquals(attributesOf(Cold).get("set_point")?.field.schema.maximum, 5);
  assertEquals(attributesOf(Plain).get("set_point")?.field.schema.maximum, 300);
  assertEquals(attributesOf(Cold).size, attributesOf(Oven).size);
});

Deno.test("a configuration is assigned through the table", () => {
  const oven = new Oven("oven");

  const problems = configure(oven, {
    name: "oven",
    set_point: "180",
    fan: "on",
    mode: "grill",
    label: "hot",
    serial_number: 17,
    password: 1234,
    tray2: 2,
  });

  assertEquals(problems, []);
  assertEquals(
    [oven.setPoint, oven.fan, oven.mode, oven.label, oven.tray2],
    [180, true, "grill", "hot", 2],
  );
  assertEquals([oven.serialNumber, oven.password], ["17", "1234"]);
});

Deno.test("all that is wrong with a configuration is said at once, and the rest is assigned (179)", () => {
  const oven = new Oven("oven");

  const problems = configure(oven, {
    set_pont: 100,
    fan: "sideways",
    mode: "gril",
    temperature_of_the_flame: 5,
    tray2: 1,
  });

  const known = [...attributesOf(Oven).keys()].sort().join(", ");
  assertEquals(problems, [
    {
      key: "set_pont",
      unknown: true,
      message: 'Oven has no option "set_pont". Did you mean "set_point"?',
    },
    {
      key: "fan",
      message: '"fan" must be true or false: received "sideways"',
    },
    {
      key: "mode",
      message:
        '"mode" must be one of "bake", "grill": received "gril". Did you mean "grill"?',
    },
    {
      key: "temperature_of_the_flame",
      unknown: true,
      message: `Oven has no option "temperature_of_the_flame". Known: ${known}`,
    },
    { key: undefined, message: 'Oven needs the option "name"' },
  ]);
  assertEquals(oven.tray2, 1);
});

Deno.test("a configuration reaches nothing that is not declared", () => {
  for (const name of undeclared) {
    const oven = new Oven("oven");
    const prototype = Object.getPrototypeOf(oven);
    const config = JSON.parse(`{"name": "oven", ${JSON.stringify(name)}: 1}`);

    const problems = configure(oven, config);

    assertEquals(problems.map(({ key }) => key), [name]);
    assertEquals(Object.getPrototypeOf(oven), prototype);
    assertEquals(oven.hidden, 1);
  }
});

Deno.test("an option whose member cannot be set is a problem, not silence", () => {
  const problems = configure(new Oven("oven"), {
    name: "oven",
    door_is_open: true,
  });

  assertEquals(problems, [
    { key: "door_is_open", message: '"door_is_open" cannot be set: remove it' },
  ]);
});

Deno.test("a setter that refuses a value is a problem of the configuration", () => {
  class Picky extends Endpoint {
    static override readonly attributes: Attributes<Picky> = {
      level: number(),
    };
    set level(_level: number) {
      throw new ReplyError("service_error_invalid_value", "the level is fixed");
    }
    get level(): number {
      return 1;
    }
  }

  assertEquals(configure(new Picky("p"), { name: "p", level: 2 }), [
    { key: "level", message: "the level is fixed" },
  ]);
});

Deno.test("a defect of a field is no problem of the configuration", () => {
  const broken: Field<number> = {
    schema: {},
    decode() {
      throw new RangeError("a defect");
    },
  };
  class Broken extends Endpoint {
    static override readonly attributes: Attributes<Broken> = { level: broken };
    level = 1;
  }

  assertThrows(
    () => configure(new Broken("b"), { name: "b", level: 1 }),
    RangeError,
    "a defect",
  );
});

Deno.test("a required option may not be missing", () => {
  class Bath extends Endpoint {
    static override readonly attributes: Attributes<Bath> = {
      base_str: required(string()),
    };
    baseStr = "";
  }

  assertEquals(configure(new Bath("b"), { name: "b" }), [
    { key: undefined, message: 'Bath needs the option "base_str"' },
  ]);
});

Deno.test("a FieldError of another copy of the package is one", () => {
  const foreign = Object.assign(new TypeError("must be odd"), {
    name: "FieldError",
  });

  assert(isFieldError(foreign));
  assert(isFieldError(new FieldError("x")));
  assert(!isFieldError(new TypeError("x")));
  assert(!isFieldError({ name: "FieldError" }));
  assert(!isFieldError(undefined));
});

Deno.test("the compiler holds tables to their class", () => {
  class Checked extends Endpoint {
    level = 1;
    private secret = 2;
    raise(by: number): number {
      return this.level + by + this.secret;
    }
  }
  const right: Attributes<Checked> = { level: number() };
  // @ts-expect-error -- a text for a number
  const wrongType: Attributes<Checked> = { level: string() };
  // @ts-expect-error -- no such member
  const misspelt: Attributes<Checked> = { levle: number() };
  // @ts-expect-error -- private
  const hidden: Attributes<Checked> = { secret: number() };
  // @ts-expect-error -- a method
  const method: Attributes<Checked> = { raise: number() };
  const command: Commands<Checked> = { raise: { args: [arg("by", number())] } };
  // @ts-expect-error -- an argument too few
  const tooFew: Commands<Checked> = { raise: { args: [] } };
  // @ts-expect-error -- a text for a number
  const ofText: Commands<Checked> = { raise: { args: [arg("by", string())] } };

  const tables = [right, wrongType, misspelt, hidden, method];
  assertEquals(tables.length + [command, tooFew, ofText].length, 8);
  assertEquals(new Checked("c").raise(1), 4);
});
