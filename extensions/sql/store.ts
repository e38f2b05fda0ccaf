/**
 * What a database has to do for a logger.
 *
 * @module
 */
import type { Dialect } from "./history_sql.ts";
import type { Reading } from "./reading.ts";

/** A message that cannot become a row, and why. */
export interface Quarantined {
  /** What its sender calls it. */
  readonly id: string;
  /** The sensor, as far as it is known: what follows the prefix in the routing key. */
  readonly sensor: string;
  /** Why it is no row. */
  readonly reason: string;
  /** The whole message, as JSON. */
  readonly message: string;
}

/** A message of the quarantine. */
export interface KeptMessage extends Quarantined {
  /** Its place in the order. */
  readonly number: number;
}

/** A sensor that has rows. One whose values are of several kinds is listed once for each. */
export interface KnownSensor {
  /** Its name. */
  readonly sensor: string;
  /** The table that has its values. */
  readonly kind: Reading["kind"];
  /** Its unit; empty: none is known. */
  readonly unit: string;
  /** When its oldest value was read, in microseconds since 1970. */
  readonly firstTime: number;
  /** When its newest value was read, in microseconds since 1970. */
  readonly lastTime: number;
}

/** A row that a database answers, by its columns. */
export type StoreRow = Readonly<Record<string, unknown>>;

/** The most messages that are kept in the quarantine. */
export const maxQuarantined = 100_000;

/**
 * How many receipts are kept: a message that comes again after so many others would be a second row. At a thousand a second that is more than
 * an hour, and while nothing comes none is forgotten.
 */
export const receiptsKept = 5_000_000;

/**
 * A database of readings.
 *
 * Every method rejects with {@linkcode StoreAway} if the database cannot be used at present, whatever the data are.
 */
export interface Store extends AsyncDisposable {
  /** How it says what has to do with time. */
  readonly dialect: Dialect;
  /** Asks for rows. `$1` and so on in `sql` stand for the parameters. */
  select(
    sql: string,
    parameters: readonly (string | number)[],
  ): Promise<readonly StoreRow[]>;
  /** Connects, makes the tables that are not there, and checks the columns of those that are. May be called again. */
  open(): Promise<void>;
  /**
   * Writes readings, each under an id of its own, in one transaction: all of them or none. Returns the ids of those that became rows; the
   * others had been written before. Rejects with {@linkcode BadRow} if one of them cannot be a row.
   */
  write(readings: readonly Reading[]): Promise<ReadonlySet<string>>;
  /**
   * Keeps messages that cannot be rows, at most {@linkcode maxQuarantined}. Returns the ids of those it has room for; one that is there
   * already gets its new reason.
   */
  quarantine(messages: readonly Quarantined[]): Promise<ReadonlySet<string>>;
  /** The messages that were kept, the oldest first, at most `limit`; `after`: only those that follow that number. */
  quarantined(limit: number, after?: number): Promise<KeptMessage[]>;
  /** Forgets messages that were kept. */
  release(ids: readonly string[]): Promise<void>;
  /** All sensors, by name. */
  sensors(): Promise<KnownSensor[]>;
  /**
   * Deletes readings older than `time`, in microseconds since 1970, so many at once. Their statistics stay. Returns how many; 0: there are
   * no more.
   */
  prune(time: number): Promise<number>;
  /** How many receipts are kept. Default: {@linkcode receiptsKept}. */
  receiptsKept: number;
  /** Forgets the oldest receipts beyond those that are kept, so many at once. Returns how many; 0: there are no more. */
  forget(): Promise<number>;
}

/** The database cannot be used at present. */
export class StoreAway extends Error {
  /** Always `"StoreAway"`. */
  override readonly name = "StoreAway";
  /** Whether that may mend itself, such as a server that is being started; otherwise somebody has to do something. */
  readonly temporary: boolean;

  /** Says why. */
  constructor(
    message: string,
    options: ErrorOptions & { readonly temporary?: boolean } = {},
  ) {
    super(message, options);
    this.temporary = options.temporary ?? false;
  }
}

/** The database refuses a row for what it holds. */
export class BadRow extends Error {
  /** Always `"BadRow"`. */
  override readonly name = "BadRow";
}
