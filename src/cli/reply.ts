/**
 * `reply`: sends a reply, to a key that somebody listens to.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { connect, localSenderInfo } from "../mesh/mod.ts";
import { nilKey, operations, type Reply, type Request } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { printMessage } from "./message_output.ts";
import { readOperands } from "./payload.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `reply`. Returns the exit code. Throws a `ReplyError` if the broker cannot be used. */
export async function run(given: Arguments): Promise<number> {
  const { target, payload, overrides } = readOperands(given);
  const answer = {
    returnCode: given.number("return-code") ?? 0,
    returnMessage: given.text("return-msg") ?? "",
    payload,
  };
  const asked = question(target);
  if (given.has("dry-run-msg")) {
    const { operation: _, lockoutKey: __, ...fields } = asked;
    const unsent: Reply = {
      ...fields,
      ...answer,
      type: "reply",
      specifier: given.text("specifier") ?? "",
    };
    printMessage(unsent, given);
    return 0;
  }
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  const send = async () => {
    await using client = await connect(mesh.options);
    client.mesh.reply({ ...asked, replyTo: target }, answer);
    return 0;
  };
  return await interruptible(send());
}

/** A request that such a reply could answer. */
function question(routingKey: string): Request {
  return {
    type: "request",
    routingKey,
    operation: operations.get,
    specifier: "",
    lockoutKey: nilKey,
    payload: null,
    senderInfo: localSenderInfo(),
    correlationId: "",
    replyTo: "",
    timestamp: "",
    valid: true,
  };
}
