/**
 * What is wrong with a YAML text, in sentences. Parsers often notice it far behind its cause, or not at all.
 *
 * @module
 */
import { characterName, INVISIBLE } from "./invisible.ts";
import { pathText, type Position } from "./position.ts";
import type { YamlPositions } from "./yaml_positions.ts";
import { beginsWith, missingQuotes, shortened } from "./yaml_quotes.ts";

/** A fault, and where it is. */
export interface Fault {
  /** What is wrong and what to do about it. */
  readonly message: string;
  /** The place, if it is known. */
  readonly position: Position | undefined;
}

/** Returns what is behind an error of the parser. */
export function syntaxFault(error: Error, positions: YamlPositions): Fault {
  const { message, position } = parserFault(error);
  const { line = 0, column = 0 } = position ?? {};
  const character = positions.line(line).charAt(column - 1);
  const clue = clues(position, positions)
    .find((clue) => isNotBehind(clue.position, position));
  if (clue) return clue;
  if (/[@%`]/.test(character)) {
    const message = `this has to stand in quotes: ${beginsWith(character)}.`;
    return { message, position };
  }
  const wayOut = /unidentified alias|unknown tag/.test(message)
    ? " If it is a text, write it in quotes."
    : "";
  return { message: `this is not YAML: ${message}.${wayOut}`, position };
}

/** Returns what the parser accepts and reads as something else than what it looks like. */
export function misreadings(positions: YamlPositions): Fault[] {
  const { reason, position } = positions.refusal ?? {};
  const faults: Fault[] = [
    ...tabIndentation(positions),
    {
      message:
        'the last item of this list is empty, and the parser would add the items of the list around it: write "- null".',
      position: positions.fault("emptyLastItem"),
    },
    {
      message: "a key is a single word or text, but this is a list or a map.",
      position: positions.fault("keyWithMembers"),
    },
  ].filter(({ position }) => position !== undefined);
  // What only one of two parsers reads has no places, and may be anything.
  if (reason !== undefined && faults.length === 0) {
    faults.push({ message: `this is not YAML: ${reason}.`, position });
  }
  for (const { kind, path, written, position } of positions.losses) {
    const name = pathText(path) || "the value";
    if (kind === "value") {
      const what = written.startsWith("#") ? "a comment" : "an anchor";
      const message = `${
        shortened(written)
      } is ${what} in YAML, so ${name} is empty. If it is a text, write it in quotes; if ${name} is meant to be empty, write null.`;
      faults.push({ message, position });
    } else if (kind === "invisible") {
      faults.push({ message: invisible(written), position });
    }
  }
  return faults;
}

/** Returns what may have been meant otherwise. */
export function doubts(positions: YamlPositions): Fault[] {
  return positions.losses.filter(({ kind }) => kind === "end")
    .map(({ path, written, position }) => ({
      message: `${shortened(written)} is a comment in YAML. If it belongs to ${
        pathText(path)
      }, write all of it in quotes.`,
      position,
    }));
}

/** Returns what the index knows better than the parser, whose error is at `position`. */
function clues(
  position: Position | undefined,
  positions: YamlPositions,
): Fault[] {
  return [
    ...tabIndentation(positions),
    ...lineClues(position, positions),
    {
      message: 'a key was expected here: "key: value", with a colon.',
      position: positions.fault("missingColon"),
    },
    {
      message: "this is opened and never closed.",
      position: positions.fault("unclosed"),
    },
  ];
}

/** Looks at the lines at which the parser may have given up: that of the error, and the one above. */
function lineClues(
  position: Position | undefined,
  positions: YamlPositions,
): Fault[] {
  if (!position) return [];
  const found: Fault[] = [];
  const missingColon = positions.fault("missingColon")?.line;
  for (
    const line of new Set([missingColon, position.line - 1, position.line])
  ) {
    if (line === undefined) continue;
    const text = positions.line(line);
    const unseen = INVISIBLE.exec(text);
    if (unseen) {
      const position = { line, column: unseen.index + 1 };
      const message = `this is not YAML, because ${invisible(unseen[0])}`;
      found.push({ message, position });
    }
    const quotes = positions.endsInBrackets ? undefined : missingQuotes(text);
    if (quotes) {
      const { message, column } = quotes;
      found.push({ message, position: { line, column } });
    }
  }
  return found;
}

function tabIndentation(positions: YamlPositions): Fault[] {
  const position = positions.fault("tabIndentation");
  const message =
    "the line is indented with a tab, which YAML does not allow: use blanks.";
  return position ? [{ message, position }] : [];
}

function invisible(character: string): string {
  return `here stands ${
    characterName(character)
  }, which nobody sees. Remove it, or write a blank; what is meant to hold it stands in quotes.`;
}

/** Takes the parser's message apart; both `at line 3, column 5` and `(3:5)` are in use. */
function parserFault(error: Error): Fault {
  const place = / at line (\d+), column (\d+)| \((\d+):(\d+)\)/.exec(
    error.message,
  );
  if (!place) return { message: error.message, position: undefined };
  return {
    message: error.message.slice(0, place.index),
    position: {
      line: Number(place[1] ?? place[3]),
      column: Number(place[2] ?? place[4]),
    },
  };
}

function isNotBehind(a: Position | undefined, b: Position | undefined) {
  if (!a || !b) return false;
  return a.line < b.line || (a.line === b.line && a.column <= b.column);
}
