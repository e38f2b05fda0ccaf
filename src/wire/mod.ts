/**
 * What dripline says: messages as values, and how they look on the wire. No clock, no socket, no connection.
 *
 * @module
 */
export * from "./chunks.ts";
export * from "./json.ts";
export * from "./lockout_key.ts";
export * from "./message.ts";
export * from "./message_json.ts";
export * from "./message_text.ts";
export * from "./name.ts";
export * from "./properties.ts";
export * from "./read_json.ts";
export * from "./reply_error.ts";
export * from "./return_code.ts";
export { decodeSenderInfo, encodeSenderInfo } from "./sender_info.ts";
export * from "./specifier.ts";
export * from "./version.ts";
export { visible, visibleLines } from "./visible.ts";
export * from "./write_json.ts";
