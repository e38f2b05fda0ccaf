/**
 * A first-in first-out list whose members can be put back in their old order.
 *
 * @module
 */

/** What tells the order: a number that grows from member to member. */
export interface Sequenced {
  /** The place in the order. */
  readonly sequence: number;
}

/** Free slots below which the list is not worth tidying. */
const tidyFrom = 1024;

/** The list. {@linkcode push} and {@linkcode shift} take constant time, averaged over many. */
export class Fifo<T extends Sequenced> {
  #slots: (T | undefined)[] = [];
  #head = 0;

  /** How many members there are. */
  get length(): number {
    return this.#slots.length - this.#head;
  }

  /** Adds a member at the end. */
  push(member: T): void {
    this.#slots.push(member);
  }

  /** Takes the first member. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const member = this.#slots[this.#head];
    this.#slots[this.#head++] = undefined;
    if (this.#head >= tidyFrom && this.#head * 2 > this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
    return member;
  }

  /** Puts members back where their sequence belongs. Cheap if that is near the front. */
  putBack(members: readonly T[]): void {
    const returned = members.toSorted((a, b) => a.sequence - b.sequence);
    if (this.#head < returned.length) this.#growFront(returned.length);
    let from = this.#head;
    let to = this.#head -= returned.length;
    for (const member of returned) {
      while (
        from < this.#slots.length &&
        this.#slots[from]!.sequence < member.sequence
      ) {
        this.#slots[to++] = this.#slots[from++];
      }
      this.#slots[to++] = member;
    }
  }

  /** Makes room for at least `count` members before the first. */
  #growFront(count: number): void {
    const free = Math.max(count, this.length);
    this.#slots = [
      ...new Array<undefined>(free),
      ...this.#slots.slice(this.#head),
    ];
    this.#head = free;
  }
}
