/**
 * No message costs more than itself: whatever it says, reading and writing it takes about as long as with an ordinary one of its length.
 *
 * @module
 */
import { assert } from "@std/assert";
import { toPayload } from "../../src/core/declaration/mod.ts";
import {
  type Json,
  messageText,
  parseJson,
  stringifyJson,
} from "../../src/wire/mod.ts";
import { reply } from "./messages.ts";

/** How many times as long as with an ordinary message it may take. Faults of this kind are a hundred times and more. */
const tolerated = 20;

const length = 400_000;

const ordinary = listOf(
  (i) => `{"value_raw":"${i}.5 K","value_cal":${i}.5,"ok":true}`,
);

/** The list of as many items as the length has room for. */
function listOf(item: (index: number) => string, brackets = "[]"): string {
  const items: string[] = [];
  for (let i = 0, left = length; left > 0; i++) {
    items.push(item(i));
    left -= items[i]!.length + 1;
  }
  return brackets[0] + items.join(",") + brackets[1];
}

/** Texts that V8 puts into one place of its table: their hash is made of the low bits of the number. */
function colliding(index: number): number {
  return 100_007_936 + index * 2 ** 14;
}

const texts: Readonly<Record<string, string>> = {
  "one integer of 17 digits among many": listOf((i) =>
    i === 0 ? "12345678901234567" : "1"
  ),
  "one integer of 17 digits among many members": listOf(
    (i) => `"k${i}":${i === 0 ? "12345678901234567" : 1}`,
    "{}",
  ),
  "many integers of 17 digits": listOf((i) => `${10n ** 16n + BigInt(i)}`),
  "one number of many digits": `${"1".repeat(300)}.${"7".repeat(length)}`,
  "texts whose hashes collide": listOf((i) => `"${colliding(i)}"`),
  "escaped texts whose hashes collide": listOf((i) =>
    `"\\u003${colliding(i)}"`
  ),
  "names whose hashes collide": listOf((i) => `"${colliding(i)}":1`, "{}"),
  "long names of digits": listOf((i) => `"${10 ** 14 + i * 2 ** 24}":1`, "{}"),
  "many escapes": `"${"\\u00e9\\n".repeat(length / 8)}"`,
  "a text without an end": `"${"\\\\".repeat(length / 2)}`,
  "lists nested deep, side by side": listOf(() =>
    "[".repeat(50) + "]".repeat(50)
  ),
  "blanks": `[${" ".repeat(length)}1`,
};

for (const [what, text] of Object.entries(texts)) {
  Deno.test(`a text costs no more to read than it is long: ${what}`, () => {
    assertAsCheap(
      () => parseJson(ordinary),
      () => {
        try {
          parseJson(text);
        } catch {
          // What is refused has to be refused in time.
        }
      },
    );
  });
}

const manyMembers = Object.fromEntries(
  Array.from({ length: length / 10 }, (_, i) => [`k${i}`, i]),
);
const usual = parseJson(ordinary);
const values: Readonly<Record<string, readonly [usual: Json, value: Json]>> = {
  "one bigint among many numbers": [
    usual,
    [2n ** 60n, ...Array(length / 2).fill(1)],
  ],
  "one bigint among many members": [
    manyMembers,
    { x: 2n ** 60n, ...manyMembers },
  ],
  "many bigints": [usual, Array(length / 20).fill(2n ** 60n)],
  "a wide list, nested deep": [
    usual,
    Array.from({ length: 150 })
      .reduce<Json>((inner) => [inner], Array(length / 4).fill("é")),
  ],
};

for (const [what, [ordinary, value]] of Object.entries(values)) {
  Deno.test(`a value costs no more to write than it is long: ${what}`, () => {
    for (const work of [stringifyJson, toPayload, textOfReply]) {
      assertAsCheap(() => work(ordinary), () => work(value));
    }
  });
}

Deno.test("a message as text is not a hundred times as long as the message", () => {
  const wide = Array(2000).fill(1e300);
  const nested = Array.from({ length: 190 })
    .reduce<Json>((inner) => [inner], Array(2000).fill(1));
  for (const payload of [wide, nested]) {
    const bytes = stringifyJson(payload).length;
    const text = textOfReply(payload);
    assert(text.length < 100 * bytes, `${text.length} for ${bytes}`);
  }
});

Deno.test("a text that is kept does not keep the message that it came in", async () => {
  const program = `
    import { parseJson } from "${new URL(
    "../../src/wire/mod.ts",
    import.meta.url,
  )}";
    const held = () => (gc(), Deno.memoryUsage().heapUsed);
    const before = held();
    const kept = [];
    for (let i = 0; i < 20; i++) {
      const padding = String.fromCharCode(97 + i).repeat(500_000);
      kept.push(parseJson('{"a":["the mode of channel ' + i + '"],"p":"' + padding + '"}').a[0]);
    }
    console.log(Math.round((held() - before) / kept.length));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--v8-flags=--expose-gc", program],
  }).output();
  const bytes = Number(new TextDecoder().decode(stdout) || NaN);
  assert(bytes < 20_000, `each keeps ${bytes} bytes`);
});

function textOfReply(payload: Json): string {
  return messageText(reply({ payload }));
}

function assertAsCheap(usual: () => unknown, hostile: () => unknown): void {
  const [usually, then] = [milliseconds(usual), milliseconds(hostile)];
  assert(then < tolerated * usually, `${then} ms, usually ${usually} ms`);
}

/** The shortest of some rounds, so that a machine with other work does not disturb. */
function milliseconds(work: () => unknown): number {
  let shortest = Infinity;
  const end = performance.now() + 2000;
  for (let round = 0; round < 6 && performance.now() < end; round++) {
    const start = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}
