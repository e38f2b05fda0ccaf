/**
 * How to talk to a device: one conversation at a time over a connection that is kept, and the rule that an answer belongs to its question.
 *
 * @module
 */
export { type Handshake, handshakeCommands } from "./handshake.ts";
export {
  InstrumentError,
  type InstrumentErrorOptions,
} from "./instrument_error.ts";
export { type ExchangeOptions, InstrumentLink } from "./instrument_link.ts";
export { type SocketInfo, socketInfo, socketText } from "./socket_info.ts";
export { nonEmptyText, terminator } from "./text_field.ts";
