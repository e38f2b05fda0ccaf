/** What is said of errors that the code of extensions throws. */
import { assertEquals, assertMatch } from "@std/assert";
import { thrownText } from "../../src/config/thrown.ts";

/** An error that was thrown by calls at these places, the innermost first. */
function thrownAt(message: string, ...places: string[]): Error {
  const error = new TypeError(message);
  error.stack = [
    `TypeError: ${message}`,
    ...places.map((place) => `    at run (${place})`),
  ].join("\n");
  return error;
}

const source = new URL("../../src/", import.meta.url).href;

Deno.test("of a text over several lines the first is enough", () => {
  assertEquals(
    thrownText(thrownAt("no port.\nTry another.")),
    "no port.",
  );
});

Deno.test("the place is the innermost of the extension, not one of ours or of who called us", () => {
  const [registry, loader] = [
    `${source}core/namespace.ts:1:2`,
    `${source}config/extensions.ts:3:4`,
  ];
  const cli = "file:///somewhere/cli.ts:5:6";
  assertEquals(
    thrownText(
      thrownAt("no port", registry, "file:///lab/vac.ts:7:8", loader, cli),
    ),
    "TypeError: no port (file:///lab/vac.ts:7:8).",
  );
  assertEquals(
    thrownText(thrownAt("no port", registry, loader, cli)),
    "no port.",
  );
  assertEquals(
    thrownText(thrownAt("no port", "https://lab.org/a@1/mod.ts:7:8")),
    "TypeError: no port (https://lab.org/a@1/mod.ts:7:8).",
  );
});

Deno.test("colours are left out, and a place in the message is taken from it", () => {
  assertEquals(
    thrownText(
      new TypeError(
        'Module not found "file:///lab/a.ts".\n    at \x1b[0m\x1b[36mfile:///lab/vac.ts\x1b[0m:\x1b[33m1\x1b[0m:\x1b[33m8\x1b[0m',
      ),
    ),
    'Module not found "file:///lab/a.ts" (file:///lab/vac.ts:1:8).',
  );
});

Deno.test("anything can be thrown", () => {
  const things: [unknown, string][] = [
    ["no port", '"no port" was thrown.'],
    [undefined, "undefined was thrown."],
    [{ code: 5 }, '{"code":5} was thrown.'],
    [5n, "5 was thrown."],
  ];
  for (const [thing, text] of things) assertEquals(thrownText(thing), text);
  assertMatch(thrownText(Object.create(null)), / was thrown\.$/);
});
