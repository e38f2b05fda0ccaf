import { assertEquals, assertRejects } from "@std/assert";
import { createSocket } from "node:dgram";
import { Instrument, InstrumentError, measured, udpLink } from "../../mod.ts";

Deno.test("an instrument that takes datagrams is asked", async () => {
  const device = createSocket("udp4");
  await new Promise<void>((resolve) => device.bind(0, "127.0.0.1", resolve));
  const { port } = device.address();
  device.on("message", (question, { port, address }) => {
    const text = new TextDecoder().decode(question);
    if (text !== "mute") device.send(`${text}!`, port, address);
  });
  {
    await using instrument = new Instrument({
      link: udpLink({ hostname: "127.0.0.1", port }),
      // A datagram is a message.
      framing: measured((bytes) => bytes.length),
      sync: "connection",
      silence: 0,
      timeout: 0.2,
    });
    assertEquals(await instrument.ask("volts"), "volts!");
    const error = await assertRejects(
      () => instrument.ask("mute"),
      InstrumentError,
    );
    assertEquals(error.returnCode.value, 202);
    assertEquals(await instrument.ask("amps"), "amps!");
  }
  await new Promise<void>((resolve) => device.close(() => resolve()));
});
