import { assertEquals } from "@std/assert";
import { didYouMean, nearest } from "../../../src/core/mod.ts";

const keys = ["jitter_fraction", "seed", "calibration", "log_interval"];

Deno.test("a slip of the keyboard finds what was meant", () => {
  const cases: [string, string][] = [
    ["jitter_fraktion", "jitter_fraction"],
    ["jitterfraction", "jitter_fraction"],
    ["Jitter_Fraction", "jitter_fraction"],
    ["sede", "seed"],
    ["calibraton", "calibration"],
    ["loginterval", "log_interval"],
  ];
  for (const [name, meant] of cases) assertEquals(nearest(name, keys), meant);
});

Deno.test("what is like nothing finds nothing", () => {
  for (const name of ["", "x", "ab", "voltage", "initial_value"]) {
    assertEquals(nearest(name, keys), undefined);
  }
  assertEquals(nearest("seed", []), undefined);
});

Deno.test("of two candidates the nearer one wins, and case counts half", () => {
  assertEquals(nearest("Seed", ["send", "seed"]), "seed");
  assertEquals(nearest("seat", ["seed", "seal"]), "seal");
});

Deno.test("the suggestion is a sentence or nothing", () => {
  assertEquals(didYouMean("sede", keys), ' Did you mean "seed"?');
  assertEquals(didYouMean("voltage", keys), "");
});
