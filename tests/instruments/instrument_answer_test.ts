import { assertEquals, assertThrows } from "@std/assert";
import { maxAnswer } from "../../src/instruments/arrived_bytes.ts";
import { textOf } from "../../src/instruments/framing.ts";
import { lines } from "../../src/instruments/framings.ts";
import { InstrumentAnswer } from "../../src/instruments/instrument_answer.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { randomFrom } from "../implementations/scpi/random.ts";

interface Format {
  terminator: Uint8Array;
  echo?: Uint8Array;
  echoMayLack?: boolean;
  count?: number;
  until?: string;
}

/** Gives an answer its pieces, and returns what it says after the last of them. */
function receive({ terminator, ...format }: Format, ...pieces: Uint8Array[]) {
  const answer = new InstrumentAnswer({
    ...format,
    framing: lines(terminator),
  });
  const said = pieces.map((piece) => answer.receive(piece))
    .map((bytes) => bytes && textOf(bytes));
  assertEquals(said.slice(0, -1).filter((text) => text !== undefined), []);
  return said.at(-1);
}

Deno.test("an answer is the same wherever it is cut, also within a character or the terminator", () => {
  const terminators = ["\n", "\r\n", "\r\n34980A> ", "é"];
  for (const terminator of terminators) {
    const format = { terminator: bytes(terminator) };
    const whole = bytes(`größe 5 µΩ \u{1f600}${terminator}`);
    for (let cut = 1; cut < whole.length; cut++) {
      const pieces = [whole.subarray(0, cut), whole.subarray(cut)];
      assertEquals(receive(format, ...pieces), "größe 5 µΩ \u{1f600}");
    }
  }
});

Deno.test("an answer with its echo is the same wherever it is cut", () => {
  for (const value of ["1", "", "A?"]) {
    const format = { terminator: bytes("\n"), echo: bytes("A?\n") };
    const whole = bytes(`A?\n${value}\n`);
    for (let cut = 1; cut < whole.length; cut++) {
      const pieces = [whole.subarray(0, cut), whole.subarray(cut)];
      assertEquals(receive(format, ...pieces), value);
    }
  }
});

Deno.test("a prompt may begin with the line break of the echo", () => {
  const format = {
    terminator: bytes("\r\n34980A> "),
    echo: bytes("CONF\r\n"),
  };

  assertEquals(receive(format, bytes("CONF\r\n34980A> ")), "");
  assertEquals(receive(format, bytes("CONF\r\n"), bytes("34980A> ")), "");
});

Deno.test("random answers come through in random pieces", () => {
  const random = randomFrom(5);
  const letters = [..."ab\r;µ\u{1f600} "];
  for (let round = 0; round < 500; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 3000) },
      () => letters[Math.floor(random() * letters.length)],
    ).join("");
    const whole = bytes(`${text}\n`);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < whole.length;) {
      const end = at + 1 + Math.floor(random() * 400);
      pieces.push(whole.subarray(at, end));
      at = end;
    }
    assertEquals(receive({ terminator: bytes("\n") }, ...pieces), text);
  }
});

Deno.test("bytes that are no UTF-8 are replaced, and a byte order mark is kept", () => {
  const format = { terminator: bytes("\n") };

  assertEquals(receive(format, new Uint8Array([65, 0xff, 10])), "A\ufffd");
  assertEquals(receive(format, bytes("\ufeffA\n")), "\ufeffA");
});

Deno.test("a wrong echo is refused when the line is complete, unless it may lack", () => {
  const format = { terminator: bytes("\n"), echo: bytes("A?\n") };
  assertEquals(receive(format, bytes("B")), undefined);
  assertThrows(
    () => receive(format, bytes("B"), bytes("\n")),
    ReplyError,
    "Bad ethernet query return: B",
  );
  assertEquals(receive({ ...format, echoMayLack: true }, bytes("B\n")), "B");
});

Deno.test("a mebibyte is accepted, a byte more is not", () => {
  const format = { terminator: bytes("\n") };
  const whole = new Uint8Array(maxAnswer).fill(65);
  whole[maxAnswer - 1] = 10;
  assertEquals(receive(format, whole)?.length, maxAnswer - 1);
  assertThrows(
    () => receive(format, whole.fill(65), bytes("\n")),
    ReplyError,
    "longer than",
  );
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
