/**
 * Instruments on serial lines, which are pseudo-terminals here.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  Instrument,
  InstrumentError,
  lines,
  serialLink,
  SerialSCPIService,
  SimpleSCPIEntity,
} from "../../mod.ts";
import { sttyWords } from "../../src/instruments/serial_link.ts";
import {
  ask,
  SimulatedInstrument,
  SimulatedSerialLine,
} from "../../testing.ts";

const isPossible = await SimulatedSerialLine.isPossible();
// deno-lint-ignore no-console -- says why
if (!isPossible) console.log("skipped: serial lines: socat is not installed");

Deno.test("baud, parity, bits and flow control become words of stty", () => {
  const usual = sttyWords({ path: "/dev/ttyUSB0" }).join(" ");
  assert(usual.startsWith("9600 raw -echo "), usual);
  assert(usual.includes(" cs8 -parenb -parodd -cstopb -ixon -ixoff -crtscts"));
  const other = sttyWords({
    path: "/dev/ttyUSB0",
    baud: 1200,
    dataBits: 7,
    parity: "odd",
    stopBits: 2,
    flow: "software",
  }).join(" ");
  assert(other.startsWith("1200 raw "), other);
  assert(other.includes(" cs7 parenb parodd cstopb ixon ixoff -crtscts"));
});

Deno.test("a line that is not there is said with its name and the reason, and no file is made of it", async () => {
  const path = `${await Deno.makeTempDir()}/no-such-line`;
  await using instrument = new Instrument({
    link: serialLink({ path }),
    framing: lines("\n"),
  });
  const error = await assertRejects(
    () => instrument.ask("*IDN?"),
    InstrumentError,
    `Unable to establish serial line ${path}: `,
  );
  assert(error.message.includes("No such file or directory"), error.message);
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
});

Deno.test({
  name:
    "an instrument on a serial line is asked and set, any bytes come through, and a long answer is whole",
  ignore: !isPossible,
  async fn() {
    await using simulated = new SimulatedInstrument({
      knows: {
        VOLT: "5",
        "ALL?": "µ\u0011\u0013\u0004\r",
        "LONG?": "x".repeat(50_000),
      },
    });
    await using line = await SimulatedSerialLine.to(simulated);
    const service = new SerialSCPIService("supply");
    service.device = line.path;
    service.commandTerminator = "\n";
    service.baud = 115200;
    const volts = new SimpleSCPIEntity("volts");
    volts.baseStr = "VOLT";
    service.add(volts);
    await service.start();
    try {
      assertEquals((await ask(volts, "get")).payload, { "value_raw": "5" });
      assertEquals(await volts.onSet(6), "6");
      assertEquals(await volts.onGet(), "6");
      assertEquals(
        await service.sendToDevice(["ALL?"]),
        "µ\u0011\u0013\u0004\r",
      );
      assertEquals((await service.sendToDevice(["LONG?"])).length, 50_000);
    } finally {
      await service.stop();
    }
  },
});

Deno.test({
  name:
    "a serial line that is pulled out is an error, and found when it is back",
  ignore: !isPossible,
  async fn() {
    await using simulated = new SimulatedInstrument();
    let path: string;
    {
      await using line = await SimulatedSerialLine.to(simulated);
      path = line.path;
      await using instrument = new Instrument({
        link: serialLink({ path }),
        framing: lines("\n"),
        sync: "connection",
        timeout: 0.5,
      });
      assertEquals(await instrument.ask("*OPC?"), "1");
      simulated.cut();
      const error = await assertRejects(async () => {
        for (;;) await instrument.ask("*OPC?");
      }, InstrumentError);
      assert([201, 202].includes(error.returnCode.value), error.message);
    }
  },
});
