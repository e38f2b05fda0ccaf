/**
 * Reads the outline of a YAML text, whose maps and lists are told by their indentation.
 *
 * @module
 */
import { FlowReader } from "./yaml_flow_reader.ts";
import {
  keyText,
  Outline,
  type OutlineKey,
  type OutlineNode,
} from "./yaml_outline.ts";
import { YamlScanner } from "./yaml_scanner.ts";

/**
 * Returns the outline of the first document of a YAML (or JSON) text. Never throws: of a text that no parser
 * accepts, it holds what stands before the trouble.
 */
export function outlineYaml(text: string): Outline {
  const scanner = new YamlScanner(text);
  const outline = new Outline();
  new BlockReader(scanner, outline).readDocument();
  return outline;
}

/** What surrounds a value in block style. */
interface Surroundings {
  /** The column of the map or list that holds the value; -1 at the top. */
  readonly indent: number;
  /** Whether a map or a list may begin on the line of its key or `-`. */
  readonly compact: boolean;
  /** Whether a list may stand as far left as the key that it belongs to. */
  readonly listMayAlign: boolean;
}

class BlockReader {
  readonly #scanner: YamlScanner;
  readonly #outline: Outline;
  readonly #flow: FlowReader;

  constructor(scanner: YamlScanner, outline: Outline) {
    this.#scanner = scanner;
    this.#outline = outline;
    this.#flow = new FlowReader(scanner, outline);
  }

  readDocument(): void {
    const scanner = this.#scanner;
    scanner.skipSeparation();
    while (scanner.peek() === "%" && scanner.column === 0) {
      scanner.skipLine();
      scanner.skipSeparation();
    }
    if (scanner.atDocumentMarker()) scanner.advance(3);
    this.#value(this.#outline.top, {
      indent: -1,
      compact: true,
      listMayAlign: false,
    });
  }

  /** Reads the value of a key or an item, or nothing if what follows does not belong to it. */
  #value(node: OutlineNode, around: Surroundings): void {
    const read = () => this.#propertiesAndContent(node, around);
    if (!this.#outline.deeper(this.#scanner.at, read)) this.#scanner.giveUp();
  }

  #propertiesAndContent(node: OutlineNode, around: Surroundings): void {
    const scanner = this.#scanner;
    let onOwnLine = scanner.skipSeparation();
    let blockAllowed = onOwnLine || around.compact;
    while (!this.#isOutside(around, onOwnLine)) {
      if (!this.#flow.readProperty(node)) {
        return this.#content(node, around.indent, blockAllowed);
      }
      blockAllowed = scanner.skipSeparation();
      onOwnLine ||= blockAllowed;
    }
    const alignedList = around.listMayAlign && onOwnLine &&
      scanner.indent === around.indent && scanner.atIndicator("-");
    if (alignedList) this.#content(node, around.indent, true);
  }

  /** Tells whether what follows is not indented enough to belong to the value that is being read. */
  #isOutside(around: Surroundings, onOwnLine: boolean): boolean {
    const scanner = this.#scanner;
    if (scanner.ended || scanner.atDocumentMarker()) return true;
    return onOwnLine && scanner.indent <= around.indent;
  }

  #content(node: OutlineNode, indent: number, blockAllowed: boolean): void {
    const scanner = this.#scanner;
    node.value = scanner.at;
    if (blockAllowed && scanner.atIndicator("-")) {
      this.#list(node, scanner.column);
    } else if (blockAllowed) {
      const column = scanner.column;
      const key = this.#key(node, indent + 1);
      if (key) this.#map(node, column, key);
    } else {
      this.#scalarOrFlow(node, indent + 1);
    }
  }

  #list(node: OutlineNode, indent: number): void {
    const scanner = this.#scanner;
    const around = { indent, compact: true, listMayAlign: false };
    const items: OutlineNode[] = node.members = [];
    do {
      this.#noteTab(scanner.at);
      this.#outline.addItem(items, scanner.at, (item) => {
        scanner.advance();
        this.#value(item, around);
      });
      scanner.skipSeparation();
    } while (scanner.indent === indent && scanner.atIndicator("-"));
    const last = items.at(-1);
    const outerItemFollows = scanner.indent < indent &&
      scanner.atIndicator("-");
    if (outerItemFollows && last?.value === undefined) {
      this.#outline.faults.emptyLastItem ??= last?.key;
    }
  }

  #map(node: OutlineNode, indent: number, first: OutlineKey): void {
    const members = node.members = new Map<string, OutlineNode>();
    let key: OutlineKey | undefined = first;
    while (key) {
      const around = { indent, compact: key.explicit, listMayAlign: true };
      this.#outline.addMember(
        members,
        key,
        (value) => this.#value(value, around),
      );
      key = this.#nextKey(indent);
    }
  }

  /** Passes the next key of the map at column `indent`, if there is one. */
  #nextKey(indent: number): OutlineKey | undefined {
    const scanner = this.#scanner;
    scanner.skipSeparation();
    const mapEnded = scanner.indent !== indent || scanner.ended ||
      scanner.atDocumentMarker();
    if (mapEnded) return undefined;
    const start = scanner.at;
    this.#noteTab(start);
    const key = this.#key({}, indent + 1);
    if (!key) this.#outline.faults.missingColon ??= start;
    return key;
  }

  /** Passes a key and its colon. If there is none, passes the value that stands here and enters it into `node`. */
  #key(node: OutlineNode, minIndent: number): OutlineKey | undefined {
    const scanner = this.#scanner;
    if (scanner.atIndicator("?")) return this.#explicitKey(scanner.column);
    const { at, lineStart } = scanner;
    while (this.#flow.readProperty(node)) scanner.skipBlanks();
    const start = scanner.at;
    this.#scalarOrFlow(node, minIndent);
    const written = scanner.text.slice(start, scanner.at);
    if (written === "" || scanner.lineStart !== lineStart) return undefined;
    scanner.skipBlanks();
    if (!scanner.atIndicator(":")) return undefined;
    this.#noteTab(at);
    scanner.advance();
    return { at, text: keyText(written), explicit: false, hasValue: true };
  }

  /** Passes `? key` and the `:` of its value, which may follow on a line of its own. */
  #explicitKey(indent: number): OutlineKey {
    const scanner = this.#scanner;
    scanner.advance();
    scanner.skipBlanks();
    const at = scanner.at;
    this.#value({}, { indent, compact: true, listMayAlign: false });
    const text = keyText(scanner.text.slice(at, scanner.at));
    scanner.skipSeparation();
    const hasValue = scanner.indent === indent && scanner.atIndicator(":");
    if (hasValue) scanner.advance();
    return { at, text, explicit: true, hasValue };
  }

  #scalarOrFlow(node: OutlineNode, minIndent: number): void {
    if (this.#flow.read(node)) return;
    const isBlockScalar = /[|>]/.test(this.#scanner.peek());
    if (isBlockScalar) this.#scanner.blockScalar(minIndent);
    else this.#scanner.plain(minIndent, false);
  }

  #noteTab(at: number): void {
    const isIndented = this.#scanner.isTabIndented(at);
    if (isIndented) this.#outline.faults.tabIndentation ??= at;
  }
}
