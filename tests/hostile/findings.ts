/**
 * What must not happen, whatever a message says.
 *
 * @module
 */

/** Texts that no reply may hold: they show what lies behind a table. */
const innards = [
  /\[native code\]/,
  /function\s*\w*\s*\(/,
  /=>\s*\{/,
  /#private/,
];

/** Everything that was found to be wrong, each once, with how often. */
export class Findings {
  readonly #found = new Map<string, number>();
  readonly #prototypes = snapshot();

  /** Takes note of something. */
  add(what: string): void {
    this.#found.set(what, (this.#found.get(what) ?? 0) + 1);
  }

  /** Looks at the body of a reply. */
  checkBody(body: string): void {
    const shown = innards.find((pattern) => pattern.test(body));
    if (shown) this.add(`a reply shows ${shown}: ${body.slice(0, 200)}`);
  }

  /** Looks whether the built-in objects are as they were. */
  checkPrototypes(): void {
    const before = this.#prototypes;
    for (const [name, members] of snapshot()) {
      if (members !== before.get(name)) this.add(`${name}.prototype changed`);
    }
    if (Reflect.get({}, "polluted") !== undefined) this.add("{} is polluted");
  }

  /** Everything found. */
  get list(): string[] {
    return [...this.#found].map(([what, count]) => `${what} (${count} times)`);
  }
}

function snapshot(): Map<string, string> {
  const classes = { Object, Array, Function, String, Number, Promise, Map };
  return new Map(
    Object.entries(classes).map(([name, { prototype }]) => [
      name,
      Reflect.ownKeys(prototype).map(String).sort().join(),
    ]),
  );
}
