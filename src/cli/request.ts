/**
 * Sends a request and prints the reply: what get, set and cmd have in common.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import {
  type Call,
  connect,
  delay,
  localSenderInfo,
  type MeshOptions,
  systemClock,
} from "../mesh/mod.ts";
import {
  firstWord,
  type JsonObject,
  nilKey,
  type OperationName,
  operations,
  parseLockoutKey,
  ReplyError,
  type Request,
  returnCodes,
} from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { exitCodeOf } from "./exit_code.ts";
import { loadOptions } from "./load_options.ts";
import { keptKey, meshName } from "./lock_keys.ts";
import { remarkHolder } from "./lock_state.ts";
import { isForPeople, printMessage, printReply } from "./message_output.ts";
import { type ClientOperands, readOperands } from "./payload.ts";
import { codeOf, unitOf } from "./reply_facts.ts";
import { checkSaveFile, savePayload } from "./saved_payload.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** How long to stay after a reply, in milliseconds: if another service answers too, people have to hear of it. */
const secondReply = 50;

/** The return code of what a lock holds back. */
const lockedOut = returnCodes.service_error_access_denied.value;

/**
 * Sends a request and prints the reply. Returns the exit code. Throws a `ReplyError` if there is no reply; `check` may throw one if
 * the payload will not do.
 */
export async function request(
  given: Arguments,
  operation: OperationName,
  check: (
    payload: JsonObject,
    target: string,
    values: readonly string[],
  ) => void = () => {},
): Promise<number> {
  const operands = readOperands(given);
  const { target: endpoint, payload, overrides, save } = operands;
  check(payload, endpoint, operands.values);
  if (save !== undefined) checkSaveFile(save);
  const call: Call = {
    endpoint,
    operation,
    payload,
    specifier: given.text("specifier"),
    lockoutKey: checkedKey(given),
    timeout: given.number("timeout"),
  };
  if (given.has("dry-run-msg")) {
    printMessage(unsent(call), given);
    return 0;
  }
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  return await interruptible(ask(call, mesh.options, operands, given));
}

async function ask(
  call: Call,
  mesh: MeshOptions,
  { save }: ClientOperands,
  given: Arguments,
): Promise<number> {
  await using client = await connect(mesh);
  const asked = performance.now();
  const reply = await client.request({
    ...call,
    lockoutKey: call.lockoutKey ?? keyFor(call, meshName(client, mesh)),
  });
  const milliseconds = performance.now() - asked;
  printReply(reply, call, given, {
    code: await codeOf(client, reply),
    unit: isForPeople() ? await unitOf(client, call, reply) : "",
    milliseconds,
  });
  if (reply.returnCode === lockedOut) {
    await remarkHolder(client, firstWord(call.endpoint), given);
  }
  if (save !== undefined) savePayload(save, reply.payload);
  await delay(systemClock, secondReply);
  return exitCodeOf(reply.returnCode);
}

/** The key of a lock of the user's own, if the request needs one. */
function keyFor(
  { endpoint, operation }: Call,
  mesh: string,
): string | undefined {
  return operation === "get" ? undefined : keptKey(mesh, firstWord(endpoint));
}

function checkedKey(given: Arguments): string | undefined {
  const text = given.text("lockout-key");
  if (text === undefined || parseLockoutKey(text) !== undefined) return text;
  throw new ReplyError(
    "client_error",
    `"${text}" is no lockout key, so nothing was sent. A key has 32 hexadecimal digits`,
  );
}

/** The message that would be sent. Its times and ids are empty, as they come with sending. */
function unsent(call: Call): Request {
  return {
    type: "request",
    routingKey: call.endpoint,
    operation: operations[call.operation],
    specifier: call.specifier ?? "",
    lockoutKey: parseLockoutKey(call.lockoutKey ?? nilKey),
    payload: call.payload ?? null,
    senderInfo: localSenderInfo(),
    correlationId: "",
    replyTo: "",
    timestamp: "",
    valid: true,
  };
}
