// deno-lint-ignore-file no-console -- prints the matrix
/**
 * An answer belongs to its question, whatever the habits of the instrument: each reading is right, or it is an error; never another value.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { configure, type Endpoint, offline } from "../../src/core/mod.ts";
import { EthernetSCPIService, FormatEntity } from "../../mod.ts";
import { delay, systemClock } from "../../src/mesh/clock.ts";
import { isReplyError } from "../../src/wire/mod.ts";
import { randomFrom } from "../implementations/scpi/random.ts";
import { habits, type NamedHabit, timeout } from "./habits.ts";
import { RoughInstrument } from "./rough_instrument.ts";

/** What became of some exchanges. */
interface Counts {
  right: number;
  refused: number;
  wrong: number;
  /** What the wrong ones were. */
  readonly wrongs: string[];
}

/** A column of the matrix: options of the service. */
const columns: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "default": {},
  "no handshake": { cmd_at_reconnect: null },
  "sync: silence": { sync: "silence" },
  "sync: given": {
    cmd_at_reconnect: null,
    sync: { send: "*IDN?", expect: "ACME,Rough 1000,SN42,1.0" },
  },
  "declared": {},
};

const channels = [0, 1, 2, 3];
const rounds = 9;
/** How many instruments of a kind are tried at the same time. */
const together = 12;
/** What passes between two rounds if the instrument is missing, in milliseconds. */
const pause = 300;
const sets = ["sets are answered", "sets are not answered"];

Deno.test("every reading is right or an error, whatever the instrument does", async () => {
  const rows: { name: string; cells: Counts[] }[] = [];
  for (let from = 0; from < habits.length; from += together) {
    const some = habits.slice(from, from + together);
    rows.push(
      ...await Promise.all(some.map(async (habit, index) => {
        const cells = Object.entries(columns).map(([name, config], column) =>
          fill(habit, config, name === "declared", 10 * (from + index) + column)
        );
        return { name: habit.name, cells: await Promise.all(cells) };
      })),
    );
  }
  print(rows);
  const all = rows.flatMap(({ cells }) => cells);
  const total = (what: "right" | "refused" | "wrong") =>
    all.reduce((sum, counts) => sum + counts[what], 0);
  console.log(
    `${total("right") + total("refused") + total("wrong")} exchanges: ${
      total("right")
    } right, ${total("refused")} refused, ${total("wrong")} wrong`,
  );
  assertEquals(all.flatMap(({ wrongs }) => wrongs), []);
  assert(total("right") > 2000, `only ${total("right")} were right`);
  for (const [index, { name, cells }] of rows.entries()) {
    const { declared, settings } = habits[index]!;
    if (!declared && !settings) continue;
    const { right, refused } = cells.at(-1)!;
    assert(right > 5 * refused, `${name}: ${right} right, ${refused} refused`);
  }
});

/** One cell: some rounds in which every endpoint is due at once. */
async function fill(
  row: NamedHabit,
  config: Readonly<Record<string, unknown>>,
  declared: boolean,
  seed: number,
): Promise<Counts> {
  await using instrument = new RoughInstrument({
    habit: row.habit,
    bridged: row.bridged ?? false,
    random: randomFrom(7919 * seed + 12345),
  });
  const service = new EthernetSCPIService(`s${seed}`);
  set(service, {
    socket_info: ["127.0.0.1", instrument.port],
    socket_timeout: timeout,
    command_terminator: "\n",
    response_terminator: "\n",
    ...config,
    ...(declared ? row.settings : {}),
  });
  service.enter(offline(), () => {});
  const question = row.question ?? ((channel: number) => `V${channel}?`);
  const entities = channels.map((channel) => {
    const entity = new FormatEntity(`v${channel}`);
    set(entity, {
      get_str: question(channel),
      set_str: `S${channel} {}`,
      ...(declared ? row.declared : {}),
    });
    service.add(entity);
    return entity;
  });
  const counts: Counts = { right: 0, refused: 0, wrong: 0, wrongs: [] };
  await service.start();
  try {
    for (let round = 0; round < rounds; round++) {
      const { refused } = counts;
      await Promise.all(entities.map(async (entity, channel) => {
        const before = instrument.asked.get(channel) ?? 0;
        await judge(counts, () => entity.onGet(), (value) => {
          const [, shown, count] = /^(\d+)\.(\d+)$/.exec(`${value}`) ?? [];
          return Number(shown) === channel && Number(count) > before;
        });
        if (!sets.includes(row.name) || round % 3 > 0) return;
        const set = () => entity.onSet(round);
        await judge(counts, set, (said) => said === "OK" || said === null);
      }));
      if (counts.refused > refused) await delay(systemClock, pause);
    }
  } finally {
    await service.stop();
  }
  return counts;
}

async function judge(
  counts: Counts,
  ask: () => Promise<unknown>,
  isRight: (value: unknown) => boolean,
): Promise<void> {
  try {
    const value = await ask();
    if (isRight(value)) counts.right++;
    else {
      counts.wrong++;
      counts.wrongs.push(JSON.stringify(value));
    }
  } catch (error) {
    const isRefusal = isReplyError(error) &&
      [201, 202].includes(error.returnCode.value);
    if (!isRefusal) throw error;
    counts.refused++;
  }
}

function print(rows: { name: string; cells: Counts[] }[]): void {
  const names = Object.keys(columns);
  const line = (first: string, rest: string[]) =>
    console.log(
      first.padEnd(58) + rest.map((text) => text.padStart(15)).join(""),
    );
  line("right / refused / wrong", names);
  for (const { name, cells } of rows) {
    line(
      name,
      cells.map(({ right, refused, wrong }) =>
        `${right} / ${refused} / ${wrong}`
      ),
    );
  }
}

function set(target: Endpoint, options: object): void {
  const config = { name: target.name, ...options };
  const known = { functions: new Map(), offeredElsewhere: new Map() };
  const [problem] = [...configure(target, config), ...target.validate(known)];
  if (problem) throw new Error(problem.message);
}
