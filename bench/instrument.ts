/**
 * How many exchanges a second an instrument gets that answers at once.
 *
 * @module
 */
import { EthernetSCPIService } from "../mod.ts";
import { SimulatedInstrument } from "../testing.ts";
import { type Effort, median } from "./measure.ts";

/** Options that there may be. */
const settings: Readonly<Record<string, object>> = {
  "as it is by default": {},
  "without silence": { answerSilence: 0 },
};

/** Measures a service and a simulated instrument in one process: exchanges per second, one after the other. */
export async function measureInstrument(
  { rounds, seconds }: Effort,
): Promise<Record<string, number>> {
  const results: Record<string, number> = {};
  for (const [name, options] of Object.entries(settings)) {
    await using instrument = new SimulatedInstrument();
    const service = new EthernetSCPIService("dmm");
    service.socketInfo = { hostname: "127.0.0.1", port: instrument.port };
    service.commandTerminator = "\n";
    Object.assign(service, options);
    await service.start();
    const rates: number[] = [];
    try {
      await service.sendToDevice(["*OPC?"]);
      for (let round = 0; round < rounds; round++) {
        rates.push(await rate(service, seconds));
      }
    } finally {
      await service.stop();
    }
    results[`${name}: exchanges per s`] = Math.round(median(rates));
  }
  return results;
}

async function rate(
  service: EthernetSCPIService,
  seconds: number,
): Promise<number> {
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    await service.sendToDevice(["*OPC?"]);
    count++;
  }
  return count / (performance.now() - began) * 1000;
}
