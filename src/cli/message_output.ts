/**
 * Prints messages.
 *
 * @module
 */
import {
  type Json,
  type Message,
  messageJson,
  messageText,
  type Reply,
  ReturnCodes,
  stringifyJson,
  visible,
} from "../wire/mod.ts";
import type { Call } from "../mesh/mod.ts";
import type { Arguments } from "./arguments.ts";
import { print, remark } from "./output.ts";

const returnCodes = new ReturnCodes();

/** Prints a whole message: for people, or as JSON if the options say so. */
export function printMessage(message: Message, given: Arguments): void {
  print(messageAsAsked(message, given) ?? messageText(message));
}

/** Prints the reply to a call: what it carries on standard output, what went wrong on standard error. */
export function printReply(
  reply: Reply,
  { endpoint, operation, specifier }: Call,
  given: Arguments,
): void {
  const { returnCode, returnMessage, payload } = reply;
  if (given.has("verbose")) remark(messageText(reply));
  if (!given.has("suppress-output")) {
    const text = messageAsAsked(reply, given) ?? payloadText(payload);
    if (text !== undefined) print(text);
    else if (returnCode === 0 && returnMessage !== "") {
      print(visible(returnMessage));
    } else if (returnCode === 0 && operation === "get") print("null");
  }
  if (returnCode === 0) {
    // A message beside a value says why there is no calibrated one.
    const isReading = !specifier && payload !== null;
    if (isReading && returnMessage !== "") {
      remark(visible(`${endpoint}: ${returnMessage}`));
    }
    return;
  }
  const { description } = returnCodes.byValue(returnCode);
  remark(
    visible(`${endpoint}: ${description} (${returnCode}): ${returnMessage}`),
  );
}

/** The message as `--json` or `--pretty-print` want it. */
function messageAsAsked(
  message: Message,
  given: Arguments,
): string | undefined {
  if (given.has("pretty-print")) return stringifyJson(messageJson(message), 4);
  return given.has("json") ? stringifyJson(messageJson(message)) : undefined;
}

/** A payload as JSON: indented for people, in one line for programs. */
function payloadText(payload: Json): string | undefined {
  if (payload === null) return undefined;
  return stringifyJson(payload, Deno.stdout.isTerminal() ? 2 : 0);
}
