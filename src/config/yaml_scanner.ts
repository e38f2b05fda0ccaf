/**
 * Moves through a YAML text: over blanks, comments, words and scalars, but never into their meaning.
 *
 * @module
 */

/** A place the scanner can go back to. */
interface Mark {
  readonly at: number;
  readonly lineStart: number;
  readonly indent: number;
}

/** What no plain scalar begins with. */
const NO_PLAIN_START = new Set([..."#&*!|>'\"%@`,[]{}"]);

/**
 * Moves through a YAML text. Every method leaves {@linkcode YamlScanner.at} where it was or behind it, and none
 * throws, whatever the text.
 */
export class YamlScanner {
  /** The whole text. */
  readonly text: string;
  /** The offset of the next character. */
  at: number;
  /** The offset at which the current line begins. */
  lineStart: number;
  /** How many blanks the current line begins with. Tabs do not count. */
  indent: number = 0;

  /** Starts at the beginning of `text`, behind a byte order mark. */
  constructor(text: string) {
    this.text = text;
    this.at = text.startsWith("\ufeff") ? 1 : 0;
    this.lineStart = this.at;
    this.#readIndent();
  }

  /** How many characters stand before the next one on its line. */
  get column(): number {
    return this.at - this.lineStart;
  }

  /** Whether the whole text has been passed. */
  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** Returns the character `ahead` places further on; an empty text behind the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  /** Tells whether the next character is `character` and stands alone, as `-`, `?` and `:` do in block style. */
  atIndicator(character: string): boolean {
    return this.peek() === character && isSpaceOrEnd(this.peek(1));
  }

  /** Tells whether `---` or `...` stands here at the start of a line. */
  atDocumentMarker(): boolean {
    if (this.at !== this.lineStart) return false;
    const marker = this.text.slice(this.at, this.at + 3);
    return (marker === "---" || marker === "...") && isSpaceOrEnd(this.peek(3));
  }

  /** Tells whether there is only white space, and a tab in it, between the start of this line and `at`. */
  isTabIndented(at: number): boolean {
    return this.lineStart + this.indent < at &&
      /^ *\t\s*$/.test(this.text.slice(this.lineStart, at));
  }

  /** Passes `count` characters of this line. */
  advance(count = 1): void {
    this.at += count;
  }

  /** Passes the rest of the text. */
  giveUp(): void {
    this.at = this.text.length;
  }

  /** Passes the blanks and tabs that follow on this line. */
  skipBlanks(): void {
    while (isBlank(this.peek())) this.at++;
  }

  /** Passes the rest of this line, but not its end. */
  skipLine(): void {
    while (!this.ended && !isBreak(this.peek())) this.at++;
  }

  /** Passes blanks, comments and line ends. Returns whether a line ended. */
  skipSeparation(): boolean {
    let lineEnded = false;
    for (;;) {
      this.skipBlanks();
      if (this.peek() === "#") this.skipLine();
      if (!this.#nextLine()) return lineEnded;
      lineEnded = true;
    }
  }

  /** Passes an anchor, an alias or a tag and returns it. */
  word(): string {
    const start = this.at++;
    while (!this.ended && !/[\s,[\]{}]/.test(this.peek())) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Passes a scalar in single or double quotes. Without a closing quote passes all that is left and returns `false`. */
  quoted(): boolean {
    const quote = this.peek();
    this.at++;
    while (!this.ended) {
      const character = this.peek();
      if (character === quote) {
        this.at++;
        if (quote === '"' || this.peek() !== "'") return true;
        this.at++;
      } else if (character === "\\" && quote === '"') {
        this.at++;
        if (!this.#nextLine()) this.at++;
      } else if (!this.#nextLine()) {
        this.at++;
      }
    }
    return false;
  }

  /**
   * Passes a plain scalar, with those of its further lines that are indented by at least `minIndent` blanks, but
   * not the white space behind it. Passes nothing if no plain scalar can begin here.
   */
  plain(minIndent: number, inFlow: boolean): void {
    if (!this.#atPlainStart(inFlow)) return;
    for (;;) {
      this.#plainLine(inFlow);
      const end = this.#mark();
      if (!this.#skipBlankLines()) return this.#return(end);
      const goesOn = this.indent >= minIndent && !this.ended &&
        this.peek() !== "#" && !this.atDocumentMarker() &&
        !this.#atPlainStop(inFlow);
      if (!goesOn) return this.#return(end);
    }
  }

  /** Passes a block scalar whose lines are indented by at least `minIndent` blanks, but not the last line's end. */
  blockScalar(minIndent: number): void {
    this.skipLine();
    let end = this.#mark();
    while (this.#nextLine()) {
      const isBlankLine = this.ended || isBreak(this.peek());
      if (!isBlankLine && this.indent < minIndent) break;
      this.skipLine();
      end = this.#mark();
    }
    this.#return(end);
  }

  #atPlainStart(inFlow: boolean): boolean {
    const [first, second] = [this.peek(), this.peek(1)];
    if (isSpaceOrEnd(first) || NO_PLAIN_START.has(first)) return false;
    if (first !== "-" && first !== "?") return !this.#atPlainStop(inFlow);
    return !isSpaceOrEnd(second) && !(inFlow && isFlowIndicator(second));
  }

  /** Tells whether the character here ends a plain scalar, a comment apart. */
  #atPlainStop(inFlow: boolean): boolean {
    const character = this.peek();
    if (inFlow && isFlowIndicator(character)) return true;
    if (character !== ":") return false;
    const next = this.peek(1);
    return isSpaceOrEnd(next) || (inFlow && isFlowIndicator(next));
  }

  /** Passes what this line holds of a plain scalar, without the white space behind it. */
  #plainLine(inFlow: boolean): void {
    let end = this.at;
    while (!this.ended && !isBreak(this.peek()) && !this.#atPlainStop(inFlow)) {
      const character = this.peek();
      const spaceBefore = end < this.at;
      if (character === "#" && spaceBefore) break;
      this.at++;
      if (!isBlank(character)) end = this.at;
    }
    this.at = end;
  }

  /** Passes blanks and line ends, but no comment. Returns whether a line ended. */
  #skipBlankLines(): boolean {
    this.skipBlanks();
    if (!this.#nextLine()) return false;
    do this.skipBlanks(); while (this.#nextLine());
    return true;
  }

  /**
   * Passes a line end and the blanks the next line begins with, if a line ends here. Returns whether it does.
   * CR LF ends two lines, of which the second is empty; that makes no difference to the outline.
   */
  #nextLine(): boolean {
    if (!isBreak(this.peek())) return false;
    this.at++;
    this.lineStart = this.at;
    this.#readIndent();
    return true;
  }

  #readIndent(): void {
    while (this.peek() === " ") this.at++;
    this.indent = this.column;
  }

  #mark(): Mark {
    return { at: this.at, lineStart: this.lineStart, indent: this.indent };
  }

  #return(mark: Mark): void {
    Object.assign(this, mark);
  }
}

/** Tells whether `character` is a blank, a tab or a line end, or there is none. */
function isSpaceOrEnd(character: string): boolean {
  return character === "" || isBlank(character) || isBreak(character);
}

/** Tells whether `character` has a meaning of its own inside `[]` and `{}`. */
function isFlowIndicator(character: string): boolean {
  return character !== "" && ",[]{}".includes(character);
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

function isBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}
