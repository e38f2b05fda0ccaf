// deno-lint-ignore-file no-console -- what stands here belongs to the output of a test
/**
 * Shows the bugs of handlers while a test runs.
 *
 * @module
 */
import {
  configureSync,
  getConfig,
  type LogRecord,
  resetSync,
} from "@logtape/logtape";
import { bugTrace } from "../core/mod.ts";

let users = 0;

/**
 * Prints every error of a handler that is a bug, with its stack, until disposal. Does nothing if somebody has configured logging: then
 * they see it there.
 */
export function showBugs(): Disposable {
  if (users === 0 && getConfig() !== null) return { [Symbol.dispose]() {} };
  if (users++ === 0) {
    configureSync({
      sinks: { bugs: print },
      loggers: [
        { category: "dripline", sinks: ["bugs"], lowestLevel: "error" },
        { category: ["logtape", "meta"], sinks: [] },
      ],
    });
  }
  return {
    [Symbol.dispose]() {
      if (--users === 0 && getConfig()?.sinks.bugs === print) resetSync();
    },
  };
}

function print({ message, properties }: LogRecord): void {
  const trace = Object.values(properties).flatMap(bugTrace);
  if (trace.length === 0) return;
  const text = message.map((part) =>
    part instanceof Error ? part.message : String(part)
  ).join("");
  console.error([text, ...trace].join("\n    "));
}
