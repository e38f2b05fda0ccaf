/**
 * Log lines on standard error. This is the only place that configures logging.
 *
 * @module
 */
import { configure, type LogLevel, type LogRecord } from "@logtape/logtape";
import type { Arguments } from "./arguments.ts";
import { bugTrace } from "../core/mod.ts";
import { visible, visibleLines } from "../wire/mod.ts";
import { LogRate } from "./log_rate.ts";
import { logLine, tellDroppedLines } from "./output.ts";

/** From the most to the least talkative. */
const levels: readonly LogLevel[] = [
  "trace",
  "debug",
  "info",
  "warning",
  "error",
  "fatal",
];

const colors: Readonly<Partial<Record<LogLevel, string>>> = {
  warning: "\x1b[33m",
  error: "\x1b[31m",
  fatal: "\x1b[31m",
};

/** Sends log lines to standard error: of the level that is `usual` for a command, unless the command line asks for another. */
export async function startLogging(
  given: Arguments,
  usual: LogLevel,
): Promise<void> {
  const verbose = given.list("verbose").length;
  const level = logLevel(
    usual,
    verbose,
    given.list("quiet").length,
  );
  const format = given.has("json-logs")
    ? jsonLine
    : textLines(verbose > 0, !Deno.noColor && Deno.stderr.isTerminal());
  tellDroppedLines((count) => format(droppedRecord(count)));
  await configure({
    sinks: { standardError: (record) => writeRecord(record, format) },
    loggers: [
      { category: "dripline", lowestLevel: level, sinks: ["standardError"] },
      {
        category: ["logtape", "meta"],
        lowestLevel: "warning",
        sinks: ["standardError"],
      },
    ],
  });
}

function droppedRecord(count: number): LogRecord {
  const text = `${count} lines were dropped here, as nobody read them`;
  return {
    category: ["dripline", "cli"],
    level: "warning",
    timestamp: Date.now(),
    message: [text],
    rawMessage: text,
    properties: { count },
  };
}

const rate = new LogRate();

function writeRecord(
  record: LogRecord,
  format: (record: LogRecord) => string,
): void {
  const count = rate.leftOut(record);
  if (count === undefined) return;
  if (count > 0) {
    const message = [`${count} more like the next one were left out`];
    logLine(format({ ...record, message, properties: { count } }));
  }
  logLine(format(record));
}

/** The level that is left of `usual` after so many `-v` and `-q`. */
export function logLevel(
  usual: LogLevel,
  verbose: number,
  quiet: number,
): LogLevel {
  const index = levels.indexOf(usual) - verbose + quiet;
  return levels[Math.min(Math.max(index, 0), levels.length - 1)]!;
}

/**
 * Returns what makes lines such as `2026-11-22 07:47:54 [warning] mesh: text`. Below an error that is a bug stands where it comes
 * from; `stacks`: all errors with their stacks.
 */
export function textLines(
  stacks: boolean,
  colored: boolean,
): (record: LogRecord) => string {
  return (record) => {
    const { level, category, message, timestamp, properties } = record;
    const color = colored && colors[level];
    const tag = color ? `${color}[${level}]\x1b[0m` : `[${level}]`;
    const who = category.slice(1).join(".");
    // What follows the first line of a stack is no line of the log, and cannot pass for one.
    const text = message.map((part, index) =>
      index % 2 === 1 && stacks && part instanceof Error
        ? visibleLines(valueText(part, true)).replace(/\n(?! {4})/g, "\n    ")
        : visible(index % 2 === 0 ? String(part) : valueText(part, stacks))
    ).join("");
    const traces = stacks || level !== "error"
      ? []
      : Object.values(properties).flatMap(bugTrace);
    const trace = traces.map((line) => `\n    ${visible(line)}`).join("");
    return `${localTime(timestamp)} ${tag} ${
      who && `${visible(who)}: `
    }${text}${trace}`;
  };
}

/** Returns a log record as a line of JSON. Whatever is no plain value is written as text. */
export function jsonLine(record: LogRecord): string {
  const { level, category, message, timestamp, properties } = record;
  return visibleLines(JSON.stringify({
    time: new Date(timestamp).toISOString(),
    level,
    logger: category.join("."),
    message: messageText(message, false),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        isPlain(value) ? value : valueText(value, true),
      ]),
    ),
  }));
}

function isPlain(value: unknown): boolean {
  return value === null ||
    ["string", "number", "boolean"].includes(typeof value);
}

/** Every second part of a message is a value. */
function messageText(message: readonly unknown[], stacks: boolean): string {
  return message.map((part, index) =>
    index % 2 === 0 ? part : valueText(part, stacks)
  ).join("");
}

function valueText(value: unknown, stacks: boolean): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) {
    return stacks ? value.stack ?? value.message : value.message;
  }
  return Deno.inspect(value, { breakLength: Infinity, depth: 4 });
}

function localTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(two).join("-")} ${time.map(two).join(":")}`;
}
