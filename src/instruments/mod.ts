/**
 * How to talk to a device: one conversation at a time over a connection that is kept, and the rule that an answer belongs to its question.
 *
 * @module
 */
export { maxAnswer, tooLong } from "./arrived_bytes.ts";
export {
  byteSum,
  type Checksum,
  crc16Modbus,
  crcCcitt,
  inHex,
  twosComplement,
  xor,
} from "./checksums.ts";
export { noResponseError } from "./connection_errors.ts";
export {
  type Bytes,
  bytesOf,
  type Found,
  type Framing,
  joined,
  textOf,
} from "./framing.ts";
export {
  checked,
  fixedLength,
  lengthField,
  type LengthFieldOptions,
  lines,
  marks,
  type MarksOptions,
  measured,
} from "./framings.ts";
export { type Handshake, handshakeCommands } from "./handshake.ts";
export {
  type ExchangeOptions,
  Instrument,
  type InstrumentOptions,
  type Say,
  usualSilence,
} from "./instrument.ts";
export type { AnswerRule } from "./instrument_answer.ts";
export {
  InstrumentError,
  type InstrumentErrorOptions,
} from "./instrument_error.ts";
export type { Channel, Link } from "./link.ts";
export { devicePath } from "./serial_field.ts";
export {
  type FlowControl,
  type Parity,
  type SerialLine,
  serialLink,
} from "./serial_link.ts";
export { type SocketInfo, socketInfo, socketText } from "./socket_info.ts";
export { isIdentity, type Synchronisation } from "./synchronisation.ts";
export { synchronisation } from "./synchronisation_field.ts";
export { tcpLink } from "./tcp_link.ts";
export { nonEmptyText, terminator } from "./text_field.ts";
export { udpLink } from "./udp_link.ts";
