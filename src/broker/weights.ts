/**
 * What the things cost that clients make a broker keep, in bytes: measured, and rounded up.
 *
 * @module
 */

/** A message besides its properties, body and address. */
export const messageWeight = 512;

/** A copy of a message: its place in a queue, or in the list of what a client has not settled. */
export const copyWeight = 160;

/** A channel, with the address of a message on its way in. */
export const channelWeight = 2048;

/** Returns the weight of an exchange. */
export function exchangeWeight(name: string): number {
  return 1024 + textWeight(name);
}

/** Returns the weight of a queue without its messages. */
export function queueWeight(name: string): number {
  return 1024 + textWeight(name);
}

/** Returns the weight of a consumer. */
export function consumerWeight(tag: string): number {
  return 512 + textWeight(tag);
}

/** Returns the weight of a binding. Each word of a key may become a node of a tree. */
export function bindingWeight(key: string): number {
  let words = 1;
  for (const letter of key) if (letter === ".") words++;
  return 512 + 256 * words + textWeight(key);
}

/** Two bytes for each letter, as one outside Latin makes the whole text take them. */
function textWeight(text: string): number {
  return 2 * text.length;
}
