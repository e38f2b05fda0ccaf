/**
 * The ways in which a connection to an instrument fails, in words.
 *
 * @module
 */
import { InstrumentError } from "./instrument_error.ts";

/** The most characters of an answer that an error shows. */
const maxShown = 100;

/** There is no connection, so that nothing was sent: 201. */
export function unreachableError(
  message: string,
  cause?: unknown,
): InstrumentError {
  return new InstrumentError("resource_error_connection", message, {
    reached: false,
    cause,
  });
}

/** The connection had ended with `error` before a command could be sent: 201. */
export function neverSentError(error: InstrumentError): InstrumentError {
  return unreachableError(error.message, error);
}

/** The instrument has not answered as it should: 202. */
export function noResponseError(message: string): InstrumentError {
  return new InstrumentError("resource_error_no_response", message, {
    reached: true,
  });
}

/** The instrument has said no more than `said` in so many seconds: 202. */
export function timeoutError(
  said: Uint8Array,
  seconds: number,
): InstrumentError {
  const came = said.length === 0
    ? "nothing came"
    : `only ${shownBytes(said)} came`;
  return noResponseError(
    `Timeout while waiting for a response from the instrument: ${came} in ${seconds} s (socket_timeout)`,
  );
}

/** The instrument has closed the connection: 202. */
export function closedError(): InstrumentError {
  return noResponseError(
    "Empty socket.recv packet: the instrument closed the connection",
  );
}

/** The instrument has closed the connection after no more than `said`: 202. */
export function brokenOffError(said: Uint8Array): InstrumentError {
  return noResponseError(
    `The instrument closed the connection in the middle of an answer, after ${
      shownBytes(said)
    }`,
  );
}

/** The instrument has sent something at a time when nothing was expected: 202. */
export function unaskedError(bytes: Uint8Array): InstrumentError {
  return noResponseError(
    `The instrument sent ${shownBytes(bytes)}, which nobody asked for. ` +
      "If it greets, let cmd_at_reconnect begin with an empty entry; if that ends an answer, make it part of response_terminator",
  );
}

/** There was more than the answer to a command: 202. */
export function surplusError(
  command: Uint8Array,
  said: Uint8Array,
): InstrumentError {
  return new InstrumentError(
    "resource_error_no_response",
    `${shownBytes(command)} was answered ${
      shownBytes(said)
    }, which is more than one answer, so that nobody knows which of it is the value. ` +
      "If that is how the instrument answers, say so: answer_lines, answer_until, answer: none, response_terminator or reply_echo_cmd",
    { reached: true, isSurplus: true },
  );
}

/** The link has failed: 201. `reached` tells whether a part of the command may have left before. */
export function brokenError(
  link: string,
  cause: unknown,
  reached: boolean,
): InstrumentError {
  return new InstrumentError(
    "resource_error_connection",
    `Broken ${link}: ${(cause as Error).message}`,
    { reached, cause },
  );
}

/** Writes bytes for people: as text if they are text, otherwise in base 16. */
export function shownBytes(bytes: Uint8Array): string {
  const start = bytes.subarray(0, maxShown);
  const rest = start.length < bytes.length ? "..." : "";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, {
      stream: true,
    });
    return JSON.stringify(text + rest);
  } catch {
    const numbers = Array.from(
      start,
      (byte) => byte.toString(16).padStart(2, "0"),
    );
    return `<${numbers.join(" ")}${rest}>`;
  }
}
