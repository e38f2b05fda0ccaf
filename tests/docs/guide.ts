/**
 * Reads a guide in Markdown as a list of things that its reader does.
 *
 * What is to be done with a snippet stands in a comment before it: `file: NAME` writes it, `part of: NAME` finds it in a file of this
 * project, `leave running: NAME` lets a command run until `stop: NAME`, `not run` is for what a test cannot do. A `console` snippet without comment is run. There are no others, so that no
 * snippet is left untried.
 *
 * @module
 */

/** A command line, and what the guide shows of its output. */
export interface Command {
  /** The words. */
  readonly words: readonly string[];
  /** Lines of the output, in order. `…` stands for anything. */
  readonly shown: readonly string[];
}

/** One thing to do. */
export type Action =
  | { readonly kind: "write"; readonly name: string; readonly text: string }
  | { readonly kind: "part of"; readonly name: string; readonly text: string }
  | { readonly kind: "run"; readonly commands: readonly Command[] }
  | {
    readonly kind: "leave running";
    readonly name: string;
    readonly commands: readonly Command[];
  }
  | { readonly kind: "stop"; readonly name: string }
  | { readonly kind: "not run"; readonly commands: readonly Command[] };

/** A section of a guide. */
export interface Section {
  /** Its heading. */
  readonly heading: string;
  /** What its reader does. */
  readonly actions: readonly Action[];
}

const part =
  /^#+ (?<heading>.+)$|^<!-- (?<marker>[\w ]+?)(?:: (?<name>\S+))? -->$|^```(?<language>\w*)\n(?<text>[^]*?)^```$/gm;

/** Reads a guide. Throws an `Error` for a snippet that nobody would try. */
export function readGuide(markdown: string): Section[] {
  const sections: { heading: string; actions: Action[] }[] = [];
  let marker = "";
  let name = "";
  for (const { groups } of markdown.matchAll(part)) {
    const { heading, language = "", text } = groups!;
    const actions = sections.at(-1)?.actions;
    if (heading !== undefined) sections.push({ heading, actions: [] });
    else if (text !== undefined) {
      actions?.push(action(marker, name, language, text));
      marker = "";
    } else if (groups!.marker === "stop") {
      actions?.push({ kind: "stop", name: groups!.name! });
    } else [marker, name] = [groups!.marker!, groups!.name ?? ""];
  }
  return sections;
}

function action(
  marker: string,
  name: string,
  language: string,
  text: string,
): Action {
  if (marker === "file") return { kind: "write", name, text };
  if (marker === "part of") return { kind: marker, name, text };
  if (language === "console") {
    const commands = readCommands(text);
    if (marker === "leave running") return { kind: marker, name, commands };
    if (marker === "not run") return { kind: marker, commands };
    if (marker === "") return { kind: "run", commands };
  }
  throw new Error(
    `Nobody tries this snippet, which is marked "${marker}":\n${text}`,
  );
}

function readCommands(text: string): Command[] {
  return text.split(/^\$ /m).slice(1).map((block) => {
    const [line = "", ...shown] = block.split("\n")
      .filter((line) => line.trim() !== "");
    return { words: words(line), shown };
  });
}

/** Splits a command line as a shell does, as far as a guide needs it. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)]
    .map(([word, quoted]) => quoted ?? word);
}

/**
 * Returns the first of the lines shown that is not among those printed, in order; `undefined` if all are. How long a test took does
 * not count.
 */
export function missingLine(
  shown: readonly string[],
  printed: string,
): string | undefined {
  const lines = printed.split("\n")
    .map((line) => line.replace(/ \(\d+[mµ]?s\)$/, "").trim());
  let next = 0;
  return shown.find((line) => {
    const pattern = new RegExp(
      `^${line.trim().split("…").map(RegExp.escape).join(".*")}$`,
    );
    const found = lines.findIndex((line, index) =>
      index >= next && pattern.test(line)
    );
    next = found + 1;
    return found < 0;
  });
}
