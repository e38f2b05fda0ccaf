/**
 * Prints messages.
 *
 * @module
 */
import {
  type Message,
  messageJson,
  messageText,
  type Reply,
  type ReturnCode,
  stringifyJson,
  visible,
} from "../wire/mod.ts";
import type { Call } from "../mesh/mod.ts";
import type { Arguments } from "./arguments.ts";
import { print, printStyled, remark } from "./output.ts";
import { replyText } from "./reply_text.ts";

/** Prints a whole message: for people, or as JSON if the options say so. */
export function printMessage(message: Message, given: Arguments): void {
  print(messageAsAsked(message, given) ?? messageText(message));
}

/** What is known of a reply besides what it says. */
export interface ReplyContext {
  /** Its return code, with its name. */
  readonly code: ReturnCode;
  /** The unit of its value. */
  readonly unit: string;
  /** From the request to the reply. */
  readonly milliseconds: number;
}

/** Prints the reply to a call: what it carries on standard output, what went wrong on standard error. */
export function printReply(
  reply: Reply,
  call: Call,
  given: Arguments,
  context: ReplyContext,
): void {
  const { returnCode, returnMessage, payload } = reply;
  const { endpoint, operation, specifier } = call;
  if (given.has("verbose")) remark(messageText(reply));
  const silent = returnCode !== 0 && payload === null;
  if (!given.has("suppress-output")) {
    const asked = messageAsAsked(reply, given);
    if (asked !== undefined) print(asked);
    else if (silent) {
      // What it says is the line on standard error.
    } else if (isForPeople()) printForPeople(reply, call, context);
    else if (payload !== null) print(stringifyJson(payload));
    else if (returnMessage !== "") print(visible(returnMessage));
    else if (operation === "get") print("null");
  }
  if (returnCode === 0) {
    // A message beside a value says why there is no calibrated one.
    const isReading = !specifier && payload !== null;
    if (isReading && returnMessage !== "") {
      remark(visible(`${endpoint}: ${returnMessage}`));
    }
    return;
  }
  const { description } = context.code;
  remark(
    visible(`${endpoint}: ${description} (${returnCode}): ${returnMessage}`),
  );
}

/** Whether results are read by people, who want another form than programs. */
export function isForPeople(): boolean {
  return Deno.stdout.isTerminal();
}

function printForPeople(
  { payload, returnMessage, senderInfo }: Reply,
  { endpoint, specifier }: Call,
  { unit, milliseconds }: ReplyContext,
): void {
  printStyled(replyText({
    what: specifier ? `${endpoint} ${specifier}` : endpoint,
    payload,
    message: returnMessage,
    unit,
    service: senderInfo.serviceName,
    milliseconds,
  }, !Deno.noColor));
}

/** The message as `--json`, `--pretty-print` or `--plain` want it. */
function messageAsAsked(
  message: Message,
  given: Arguments,
): string | undefined {
  if (given.has("plain")) return messageText(message);
  if (given.has("pretty-print")) return stringifyJson(messageJson(message), 4);
  return given.has("json") ? stringifyJson(messageJson(message)) : undefined;
}
