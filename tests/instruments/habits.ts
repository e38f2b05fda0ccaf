/**
 * The habits of instruments that do not keep to one line for a question.
 *
 * @module
 */
import type { Habit, Turn } from "./rough_instrument.ts";

/** A habit, and how a configuration allows for it. */
export interface NamedHabit {
  readonly name: string;
  readonly habit: Habit;
  /** Whether it is behind a terminal server. */
  readonly bridged?: boolean;
  /** Options of the entities that make every reading right. */
  readonly declared?: Readonly<Record<string, unknown>>;
  /** Options of the service that make every reading right. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is asked for channel n; default: `V{n}?`. */
  readonly question?: (channel: number) => string;
}

/** Seconds that a service waits for an answer here. */
export const timeout = 0.4;

const tooLong = timeout * 1500;

const isReading = ({ command }: Turn) => command.startsWith("V");

/** Some of the questions, by chance. */
function now(turn: Turn, often = 0.15): boolean {
  return isReading(turn) && turn.random() < often;
}

/** Answers, and says something else after so many milliseconds. */
const surplus = (text: string, milliseconds: (turn: Turn) => number): Habit =>
(
  turn,
) => {
  turn.send(`${turn.answer}\n`);
  if (isReading(turn)) turn.later(milliseconds(turn), text);
};

/** Answers late, now and then. */
const slow = (which: (turn: Turn) => boolean): Habit => async (turn) => {
  if (which(turn)) await turn.pause(tooLong);
  turn.send(`${turn.answer}\n`);
};

/** What the matrix is made of. */
export const habits: readonly NamedHabit[] = [
  {
    name: "one line for a question",
    habit: ({ send, answer }) => send(`${answer}\n`),
  },
  {
    name: "two lines in one piece",
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
    habit: (turn) =>
      turn.send(isReading(turn) ? `${turn.answer}\nOK\n` : `${turn.answer}\n`),
  },
  {
    name: "two lines, the second 1 to 5 ms later",
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
    habit: surplus("OK\n", ({ random }) => 1 + 4 * random()),
  },
  {
    name: "three lines, 10 ms between",
    declared: {
      answer_until: "OK",
      extract_raw_regex: "(?P<value_raw>[^\\n]*)",
    },
    habit: async (turn) => {
      turn.send(`${turn.answer}\n`);
      if (!isReading(turn)) return;
      await turn.pause(10);
      turn.send("0.0\n");
      await turn.pause(10);
      turn.send("OK\n");
    },
  },
  {
    name: "a surplus after 0 to 50 ms, now and then",
    habit: (turn) => {
      turn.send(`${turn.answer}\n`);
      if (now(turn)) turn.later(50 * turn.random(), "9.9\n");
    },
  },
  {
    name: "a surplus after 50 ms",
    habit: surplus("9.9\n", () => 50),
  },
  {
    name: "a blank line after each answer",
    settings: { response_terminator: "\n\n" },
    habit: (turn) => turn.send(`${turn.answer}\n\n`),
  },
  {
    name: "a blank line before some answers",
    habit: (turn) => {
      turn.send(now(turn) ? `\n${turn.answer}\n` : `${turn.answer}\n`);
    },
  },
  {
    name: "an unsolicited line 5 to 50 ms before some answers",
    habit: async (turn) => {
      if (now(turn)) {
        turn.send("7.7\n");
        await turn.pause(5 + 45 * turn.random());
      }
      turn.send(`${turn.answer}\n`);
    },
  },
  {
    name: "unsolicited lines between exchanges",
    habit: (turn) => {
      turn.send(`${turn.answer}\n`);
      if (now(turn, 0.05)) turn.later(200 * turn.random(), "8.8\n");
    },
  },
  {
    name: "an answer slower than the timeout, now and then",
    habit: slow((turn) => now(turn, 0.08)),
  },
  {
    name: "the same behind a bridge that queues",
    bridged: true,
    habit: slow((turn) => now(turn, 0.08)),
  },
  {
    name: "behind a bridge, other answers overtake the slow one",
    bridged: true,
    habit: (turn) =>
      now(turn, 0.08)
        ? turn.later(tooLong, `${turn.answer}\n`)
        : turn.send(`${turn.answer}\n`),
  },
  {
    name: "behind a bridge, a late answer equal to the handshake's",
    bridged: true,
    habit: async (turn) => {
      if (now(turn, 0.08)) {
        await turn.pause(tooLong);
        turn.send("1\n");
      } else turn.send(`${turn.answer}\n`);
    },
  },
  {
    name: "behind a bridge, a late answer equal to the identity",
    bridged: true,
    habit: async (turn) => {
      if (now(turn, 0.08)) {
        await turn.pause(tooLong);
        turn.send("ACME,Rough 1000,SN42,1.0\n");
      } else turn.send(`${turn.answer}\n`);
    },
  },
  {
    name: "answers split anywhere",
    habit: async (turn) => {
      const text = `${turn.answer}\n`;
      const cut = 1 + Math.floor(turn.random() * (text.length - 1));
      turn.send(text.slice(0, cut));
      await turn.pause(20 * turn.random());
      turn.send(text.slice(cut));
    },
  },
  {
    name: "an echo",
    settings: { reply_echo_cmd: true },
    habit: (turn) => turn.send(`${turn.command}\n${turn.answer}\n`),
  },
  {
    name: "an echo at once, the answer 100 ms later",
    settings: { reply_echo_cmd: true },
    habit: async (turn) => {
      turn.send(`${turn.command}\n`);
      await turn.pause(100);
      turn.send(`${turn.answer}\n`);
    },
  },
  {
    name: "several lines in one question",
    question: (channel) => `V${channel}?\nV${channel}?`,
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
    habit: ({ send, answer }) => send(`${answer}\n`),
  },
  {
    name: "several lines in one question, each answered after 80 ms",
    question: (channel) => `V${channel}?\nV${channel}?`,
    declared: { answer_lines: 2, extract_raw_regex: "(?P<value_raw>.*)" },
    habit: async ({ send, answer, pause }) => {
      await pause(80);
      send(`${answer}\n`);
    },
  },
  {
    name: "sets are answered",
    habit: ({ send, answer }) => send(`${answer}\n`),
  },
  {
    name: "sets are not answered",
    declared: { answer: "none" },
    habit: (turn) => {
      if (!turn.command.startsWith("S")) turn.send(`${turn.answer}\n`);
    },
  },
  {
    name: "no answer now and then",
    habit: (turn) => turn.send(now(turn) ? "" : `${turn.answer}\n`),
  },
];
