/**
 * Says what the code of an extension has thrown, and where.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import { show } from "../core/mod.ts";

const here = new URL("./", import.meta.url).href;
const ours = new URL("../", import.meta.url).href;
const place = /^\w+:\/\/\S+:\d+:\d+/;

/**
 * Returns the first line of what was thrown, with the place in the extension if it is known: `Error: no port
 * (file:///lab/vac.ts:3:9).` Anything can be thrown, so this takes anything.
 */
export function thrownText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `${show(thrown)} was thrown.`;
  // Deno colours what it says of modules that it cannot load, and puts the place into the message.
  const message = stripVTControlCharacters(thrown.message);
  const firstLine = message.split("\n")[0]!.replace(/\.$/, "");
  const inMessage = placesIn(message)[0];
  const inCode = inMessage ? undefined : placeIn(thrown.stack ?? "");
  const needsClass = inCode && thrown.name !== "RegistrationError";
  const where = inMessage ?? inCode;
  return `${needsClass ? `${thrown.name}: ` : ""}${firstLine}${
    where ? ` (${where})` : ""
  }.`;
}

/** The places in a text, such as `file:///lab/vac.ts:3:9`: words of their own, perhaps in parentheses. */
function placesIn(text: string): string[] {
  return text.split(/[\s()]+/).flatMap((word) => place.exec(word) ?? []);
}

/** The innermost place that is not ours, of those above the call that was made from this folder. */
function placeIn(stack: string): string | undefined {
  const calls = placesIn(stack);
  const caller = calls.findIndex((place) => place.startsWith(here));
  const above = caller < 0 ? calls : calls.slice(0, caller);
  return above.find((place) => !place.startsWith(ours));
}
