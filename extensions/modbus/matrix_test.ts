// deno-lint-ignore-file no-console -- prints the matrix
/**
 * An answer belongs to its question, whatever the device does: each reading is right, or it is an error; never another value.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { isReplyError } from "@dripline/dripline";
import { startMesh } from "@dripline/dripline/testing";
import { SimulatedDevice, type Turn } from "./testing.ts";

/** Seconds that a service waits here. */
const timeout = 0.3;
const tooLong = 1500 * timeout;

/** Registers that tell to which question their answer belongs: the address, and how often it was read. */
class CountedRegisters extends Map<number, number> {
  readonly reads = new Map<number, number>();

  override get(address: number): number {
    const count = (this.reads.get(address) ?? 0) + 1;
    this.reads.set(address, count);
    return address * 256 + count;
  }
}

let seed = 1;
function random(): number {
  seed = (seed * 48271) % 0x7fffffff;
  return seed / 0x7fffffff;
}
const rarely = () => random() < 0.1;

const rows: Readonly<
  Record<string, { habit: (turn: Turn) => void | Promise<void>; keeps?: true }>
> = {
  "answers well": { habit: ({ send, response }) => send(response) },
  "answers twice, 30 ms between": {
    habit: ({ send, later, response }) => {
      send(response);
      if (rarely()) later(30, response);
    },
  },
  "answers twice in one piece": {
    habit: ({ send, response }) =>
      send(Uint8Array.of(...response, ...(rarely() ? response : []))),
  },
  "sends a response unasked": {
    habit: ({ send, later, response }) => {
      send(response);
      if (rarely()) later(200 * random(), response);
    },
  },
  "answers later than the timeout": {
    habit: async ({ send, pause, response }) => {
      if (rarely()) await pause(tooLong);
      send(response);
    },
  },
  "the same behind a gateway that queues": {
    habit: async ({ send, pause, response }) => {
      if (rarely()) await pause(tooLong);
      send(response);
    },
    keeps: true,
  },
  "behind a gateway, others overtake the late one": {
    habit: ({ send, later, response }) =>
      rarely() ? later(tooLong, response) : send(response),
    keeps: true,
  },
  "does not answer": {
    habit: ({ send, response }) => send(rarely() ? new Uint8Array() : response),
  },
  "answers in pieces": {
    habit: async ({ send, pause, response }) => {
      const cut = 1 + Math.floor(random() * (response.length - 1));
      send(response.subarray(0, cut));
      await pause(10);
      send(response.subarray(cut));
    },
  },
  "breaks off": {
    habit: ({ send, response }) =>
      send(rarely() ? response.subarray(0, 6) : response),
  },
  "garbles a byte": {
    habit: ({ send, response }) => {
      const garbled = response.slice();
      // Over TCP, the net itself holds what is inside together.
      if (rarely()) garbled[Math.floor(random() * 6)]! ^= 1;
      send(garbled);
    },
  },
  "puts noise before": {
    habit: ({ send, response }) =>
      send(rarely() ? Uint8Array.of(0, ...response) : response),
  },
};

/** What became of some readings. */
interface Counts {
  right: number;
  refused: number;
  readonly wrong: string[];
}

for (const protocol of ["tcp", "rtu"] as const) {
  Deno.test(`over ${protocol}, every reading is right or an error, whatever the device does`, async () => {
    const cells = await Promise.all(
      Object.entries(rows).map(async ([name, row]) =>
        [name, await fill(protocol, row)] as const
      ),
    );
    for (const [name, { right, refused, wrong }] of cells) {
      console.log(
        `${protocol}, ${name}: ${right} right, ${refused} refused, ${wrong.length} wrong`,
      );
    }
    assertEquals(cells.flatMap(([, { wrong }]) => wrong), []);
    const right = cells.reduce((sum, [, counts]) => sum + counts.right, 0);
    assert(right > 500, `only ${right} were right`);
    // A machine that is busy may time out now and then.
    const [, well] = cells[0]!;
    assert(well.right > 5 * well.refused, `${well.refused} refused`);
  });
}

async function fill(
  protocol: "tcp" | "rtu",
  row: { habit: (turn: Turn) => void | Promise<void>; keeps?: true },
): Promise<Counts> {
  await using device = new SimulatedDevice({ protocol, ...row });
  const registers = new CountedRegisters();
  const addresses = [3, 10, 20, 30, 31];
  for (const address of addresses) registers.set(address, 0);
  device.unit(1).holdingRegisters = registers;
  await using mesh = await startMesh({
    extensions: [import.meta.resolve("./mod.ts")],
    name: "plant",
    module: "ModbusService",
    socket_info: `127.0.0.1:${device.port}`,
    protocol,
    socket_timeout: timeout,
    endpoints: addresses.map((address) => ({
      name: `r${address}`,
      module: "ModbusEntity",
      holding_register: address,
    })),
  });
  const counts: Counts = { right: 0, refused: 0, wrong: [] };
  for (let round = 0; round < 12; round++) {
    await Promise.all(addresses.map(async (address) => {
      const before = registers.reads.get(address) ?? 0;
      try {
        const { value_raw: value } = await mesh.client.get(`r${address}`) as {
          value_raw: number;
        };
        const isRight = value >> 8 === address && (value & 0xff) > before;
        if (isRight) counts.right++;
        else counts.wrong.push(`${value >> 8}.${value & 0xff} for ${address}`);
      } catch (error) {
        const isRefusal = isReplyError(error) &&
          [201, 202].includes(error.returnCode.value);
        if (!isRefusal) throw error;
        counts.refused++;
      }
    }));
  }
  return counts;
}
