import { assertEquals, assertThrows } from "@std/assert";
import { FieldError } from "../../src/core/mod.ts";
import { socketInfo, socketText } from "../../src/instruments/socket_info.ts";
import { randomFrom } from "../implementations/scpi/random.ts";

const field = socketInfo();

Deno.test("every form of socket_info that laboratories use is understood (157)", () => {
  const forms: [unknown, string, number][] = [
    ["('scpi-device',24596)", "scpi-device", 24596],
    ['("wolfburn.local", 1234)', "wolfburn.local", 1234],
    ['("10.93.130.113", 10001)', "10.93.130.113", 10001],
    ["('localhost', 5025)", "localhost", 5025],
    ["( 'glenlivet.p8' , 5024, )", "glenlivet.p8", 5024],
    ["(localhost, 5025)", "localhost", 5025],
    [["scpi-device", 24596], "scpi-device", 24596],
    [["scpi-device", "24596"], "scpi-device", 24596],
    ["scpi-device:24596", "scpi-device", 24596],
    ["10.0.0.107:1234", "10.0.0.107", 1234],
    ["[::1]:1234", "::1", 1234],
    [" ('h', 1)\n", "h", 1],
  ];
  for (const [form, hostname, port] of forms) {
    assertEquals(field.decode(form), { hostname, port }, String(form));
  }
});

Deno.test("anything else is refused, and says what it must be", () => {
  const wrong: [unknown, string][] = [
    ['("roach2.p8", communication_port)', "the port must be a whole number"],
    ["('h', 0)", "the port must be at least 1"],
    ["('h', 65536)", "the port must be at most 65535"],
    ["('h', 1.5)", "the port must be a whole number"],
    ["('h\", 1)", "must be a host and a port, such as"],
    ["('h' 1)", "must be a host and a port, such as"],
    ["('h')", "must be a host and a port, such as"],
    ["localhost", "must be a host and a port, such as"],
    ["::1:1234", "must be a host and a port, such as"],
    ["", "must be a host and a port, such as"],
    [["h"], "must be a host and a port, such as"],
    [["h", 1, 2], "must be a host and a port, such as"],
    [[1, "h"], "must be a host and a port, such as"],
    [{ host: "h", port: 1 }, "must be a host and a port, such as"],
    [null, "must be a host and a port, such as"],
    [1234, "must be a host and a port, such as"],
  ];
  for (const [form, message] of wrong) {
    assertThrows(() => field.decode(form), FieldError, message);
  }
});

Deno.test("what is written as a tuple is read again, and a request reads a list", () => {
  const random = randomFrom(3);
  const letters = "abcxyz0189.-_";
  for (let round = 0; round < 1000; round++) {
    const hostname = Array.from(
      { length: 1 + Math.floor(random() * 12) },
      () => letters[Math.floor(random() * letters.length)],
    ).join("");
    const info = { hostname, port: 1 + Math.floor(random() * 65535) };
    assertEquals(field.decode(socketText(info)), info);
    assertEquals(field.decode(field.encode!(info)), info);
    assertEquals(field.decode(`${hostname}:${info.port}`), info);
  }
});

Deno.test("no text makes it throw anything but a FieldError", () => {
  const random = randomFrom(4);
  const pieces = ["(", ")", "'", '"', ",", " ", ":", "[", "]", "h", "1", "\n"];
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 12) },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join("");
    try {
      const { hostname, port } = field.decode(text);
      assertEquals([typeof hostname, typeof port], ["string", "number"]);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
    }
  }
});
