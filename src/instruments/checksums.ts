/**
 * Numbers that tell whether a message was garbled on the way.
 *
 * @module
 */
import { bytesOf } from "./framing.ts";

/** A checksum, as it is sent. */
export interface Checksum {
  /** How many bytes it has. */
  readonly length: number;
  /** Returns that of a message. */
  of(bytes: Uint8Array): Uint8Array;
}

/** Every byte combined by exclusive or; one byte. */
export const xor: Checksum = oneByte((bytes) =>
  bytes.reduce((sum, byte) => sum ^ byte, 0)
);

/** The sum of the bytes, modulo 256; one byte. */
export const byteSum: Checksum = oneByte(total);

/** What makes the sum of the bytes 0, modulo 256: its two's complement; one byte. */
export const twosComplement: Checksum = oneByte((bytes) => -total(bytes));

/** The CRC-16 of Modbus (polynomial 0x8005 reflected, from 0xFFFF); two bytes, the low one first. */
export const crc16Modbus: Checksum = {
  length: 2,
  of(bytes) {
    let crc = 0xffff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
      }
    }
    return Uint8Array.of(crc & 0xff, crc >> 8);
  },
};

/** The CRC-CCITT (polynomial 0x1021) from a start value: 0xFFFF as most devices have it, 0 for XMODEM; two bytes, the high one first. */
export function crcCcitt(start = 0xffff): Checksum {
  return {
    length: 2,
    of(bytes) {
      let crc = start;
      for (const byte of bytes) {
        crc ^= byte << 8;
        for (let bit = 0; bit < 8; bit++) {
          crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
        }
      }
      return Uint8Array.of(crc >> 8, crc & 0xff);
    },
  };
}

/** A checksum written as digits: two of base 16 for each byte, in capitals. */
export function inHex(checksum: Checksum): Checksum {
  return {
    length: 2 * checksum.length,
    of: (bytes) =>
      bytesOf(
        Array.from(
          checksum.of(bytes),
          (byte) => byte.toString(16).toUpperCase().padStart(2, "0"),
        ).join(""),
      ),
  };
}

function oneByte(of: (bytes: Uint8Array) => number): Checksum {
  return { length: 1, of: (bytes) => Uint8Array.of(of(bytes) & 0xff) };
}

function total(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0);
}
