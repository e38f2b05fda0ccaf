/**
 * Logins of what a service uses besides the broker, such as a database.
 *
 * @module
 */

/** User names and passwords: groups, and the texts of each by name. */
export type AuthGroups = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Where a text of a group can come from, from the weakest to the strongest. The authentication file stands between the first two. */
export interface AuthItem {
  /** What it is if nothing else is said. */
  readonly default?: string;
  /** The name of an environment variable. If it is set it counts, even if it is empty. */
  readonly env?: string;
  /** A file that holds the text; one line end behind it is left out. */
  readonly file?: string;
  /** The text itself. */
  readonly value?: string;
}

/** Groups, and where the texts of each come from. */
export type AuthSpecification = Readonly<
  Record<string, Readonly<Record<string, AuthItem>>>
>;
