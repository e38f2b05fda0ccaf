/**
 * Monitors that do not make the dead look alive. Whoever listens to all requests counts as a destination of each, so that the broker sends
 * back none. So our monitors listen to keys of a few words only, and whoever wants to know whether an endpoint is there asks it by a key of
 * more: endpoints go by the first word.
 *
 * @module
 */
import { byteLength, firstWord, maxNameBytes } from "../wire/mod.ts";

/** Words that `#` stands for in what a monitor listens to, at most. */
const words = 6;

/** What stands behind the name of an endpoint, so that no monitor of ours hears it. */
const behind = ".-".repeat(words + 2);

/** Returns patterns for a monitor, which together match the keys of up to so many words that `pattern` does. */
export function monitorPatterns(pattern: string): string[] {
  const parts = pattern.split(".");
  const place = parts.indexOf("#");
  if (place < 0 || place !== parts.lastIndexOf("#")) return [pattern];
  return Array.from(
    { length: words + 1 },
    (_, count) =>
      parts.toSpliced(place, 1, ...Array<string>(count).fill("*")).join("."),
  ).filter((key) => key !== "");
}

/** Returns a key that reaches the endpoint of `key`, but none of our monitors; `key` itself if AMQP has no room for it. */
export function pastMonitors(key: string): string {
  const name = firstWord(key);
  return byteLength(name + behind) <= maxNameBytes ? name + behind : key;
}
