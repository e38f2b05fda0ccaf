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

/** The instrument has said no more than `answer` in so many seconds: 202. */
export function timeoutError(
  answer: string,
  seconds: number,
): InstrumentError {
  const came = answer === "" ? "nothing came" : `only ${shown(answer)} came`;
  return noResponseError(
    `Timeout while waiting for a response from the instrument: ${came} in ${seconds} s (socket_timeout)`,
  );
}

/** The instrument has closed the connection, after no more than `answer`: 202. */
export function closedError(
  answer: string,
): InstrumentError {
  return noResponseError(
    answer !== ""
      ? `The instrument closed the connection in the middle of an answer, after ${
        shown(answer)
      }`
      : "Empty socket.recv packet: the instrument closed the connection",
  );
}

/** The instrument has sent something at a time when nothing was expected: 202. */
export function unaskedError(bytes: Uint8Array): InstrumentError {
  const text = shown(new TextDecoder().decode(bytes));
  return noResponseError(
    `The instrument sent ${text}, which nobody asked for. ` +
      "If it greets, let cmd_at_reconnect begin with an empty entry; if that ends an answer, make it part of response_terminator",
  );
}

/** The socket has failed: 201. `reached` tells whether a part of the command may have left before. */
export function brokenError(
  cause: unknown,
  reached: boolean,
): InstrumentError {
  return new InstrumentError(
    "resource_error_connection",
    `Broken ethernet socket: ${(cause as Error).message}`,
    { reached, cause },
  );
}

function shown(text: string): string {
  const start = text.slice(0, maxShown);
  return JSON.stringify(start === text ? text : `${start}...`);
}
