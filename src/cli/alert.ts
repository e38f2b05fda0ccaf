/**
 * `alert`: sends an alert.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { connect, localSenderInfo } from "../mesh/mod.ts";
import { type Alert, type JsonObject, ReplyError } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { printMessage } from "./message_output.ts";
import { readOperands } from "./payload.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `alert`. Returns the exit code. Throws a `ReplyError` if the alert cannot be sent. */
export async function run(given: Arguments): Promise<number> {
  const { target, payload, overrides } = readOperands(given);
  const specifier = given.text("specifier") ?? "";
  if (given.has("dry-run-msg")) {
    printMessage(unsent(target, payload, specifier), given);
    return 0;
  }
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  const send = async () => {
    await using client = await connect(mesh.options);
    try {
      await client.alert(target, payload, { specifier });
    } catch (cause) {
      throw new ReplyError(
        "client_error_unable_to_send",
        `Cannot send the alert ${target}: ${(cause as Error).message}`,
        { cause },
      );
    }
    return 0;
  };
  return await interruptible(send());
}

/** The message that would be sent. Its times and ids are empty, as they come with sending. */
function unsent(
  routingKey: string,
  payload: JsonObject,
  specifier: string,
): Alert {
  return {
    type: "alert",
    routingKey,
    specifier,
    payload,
    senderInfo: localSenderInfo(),
    correlationId: "",
    replyTo: "",
    timestamp: "",
    valid: true,
  };
}
