import { assert, assertEquals } from "@std/assert";
import { messageText, visible, visibleLines } from "../../src/wire/mod.ts";

/** Everything that ends a line, moves a terminal or turns the direction of writing. */
const acting = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029],
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  ...[0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));

Deno.test("what does something to a terminal is shown, not done", () => {
  for (const character of acting) {
    const shown = visible(`a${character}b`);
    assert(/^a\\(?:[nrt]|u[\da-f]{4})b$/.test(shown), shown);
    if (!"\n\t".includes(character)) {
      assertEquals(
        JSON.parse(visibleLines(JSON.stringify(character))),
        character,
      );
    }
  }
  assertEquals(visible("größe 5 °C 😀 \\n"), "größe 5 °C 😀 \\n");
  assertEquals(visibleLines("a\n\tb\x1b[2J"), "a\n\tb\\u001b[2J");
});

Deno.test("no value of a message brings lines or escapes of its own", () => {
  const evil = `x\nRouting key: y${acting.join("")}`;
  const message = {
    routingKey: evil,
    correlationId: evil,
    replyTo: evil,
    timestamp: evil,
    specifier: evil,
    returnMessage: evil,
    returnCode: 0,
    lockoutKey: undefined,
    type: "reply" as const,
    payload: { [evil]: [evil, { [evil]: evil }] },
    senderInfo: {
      exe: evil,
      hostname: evil,
      username: evil,
      serviceName: evil,
      versions: { [evil]: { version: evil, commit: evil, package: evil } },
    },
  };
  const text = messageText(message as never);
  assertEquals(text.split("\nRouting key: y").length, 1);
  for (const character of acting) {
    if (!"\n\t".includes(character)) assert(!text.includes(character));
  }
});
