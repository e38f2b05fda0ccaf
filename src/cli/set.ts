/**
 * `set`: sets an endpoint, or one of its attributes.
 *
 * @module
 */
import { type JsonObject, ReplyError } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { shellWord } from "./program.ts";
import { request } from "./request.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Runs `set`. Returns the exit code. Throws a `ReplyError` of code 401 if there is no value to set, and a {@linkcode UsageError} if there
 * is more than the one value that an endpoint takes.
 */
export function run(given: Arguments): Promise<number> {
  // Scripts that were written for dl-agent go on: what an endpoint does with more values is its affair.
  const isOriginal = given.program === "dl-agent";
  return request(
    given,
    "set",
    (payload, endpoint, words) =>
      requireValue(payload, endpoint, isOriginal ? [] : words),
  );
}

function requireValue(
  { values }: JsonObject,
  endpoint: string,
  words: readonly string[],
): void {
  if (values === undefined) {
    throw new ReplyError(
      "client_error_invalid_request",
      `Cannot set ${endpoint}, so nothing was sent: there is no value. Write: set ${endpoint} VALUE`,
    );
  }
  if (words.length <= 1) return;
  throw new UsageError(
    "extra",
    `"set" takes one value, and an endpoint would ignore the others: ${
      words.slice(1).map((word) => `"${word}"`).join(", ")
    }. A text with blanks stands in quotes: set ${endpoint} ${
      shellWord(words.join(" "))
    }. An endpoint that takes several is given them by place: values.0=${
      words[0]
    } values.1=${words[1]}`,
  );
}
