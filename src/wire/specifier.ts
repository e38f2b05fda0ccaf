/**
 * Specifiers and routing keys: words between dots.
 *
 * @module
 */

/** Splits a text at its dots. An empty text has no words; otherwise every dot counts, so `1.` has an empty one. */
export function words(text: string): string[] {
  return text === "" ? [] : text.split(".");
}

/** Returns what stands before the first dot: the endpoint a routing key addresses, the instruction of a specifier. */
export function firstWord(text: string): string {
  const dot = text.indexOf(".");
  return dot < 0 ? text : text.slice(0, dot);
}
