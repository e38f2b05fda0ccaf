/**
 * A table of a laboratory as the place where messages become rows.
 *
 * @module
 */
import {
  isJsonObject,
  type KeyGroups,
  type Message,
  show,
} from "@dripline/dripline";
import { hear, hearAgain, type Heard } from "./heard.ts";
import type { OpenTable } from "./open_table.ts";
import type { RecorderStore } from "./recorder.ts";
import { DatabaseError } from "./database_error.ts";
import type { SQLTable } from "./sql_table.ts";
import { insertStatement, type NewRow } from "./statements.ts";
import { BadRow, type KeptMessage, StoreAway } from "./store.ts";
import { TableBookkeeping } from "./table_bookkeeping.ts";
import { timeOf } from "./time_of.ts";
import {
  type MessageRow,
  type RowStore,
  type Settle,
  writeMessages,
} from "./writer.ts";

/** A row, and the message that it comes from. */
interface TableRow extends MessageRow {
  readonly values: NewRow;
}

/** Writes messages into a table: time, what the routing key says and the members of the payload, each where the table has a column for it. */
export class TableStore implements RecorderStore {
  readonly #table: SQLTable;
  readonly #groups: (routingKey: string) => KeyGroups;
  readonly #books: TableBookkeeping;
  readonly #rows: RowStore<TableRow>;
  readonly #read = new WeakMap<Heard, KeyGroups>();
  #open: OpenTable | undefined;

  /** Writes into `table` what the logger of that name hears; `groups` reads routing keys. */
  constructor(
    table: SQLTable,
    name: string,
    groups: (routingKey: string) => KeyGroups,
  ) {
    this.#table = table;
    this.#groups = groups;
    this.#books = new TableBookkeeping(table.database, name);
    this.#rows = {
      write: (rows) => inStore(() => this.#insert(rows)),
      quarantine: (messages) => inStore(() => this.#books.quarantine(messages)),
    };
  }

  /** Looks at the table. */
  async open(): Promise<void> {
    await inStore(async () => {
      this.#open = await this.#table.reopen();
      await this.#books.open();
    });
  }

  /** Writes messages: each becomes a row, or goes to the quarantine. */
  async write(messages: readonly Heard[], settle: Settle): Promise<void> {
    const open = this.#open;
    if (!open) throw new StoreAway("the table has not been found yet");
    await writeMessages(
      this.#rows,
      (heard) => this.#rowOf(open, heard),
      messages,
      settle,
    );
  }

  /** Takes a message that came. */
  hear(message: Message, id: string): Heard {
    return this.#named(hear(message, id, ""));
  }

  /** Takes a message that was kept as text. */
  hearAgain(id: string, text: string): Heard {
    return this.#named(hearAgain(id, text, ""));
  }

  /** The messages of the quarantine. */
  quarantined(limit: number, after?: number): Promise<KeptMessage[]> {
    return inStore(() => this.#books.quarantined(limit, after));
  }

  /** Forgets messages of the quarantine. */
  release(ids: readonly string[]): Promise<void> {
    return inStore(() => this.#books.release(ids));
  }

  /** Gives a message its sensor, by which it is counted. */
  #named(heard: Heard): Heard {
    const groups = this.#groups(heard.routingKey);
    const { sensor_name: sensor = heard.routingKey } = groups;
    const named = { ...heard, sensor };
    this.#read.set(named, groups);
    return named;
  }

  #rowOf(
    open: OpenTable,
    heard: Heard,
  ): TableRow | { reason: string } {
    const { id, isAlert, timestamp, payload } = heard;
    if (!isAlert) return { reason: "it is no alert" };
    if (!isJsonObject(payload)) {
      return {
        reason:
          `the payload must be an object with the values by name: received ${
            show(payload)
          }`,
      };
    }
    const given = { timestamp, ...this.#read.get(heard), ...payload };
    try {
      const values = this.#table.rowOf(open, given);
      const time = timeOf(timestamp);
      return { id, values, ...(time !== undefined && { time }) };
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      return { reason: error.message };
    }
  }

  /** Writes rows for which there is no receipt, in one transaction. */
  async #insert(rows: readonly TableRow[]): Promise<ReadonlySet<string>> {
    const { shape } = this.#open!;
    return await this.#table.database.transaction(async (query) => {
      const fresh = await this.#books.receive(query, rows.map(({ id }) => id));
      const news = rows.filter(({ id }) => fresh.has(id));
      const alike = Map.groupBy(
        news,
        ({ values }) =>
          JSON.stringify([...values.keys()].map(({ name }) => name).sort()),
      );
      for (const group of alike.values()) {
        const { sql, parameters } = insertStatement(
          shape,
          group.map(({ values }) => values),
        );
        await query(sql, parameters);
      }
      return fresh;
    });
  }
}

/** Does something with the database. Throws `StoreAway` or `BadRow`. */
async function inStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { fault, message: reason } = error;
    if (fault === "value") throw new BadRow(reason, { cause: error });
    throw new StoreAway(reason, {
      cause: error,
      temporary: fault === "away",
    });
  }
}
