/**
 * Keeps a connection from looking dead, and notices when its peer is.
 *
 * @module
 */

/** What a {@linkcode Heartbeat} needs to know. */
export interface HeartbeatSettings {
  /** The interval agreed with the client, in seconds. */
  seconds: number;
  /** When something was last sent, by `performance.now()`. */
  lastSent: () => number;
  /** Called when a sign of life is due. */
  send: () => void;
  /** Called, possibly again and again, when nothing has come for two intervals. */
  silent: () => void;
}

/** Looks at the connection twice an interval, until it is stopped. */
export class Heartbeat {
  readonly #settings: HeartbeatSettings;
  readonly #periodMs: number;
  readonly #timer: ReturnType<typeof setInterval>;
  #lastReceived = performance.now();
  #lastLook = performance.now();

  /** Starts looking. */
  constructor(settings: HeartbeatSettings) {
    this.#settings = settings;
    this.#periodMs = settings.seconds * 500;
    this.#timer = setInterval(() => this.#look(), this.#periodMs);
  }

  /** Takes note that something came. */
  received(): void {
    this.#lastReceived = performance.now();
  }

  /** Stops looking. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    // Whoever computes for long in our thread keeps us from reading: that is not the peer's silence.
    if (now - this.#lastLook > 2 * this.#periodMs) this.#lastReceived = now;
    this.#lastLook = now;
    if (now - this.#lastReceived > 4 * this.#periodMs) this.#settings.silent();
    else if (now - this.#settings.lastSent() >= 0.9 * this.#periodMs) {
      this.#settings.send();
    }
  }
}
