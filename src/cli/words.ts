/**
 * Prepares the words of a command line for `parseArgs`, which knows neither negative numbers nor lists nor counting.
 *
 * @module
 */
import { options, spellings } from "./options.ts";

/** No argument of a process can hold this character, so it can mark words that are to be left alone. */
const mark = "\0";

/** Marks the first word of those that address the mesh: they never belong to a list before them. */
const meshKey = "dripline_mesh.";

/**
 * Returns the words with
 *
 * - `-5` marked, because it is a number and no option, and `true`, because no flag takes it;
 * - the words behind an option that takes a list joined to it: `--values a b` becomes `--values=a --values=b`;
 * - options that are counted as lists: `-vv` becomes `--verbose=+ --verbose=+`.
 *
 * What stands behind `--` is left as it is.
 */
export function prepareWords(words: readonly string[]): string[] {
  const prepared: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--") return [...prepared, ...words.slice(i)];
    const counted = countedOptions(word);
    const list = spellings.get(word);
    if (counted) {
      prepared.push(...counted.map((name) => `--${name}=+`));
    } else if (list && options[list].kind === "texts") {
      const first = ++i;
      while (i < words.length && belongsToList(words[i]!)) i++;
      const items = words.slice(first, i--);
      prepared.push(
        ...items.length > 0
          ? items.map((item) => `--${list}=${item}`)
          : [`--${list}`],
      );
    } else prepared.push(isMistakable(word) ? mark + word : word);
  }
  return prepared;
}

/** Whether a word is a number with a minus sign, and so no option. */
export function isNegativeNumber(word: string): boolean {
  return /^-(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(word);
}

/** Takes the mark off a word. */
export function unmarked(word: string): string {
  return word.startsWith(mark) ? word.slice(mark.length) : word;
}

/** `-vvq` as `verbose`, `verbose`, `quiet`; `undefined` unless there are counted options only. */
function countedOptions(word: string): string[] | undefined {
  const names = /^-\w+$/.test(word)
    ? [...word.slice(1)].map((letter) => spellings.get(`-${letter}`))
    : [spellings.get(word)];
  return names.every((name) => name && options[name].kind === "count")
    ? names as string[]
    : undefined;
}

function belongsToList(word: string): boolean {
  if (word.startsWith(meshKey)) return false;
  return !word.startsWith("-") || isNegativeNumber(word);
}

function isMistakable(word: string): boolean {
  return word === "true" || word === "false" || isNegativeNumber(word);
}

/** Whether a word is the name of a configuration file, and no `key=value` argument. */
export function isConfigurationFile(word: string): boolean {
  return /^[^=]*\.(ya?ml|json)$/i.test(word);
}
