/**
 * Which alerts have to come, and which came.
 *
 * @module
 */

/** Keeps account of numbered alerts. */
export class AlertLedger {
  readonly #owed = new Set<number>();
  readonly #seen = new Set<number>();
  #received = 0;
  #promised = 0;

  /** Alert `number` has been promised: it must come. */
  promise(number: number): void {
    this.#promised++;
    if (!this.#seen.has(number)) this.#owed.add(number);
  }

  /** Alerts that were promised so far need not come any more: somebody has deleted the way. */
  forgive(): void {
    this.#owed.clear();
  }

  /** Alert `number` has come. */
  receive(number: number): void {
    this.#received++;
    this.#seen.add(number);
    this.#owed.delete(number);
  }

  /** Alerts that were promised. */
  get promised(): number {
    return this.#promised;
  }

  /** Alerts that came, duplicates included. */
  get received(): number {
    return this.#received;
  }

  /** Alerts that came more than once. */
  get duplicates(): number {
    return this.#received - this.#seen.size;
  }

  /** Alerts that were promised and have not come. */
  get missing(): number {
    return this.#owed.size;
  }
}
