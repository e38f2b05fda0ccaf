/**
 * Listens to what the library logs.
 *
 * @module
 */
import {
  configure,
  type LogLevel,
  type LogRecord,
  reset,
} from "@logtape/logtape";

/** What was logged since it began to listen. */
export class LogRecords implements AsyncDisposable {
  readonly #records: LogRecord[] = [];
  readonly #waiting = new Set<() => void>();

  /** Begins to listen to everything below the category `dripline`. */
  static async listen(): Promise<LogRecords> {
    const records = new LogRecords();
    await configure({
      reset: true,
      sinks: { records: (record) => records.#take(record) },
      loggers: [
        { category: "dripline", sinks: ["records"], lowestLevel: "debug" },
        { category: ["logtape", "meta"], sinks: [] },
      ],
    });
    return records;
  }

  /** The lines of a level, without their values' types. */
  lines(level: LogLevel): string[] {
    return this.#records.filter((record) => record.level === level)
      .map(lineOf);
  }

  /** Waits for a line that holds `text`. */
  async line(text: string): Promise<string> {
    for (;;) {
      const found = this.#records.map(lineOf)
        .find((line) => line.includes(text));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
      this.#waiting.clear();
    }
  }

  /** Listens no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await reset();
  }

  #take(record: LogRecord): void {
    this.#records.push(record);
    for (const wake of this.#waiting) wake();
  }
}

function lineOf({ message }: LogRecord): string {
  return message.map((part) => {
    try {
      return String(part);
    } catch {
      return "?";
    }
  }).join("");
}
