/**
 * Patterns of names, as shells have them.
 *
 * @module
 */

/**
 * Tells whether a name is what a pattern means: `*` stands for any characters, `?` for one. The time is at most the product of both
 * lengths, as nothing is tried twice but from the last `*` on.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let i = 0; i < name.length;) {
    if (pattern[at] === "*") {
      [star, resume] = [at++, i];
    } else if (pattern[at] === "?" || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
