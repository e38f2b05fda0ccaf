/**
 * The way to a device.
 *
 * @module
 */

/** A way to a device, such as a socket or a serial line, which can be opened again and again. */
export interface Link {
  /** What it is and where it leads, for messages: `serial line /dev/ttyUSB0`. */
  readonly name: string;
  /** Opens it. Rejects if that fails, and as soon as the signal is aborted. */
  open(signal: AbortSignal): Promise<Channel>;
}

/** A {@linkcode Link} that is open: bytes in and bytes out, in order. */
export interface Channel {
  /** Resolves with the next bytes, which hold until the next call, or with null at the end. Rejects when it is broken. */
  read(): Promise<Uint8Array | null>;
  /** Sends bytes, perhaps not all. Resolves with their number. Rejects when it is broken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes it: what waits for it ends. Resolves when the link can be opened again. Never fails. */
  close(): void | Promise<void>;
}
