/**
 * What docs/conformance.md has to say of single statements besides the tests that hold them.
 *
 * @module
 */

const later = "Not implemented yet";

/** Notes by the number of the statement. */
export const notes: ReadonlyMap<number, string> = new Map([
  [
    13,
    "Differs: a wrong password ends the first start at once, with the reason; trying again cannot help (architecture, decision 9)",
  ],
  [15, "Reconnects for ever (decision 9)"],
  [45, "Lenient: what is missing reads `unknown`; we never send such messages"],
  [51, "Lenient: an id without a slash is a whole message"],
  [121, "There is no hub: the tables of an endpoint do what it was for"],
  [
    124,
    "Differs: an unknown function is an error when the configuration is read (decision 10)",
  ],
  [
    129,
    "Differs in one: `{}**2` of -3 is 9, because `{}` is an operand (decision 10)",
  ],
  [
    144,
    "The text of the error is ours: it names the units that are understood",
  ],
  [146, "Differs: a new log_interval counts at once while logging (issue 4)"],
  [
    159,
    "Differs: at the start only if require_instrument is set; otherwise every request is answered so",
  ],
  [162, "Differs as 160: what is no query is not sent again"],
  [
    160,
    "Differs: a command that may have reached the instrument is not sent again unless it is safe",
  ],
  [
    164,
    "Differs: the service starts and answers 201 until the instrument is there, unless it is told to insist",
  ],
  [
    175,
    "Differs: YAML is read by the core schema, and a quoted number is text (decision 11)",
  ],
  [181, "Differs: exit code 2, with file, line and column (decision 16)"],
  [
    193,
    "Differs: the payload is printed as JSON; `-v` prints the text form too",
  ],
  [214, `${later}: HTTP`],
  [215, `${later}: HTTP`],
  [216, `${later}: HTTP`],
  [217, `${later}: HTTP`],
  [221, "There is no one-off scheduling: extensions have the clock"],
  [
    222,
    "Differs: the first run comes one interval after the start unless told otherwise; there are no ids, `every` returns what ends the job",
  ],
  [
    224,
    "Differs: missed periods are not made up for, so that there is no burst after a stall",
  ],
]);
