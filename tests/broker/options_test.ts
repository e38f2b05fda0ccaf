import { assertEquals, assertThrows } from "@std/assert";
import { type BrokerOptions, startBroker } from "../../src/broker/mod.ts";
import { resolveOptions } from "../../src/broker/options.ts";

Deno.test("a broker listens on loopback with any login unless it is told otherwise", () => {
  const { hostname, port, users, heartbeat } = resolveOptions({});
  assertEquals([hostname, port, users, heartbeat], [
    "127.0.0.1",
    5772,
    undefined,
    60,
  ]);
});

const wrong: [options: BrokerOptions, complaint: string][] = [
  [{ port: 70_000 }, '"port" is 70000; it must be an integer from 0 to 65535'],
  [{ port: 5.5 }, '"port" is 5.5'],
  [{ port: NaN }, '"port" is NaN'],
  [{ heartbeat: -1 }, '"heartbeat" is -1'],
  [{ memoryLimit: 0 }, '"memoryLimit" is 0'],
  [{ maxConnections: 0 }, '"maxConnections" is 0'],
  [{ maxChannels: 65_536 }, '"maxChannels" is 65536'],
  [{ frameMax: 4095 }, '"frameMax" is 4095'],
  [{ maxBodyBytes: Infinity }, '"maxBodyBytes" is Infinity'],
  [{ outputLimit: 0 }, '"outputLimit" is 0'],
  [
    { handshakeTimeout: -0.1 },
    '"handshakeTimeout" is -0.1; it must be a number',
  ],
  [{ closeTimeout: Infinity }, '"closeTimeout" is Infinity'],
  [{ hostname: "0.0.0.0" }, '"users" is missing'],
  [{ hostname: "127.0.0.1.example.org" }, '"users" is missing'],
  [{ users: {} }, '"users" is empty'],
  [
    { users: { ann: 1234 as unknown as string } },
    'no text as the password of "ann"',
  ],
];

for (const [options, complaint] of wrong) {
  Deno.test(`the options ${Deno.inspect(options)} are refused by name`, () => {
    assertThrows(() => startBroker(options), RangeError, complaint);
  });
}

Deno.test("another address is accepted together with users", () => {
  const settings = resolveOptions({ hostname: "0.0.0.0", users: { ann: "x" } });
  assertEquals(settings.users, new Map([["ann", "x"]]));
});
