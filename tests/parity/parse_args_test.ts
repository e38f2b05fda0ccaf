/**
 * What this project may expect of `@std/cli/parse-args`: passes on the stand-in in npm/ and, with deno.jsr.json, on the real one.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

Deno.test("options take texts, flags take nothing, operands are the rest", () => {
  const args = ["get", "-v", "--config", "a=b.yaml", "peaches", "-c=5"];

  assertEquals<unknown>(
    parseArgs(args, {
      string: ["config", "c"],
      boolean: ["v", "quiet"],
    }),
    {
      _: ["get", "peaches"],
      v: true,
      quiet: false,
      config: "a=b.yaml",
      c: "5",
    },
  );
});

Deno.test("what looks like a number is one unless it is declared as text", () => {
  assertEquals<unknown>(
    parseArgs(["--n=1e3", "--t=1e3", "7", "seven"], { string: ["t"] }),
    { _: [7, "seven"], n: 1000, t: "1e3" },
  );
  assertEquals<unknown>(parseArgs(["7", "0x10"], { string: ["_"] }), {
    _: ["7", "0x10"],
  });
});

Deno.test("a negative number looks like an option, after -- it is an operand", () => {
  assertEquals<unknown>(parseArgs(["-5"], { boolean: ["v"] }), {
    _: [],
    v: false,
    "5": true,
  });
  assertEquals<unknown>(parseArgs(["set", "--", "-5", "-v"], {}), {
    _: ["set", "-5", "-v"],
  });
  assertEquals<unknown>(parseArgs(["--s=-5"], { string: ["s"] }), {
    _: [],
    s: "-5",
  });
});

Deno.test("an option without its text is the empty text", () => {
  const options = { string: ["config"], boolean: ["v"] } as const;

  for (const args of [["-v", "--config"], ["--config", "-v"]]) {
    assertEquals<unknown>(parseArgs(args, options), {
      _: [],
      v: true,
      config: "",
    });
  }
});

Deno.test("of an option given twice the last one counts, unless it is collected", () => {
  assertEquals<unknown>(
    parseArgs(["--t=1", "--t=2", "-a", "x", "--alert", "y"], {
      string: ["t", "alert", "other"],
      collect: ["alert", "other"],
      alias: { alert: "a" },
    }),
    { _: [], t: "2", alert: ["x", "y"], a: ["x", "y"], other: [] },
  );
});

Deno.test("one value is a list too if it is collected", () => {
  assertEquals<unknown>(
    parseArgs(["-a", "x"], { string: ["a"], collect: ["a"] }),
    { _: [], a: ["x"] },
  );
});

Deno.test("an option has the same value under its other names", () => {
  assertEquals<unknown>(
    parseArgs(["-vc", "lab.yaml"], {
      string: ["config"],
      boolean: ["verbose"],
      alias: { config: "c", verbose: ["v", "loud"] },
    }),
    {
      _: [],
      config: "lab.yaml",
      c: "lab.yaml",
      verbose: true,
      v: true,
      loud: true,
    },
  );
});

Deno.test("a default counts if the option is not given", () => {
  const options = {
    string: ["format"],
    boolean: ["color"],
    default: { format: "text", color: true },
  } as const;

  assertEquals<unknown>(parseArgs([], options), {
    _: [],
    format: "text",
    color: true,
  });
  assertEquals<unknown>(
    parseArgs(["--format=json", "--color=false"], options),
    {
      _: [],
      format: "json",
      color: false,
    },
  );
});

Deno.test("with stopEarly everything behind the first operand is an operand", () => {
  const args = ["-v", "cmd", "7", "-s", "x", "--", "-5"];

  assertEquals<unknown>(
    parseArgs(args, { boolean: ["v", "s"], stopEarly: true }),
    { _: ["cmd", "7", "-s", "x", "-5"], v: true, s: false },
  );
});

Deno.test("`unknown` hears of all that is not declared and may drop it", () => {
  const heard: string[] = [];
  const given = parseArgs(
    ["get", "-v", "--colour=red", "-xy", "--config", "lab.yaml", "--", "-z"],
    {
      string: ["config"],
      boolean: ["verbose"],
      alias: { verbose: "v" },
      unknown: (arg: string) => {
        heard.push(arg);
        return !arg.startsWith("-");
      },
    },
  );

  assertEquals(heard, ["get", "--colour=red", "-xy", "-xy"]);
  assertEquals<unknown>(given, {
    _: ["get", "-z"],
    verbose: true,
    v: true,
    config: "lab.yaml",
  });
});
