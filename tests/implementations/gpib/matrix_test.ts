// deno-lint-ignore-file no-console -- prints the matrix
/**
 * On a bus too, an answer belongs to its question: each reading is that of the right instrument and channel, or it is an error.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { FormatEntity, PrologixService } from "../../../mod.ts";
import { offline } from "../../../src/core/mod.ts";
import { delay, systemClock } from "../../../src/mesh/clock.ts";
import { isReplyError } from "../../../src/wire/mod.ts";
import { set } from "../../instruments/set.ts";
import { randomFrom } from "../scpi/random.ts";
import {
  type BusAge,
  type BusHabit,
  type BusMood,
  SimulatedBus,
} from "./simulated_bus.ts";

/** Seconds that a service waits for an instrument here. */
const timeout = 0.2;
const tooLong = 1500 * timeout;

/** A row: what the instruments and the controller do. */
interface Row {
  readonly name: string;
  readonly habit?: BusHabit;
  readonly mood?: BusMood;
  /** Options of the entities that make every reading right. */
  readonly declared?: object;
}

const well: BusHabit = (answer) => [{ text: `${answer}\r\n` }];
const rarely = (random: () => number, often = 0.12) => random() < often;

const rows: readonly Row[] = [
  { name: "one line with EOI" },
  {
    name: "no line break, only EOI",
    habit: (answer) => [{ text: answer }],
  },
  {
    name: "two lines in one message",
    habit: (answer) => [{ text: `${answer}\nOK\n` }],
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
  },
  {
    name: "two messages for a question",
    habit: (answer) => [{ text: `${answer}\n` }, { text: "9 9 9\n" }],
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
  },
  {
    name: "a second message 30 ms later, now and then",
    habit: (answer, random) => [
      { text: `${answer}\n` },
      ...(rarely(random) ? [{ text: "9 9 9\n", after: 30 }] : []),
    ],
  },
  {
    name: "answers up to OK",
    habit: (answer) => [{ text: `${answer}\n0\n` }, { text: "OK\n" }],
    declared: {
      answer_until: "OK",
      extract_raw_regex: "(?P<value_raw>[^\\n]*)",
    },
  },
  {
    name: "an answer slower than the timeout, now and then",
    habit: (
      answer,
      random,
    ) => [{ text: `${answer}\n`, after: rarely(random) ? tooLong : 0 }],
  },
  {
    name: "no answer, now and then",
    habit: (answer, random) => rarely(random) ? [] : well(answer, random),
  },
  {
    name: "an answer that breaks off without EOI, now and then",
    habit: (answer, random) =>
      rarely(random)
        ? [{ text: answer.slice(0, -1), eoi: false }]
        : well(answer, random),
  },
  {
    name: "what the controller says in pieces",
    mood: {
      pieces: (text, random) => {
        const cut = Math.floor(random() * text.length);
        return [text.slice(0, cut), text.slice(cut)];
      },
    },
  },
  {
    name: "the controller hangs up in the middle, now and then",
    mood: { hangsUp: (_, random) => rarely(random, 0.01) },
  },
  {
    name: "the same, and keeps the rest for the next connection",
    mood: { hangsUp: (_, random) => rarely(random, 0.01), keeps: true },
  },
  {
    name: "the controller stops for long, and keeps the rest",
    mood: {
      stall: (line, random) =>
        line.startsWith("++read ") && rarely(random, 0.03) ? 1500 + tooLong : 0,
      keeps: true,
    },
  },
  {
    name: "the controller says something else, now and then",
    mood: {
      pieces: (text, random) =>
        rarely(random, 0.02) ? ["9 9 9\r\n", text] : [text],
    },
  },
];

const columns: Readonly<Record<string, object>> = {
  "default": {},
  "half": {},
  "old": {},
  "old, sync: silence": { sync: "silence" },
  "device_clear": { device_clear: true },
  "declared": {},
};

const addresses = ["5", "9 96", "12"];
const channels = ["0", "1"];

/** What became of some readings. */
interface Counts {
  right: number;
  refused: number;
  readonly wrong: string[];
}

Deno.test("on a bus, every reading is that of the right instrument and channel, or an error", async () => {
  const all = await Promise.all(rows.map(async (row, index) => ({
    row,
    cells: await Promise.all(
      Object.entries(columns).map(([name, config], column) =>
        fill(row, name, config, 100 * index + column)
      ),
    ),
  })));
  const line = (first: string, rest: string[]) =>
    console.log(
      first.padEnd(56) + rest.map((text) => text.padStart(20)).join(""),
    );
  line("right / refused / wrong", Object.keys(columns));
  for (const { row, cells } of all) {
    line(
      row.name,
      cells.map(({ right, refused, wrong }) =>
        `${right} / ${refused} / ${wrong.length}`
      ),
    );
  }
  const cells = all.flatMap(({ cells }) => cells);
  const right = cells.reduce((sum, counts) => sum + counts.right, 0);
  assertEquals(cells.flatMap(({ wrong }) => wrong), []);
  assert(right > 1000, `only ${right} were right`);
  for (const { row, cells } of all) {
    const { right, refused } = cells.at(-1)!;
    if (!row.declared) continue;
    assert(
      right > 5 * refused,
      `${row.name}: ${right} right, ${refused} refused`,
    );
  }
});

function ageOf(column: string): BusAge {
  const [word] = column.split(",");
  return word === "old" || word === "half" ? word : "modern";
}

async function fill(
  { habit = well, mood = {}, declared }: Row,
  name: string,
  config: object,
  seed: number,
): Promise<Counts> {
  const random = randomFrom(7919 * seed + 1);
  await using bus = new SimulatedBus(mood, random);
  const service = new PrologixService(`s${seed}`);
  set(service, {
    socket_info: ["127.0.0.1", bus.port],
    socket_timeout: timeout,
    ...config,
  });
  service.enter(offline(), () => {});
  const readings = addresses.flatMap((address) => {
    const instrument = bus.add(address, habit, ageOf(name));
    return channels.map((channel) => {
      const entity = new FormatEntity(
        `v${address.replace(" ", "_")}${channel}`,
      );
      service.add(entity);
      set(entity, {
        get_str: `V${channel}?`,
        address,
        ...(name === "declared" ? declared : {}),
      });
      return { address, channel, instrument, entity };
    });
  });
  const counts: Counts = { right: 0, refused: 0, wrong: [] };
  await service.start();
  try {
    for (let round = 0; round < 6; round++) {
      await Promise.all(
        readings.map(async ({ address, channel, instrument, entity }) => {
          const before = instrument.asked.get(channel) ?? 0;
          try {
            const value = `${await entity.onGet()}`;
            const at = value.lastIndexOf(" ");
            const isRight = value.slice(0, at) === `${address} ${channel}` &&
              Number(value.slice(at)) > before;
            if (isRight) counts.right++;
            else {counts.wrong.push(
                `${JSON.stringify(value)} for ${address} ${channel}`,
              );}
          } catch (error) {
            const isRefusal = isReplyError(error) &&
              [201, 202].includes(error.returnCode.value);
            if (!isRefusal) throw error;
            counts.refused++;
          }
        }),
      );
      if (counts.refused > 0) await delay(systemClock, 100);
    }
  } finally {
    await service.stop();
  }
  return counts;
}
