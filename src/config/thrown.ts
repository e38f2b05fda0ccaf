/**
 * Says what the code of an extension has thrown, and where.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import { show } from "../core/mod.ts";

const here = new URL("./", import.meta.url).href;
const ours = new URL("../", import.meta.url).href;
const places = /\w+:\/\/[^\s()]+:\d+:\d+/g;

/**
 * Returns the first line of what was thrown, with the place in the extension if it is known: `Error: no port
 * (file:///lab/vac.ts:3:9).` Anything can be thrown, so this takes anything.
 */
export function thrownText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `${show(thrown)} was thrown.`;
  // Deno colours what it says of modules that it cannot load, and puts the place into the message.
  const message = stripVTControlCharacters(thrown.message);
  const firstLine = message.split("\n")[0]!.replace(/\.$/, "");
  const inMessage = message.match(places)?.[0];
  const inCode = inMessage ? undefined : placeIn(thrown.stack ?? "");
  const needsClass = inCode && thrown.name !== "RegistrationError";
  const place = inMessage ?? inCode;
  return `${needsClass ? `${thrown.name}: ` : ""}${firstLine}${
    place ? ` (${place})` : ""
  }.`;
}

/** The innermost place that is not ours, of those above the call that was made from this folder. */
function placeIn(stack: string): string | undefined {
  const calls = stack.match(places) ?? [];
  const caller = calls.findIndex((place) => place.startsWith(here));
  const above = caller < 0 ? calls : calls.slice(0, caller);
  return above.find((place) => !place.startsWith(ours));
}
