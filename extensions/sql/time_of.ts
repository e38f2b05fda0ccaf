/**
 * Times, in microseconds since 1970: messages have six digits after the second, which a `Date` does not.
 *
 * @module
 */

const form =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d))$/;

/**
 * Returns the time that a text of RFC 3339 tells, in microseconds since 1970; digits beyond are cut off. `undefined`: it is none, or has no
 * time zone.
 */
export function timeOf(text: string): number | undefined {
  const match = form.exec(text);
  if (!match) return undefined;
  const [, date, clock, fraction = "", , sign, hours = "0", minutes = "0"] =
    match;
  const milliseconds = Date.parse(`${date}T${clock}Z`);
  // The 30th of February would be the 2nd of March.
  if (
    Number.isNaN(milliseconds) ||
    !new Date(milliseconds).toISOString().startsWith(`${date}T${clock}`)
  ) return undefined;
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = sign === "-" ? milliseconds + offset : milliseconds - offset;
  return utc * 1000 + micros;
}

/** Writes a time in microseconds since 1970 as messages have it. */
export function timeText(micros: number): string {
  const milliseconds = Math.floor(micros / 1000);
  const rest = micros - milliseconds * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${
    String(Math.trunc(rest)).padStart(3, "0")
  }Z`;
}
