/**
 * What this project may expect of `@std/semver`: passes on the stand-in in npm/ and, with deno.jsr.json, on the real one.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { compare, format, parse, parseRange, satisfies } from "@std/semver";

Deno.test("a version is read in its parts and written back", () => {
  assertEquals<unknown>(parse("v1.2.3-rc.1+b"), {
    major: 1,
    minor: 2,
    patch: 3,
    prerelease: ["rc", 1],
    build: ["b"],
  });
  assertEquals(format(parse("1.2.3-rc.1+b")), "1.2.3-rc.1+b");
});

Deno.test("what is no version is a TypeError", () => {
  for (const text of ["", "1", "1.2", "1.2.x", "01.2.3", "1.2.3.4", "latest"]) {
    assertThrows(() => parse(text), TypeError, "", text);
  }
});

Deno.test("versions are ordered by number, a prerelease before its release", () => {
  const ordered = [
    "0.9.0",
    "1.0.0-alpha",
    "1.0.0-alpha.2",
    "1.0.0-alpha.10",
    "1.0.0-beta",
    "1.0.0",
    "1.2.3",
    "1.10.0",
  ].map(parse);
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assertEquals<number>(compare(a, b), Math.sign(i - j));
    }
  }
});

Deno.test("a range tells which versions lie in it", () => {
  const ranges: [string, string[], string[]][] = [
    ["1.2.3", ["1.2.3"], ["1.2.4"]],
    ["1.2", ["1.2.0", "1.2.9"], ["1.3.0"]],
    ["1", ["1.0.0", "1.9.0"], ["2.0.0"]],
    ["*", ["0.0.1", "9.9.9"], ["1.0.0-rc.1"]],
    ["", ["0.0.1", "9.9.9"], []],
    ["1.x", ["1.7.0"], ["2.0.0"]],
    ["^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "2.0.0-rc.1"]],
    ["^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0"]],
    ["^0.0.3", ["0.0.3"], ["0.0.4"]],
    ["~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0"]],
    ["~1", ["1.0.0", "1.9.9"], ["2.0.0"]],
    [">=1.2", ["1.2.0", "3.0.0"], ["1.1.9"]],
    [">1", ["2.0.0"], ["1.9.9"]],
    [">=1.0.0 <3", ["1.0.0", "2.9.9"], ["0.9.9", "3.0.0"]],
    [">= 1.0.0", ["1.0.0"], ["0.9.9"]],
    ["<=1.2", ["1.2.9"], ["1.3.0"]],
    ["1.2.3 - 2.3", ["1.2.3", "2.3.9"], ["1.2.2", "2.4.0"]],
    ["^1.2 || >=3", ["1.2.0", "3.0.0"], ["2.0.0"]],
    ["^1.2.3-rc.1", ["1.2.3-rc.2", "1.2.3"], ["1.2.4-rc.1", "1.2.3-beta"]],
  ];
  for (const [text, inside, outside] of ranges) {
    const range = parseRange(text);
    for (const version of inside) {
      assert(satisfies(parse(version), range), `${version} in ${text}`);
    }
    for (const version of outside) {
      assert(!satisfies(parse(version), range), `${version} ! ${text}`);
    }
  }
});

Deno.test("what is no range is a TypeError", () => {
  for (const text of ["latest", "not a range", "1.2.3.4", "^"]) {
    assertThrows(() => parseRange(text), TypeError, "", text);
  }
});
