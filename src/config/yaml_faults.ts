/**
 * What is wrong with a YAML text, where it begins. Parsers notice it later.
 *
 * @module
 */
import type { Failure, Reading } from "./yaml_events.ts";

/** What looks wrong in a text. Each is an offset, or `undefined`. */
export interface YamlFaults {
  /** A key or an item that a tab indents. */
  readonly tabIndentation?: number | undefined;
  /** A text that stands where a key is due and has no colon. */
  readonly missingColon?: number | undefined;
  /** The innermost quote or bracket that is never closed. */
  readonly unclosed?: number | undefined;
  /** A value that is nested too deeply. */
  readonly tooDeep?: number | undefined;
}

/** Returns what made js-yaml give up. */
export function yamlFaults(text: string, failure: Failure): YamlFaults {
  const { reason, at, open } = failure;
  if (at === undefined) return {};
  if (reason.startsWith("nesting exceeded")) return { tooDeep: at };
  if (reason.startsWith("tab characters")) return tabFaults(text, at);
  if (/multiline key|colon is missed/.test(reason)) {
    return { missingColon: startOf(text, open.at(-1)?.inner.at(-1)) };
  }
  const isClosedWrongly = reason.startsWith("missed comma") &&
    /[\]}]/.test(text.charAt(at));
  if (isClosedWrongly || reason.startsWith("unexpected end of the stream")) {
    const starts = open.map((reading) => startOf(text, reading));
    return {
      unclosed: starts.findLast((start) => isAt(/["'[{]/, text, start)),
    };
  }
  return {};
}

/** Tells whether js-yaml gave up between brackets. */
export function isInBrackets(text: string, { open }: Failure): boolean {
  return open.some((reading) => isAt(/[[{]/, text, startOf(text, reading)));
}

function isAt(character: RegExp, text: string, at: number | undefined) {
  return at !== undefined && character.test(text.charAt(at));
}

function tabFaults(text: string, tab: number): YamlFaults {
  const line = /\s*([^\r\n]*)/y;
  line.lastIndex = tab;
  const [passed = "", content = ""] = line.exec(text) ?? [];
  const at = tab + passed.length - content.length;
  const hasColon = /:(?:\s|$)/.test(content);
  return { tabIndentation: at, missingColon: hasColon ? undefined : at };
}

/** Returns where a reading begins, behind blanks and comments. */
function startOf(text: string, reading?: Reading): number | undefined {
  if (!reading) return undefined;
  const separation = /(?:[ \t\r\n]+|#[^\r\n]*|[&!][^ \t\r\n,[\]{}]*)*/y;
  separation.lastIndex = reading.start;
  return reading.start + (separation.exec(text)?.[0].length ?? 0);
}
