/**
 * Services that hear alerts.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Attributes,
  type KeyProblem,
  keyText,
  type Known,
  list,
  readOnly,
  Service,
  string,
} from "../core/mod.ts";
import {
  MatchLimitError,
  type PatternMatch,
  type PythonRegExp,
  pythonRegExp,
} from "../python/mod.ts";
import type { Alert } from "../wire/mod.ts";

const logger = getLogger(["dripline", "implementations"]);

/** What the named groups of `alert_key_parser_re` found in a routing key. */
export type KeyGroups = Readonly<Record<string, string>>;

/** The most routing keys that are told of, each once. */
const maxCut = 1000;

/** A service that hears alerts (section 6.3 of the standard). Subclasses override {@linkcode AlertConsumer.processAlert}. */
export class AlertConsumer extends Service {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<AlertConsumer> = {
    alert_keys: readOnly(list(keyText(), {
      description:
        "Routing keys of the alerts to hear; * stands for one word, # for any number",
    })),
    alert_key_parser_re: readOnly(string({
      description:
        "Python regular expression that finds named groups at the start of the routing key",
    })),
  };

  /** Routing keys of the alerts to hear; `*` stands for one word, `#` for any number. */
  alertKeys: readonly string[] = ["#"];
  /** Python regular expression that finds named groups at the start of a routing key. */
  alertKeyParserRe = "";

  readonly #cut = new Set<string>();
  #parser: PythonRegExp | undefined;

  /** Reads the regular expression. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    try {
      this.#parser = pythonRegExp(this.alertKeyParserRe, "match");
    } catch (error) {
      problems.push({
        key: "alert_key_parser_re",
        message: `alert_key_parser_re cannot be used: ${
          (error as Error).message
        }`,
      });
    }
    return problems;
  }

  /** The alerts to hear. */
  override alertPatterns(): readonly string[] {
    return this.alertKeys;
  }

  /** Takes the routing key apart and hands the alert on. */
  override async onAlert(alert: Alert): Promise<void> {
    await this.processAlert(alert, this.keyGroups(alert.routingKey));
  }

  /** What the named groups of `alert_key_parser_re` find in a routing key. A key that does not match is logged, and has none. */
  keyGroups(routingKey: string): KeyGroups {
    const match = this.#match(routingKey);
    if (!match) {
      logger.warn("{name}: the routing key {key} does not match {pattern}", {
        name: this.name,
        key: routingKey,
        pattern: this.alertKeyParserRe,
      });
    } else this.#tellIfCut(routingKey, match.text.length);
    return Object.fromEntries(
      Object.entries(match?.groups ?? {})
        .flatMap(([name, text]) => text === undefined ? [] : [[name, text]]),
    );
  }

  /** Tells once of a routing key that is read up to the middle of a word only: what is found is not the name that was sent. */
  #tellIfCut(key: string, end: number): void {
    const isCut = end > 0 && end < key.length && key[end - 1] !== "." &&
      key[end] !== ".";
    if (!isCut || this.#cut.has(key) || this.#cut.size >= maxCut) return;
    this.#cut.add(key);
    logger.warn(
      '{name}: {pattern} reads the routing key {key} as {part}, and leaves {rest} out. Write "[^.]+" in place of "\\w+" to keep names whole',
      {
        name: this.name,
        pattern: this.alertKeyParserRe,
        key,
        part: key.slice(0, end),
        rest: key.slice(end),
      },
    );
  }

  #match(routingKey: string): PatternMatch | undefined {
    this.#parser ??= pythonRegExp(this.alertKeyParserRe, "match");
    try {
      return this.#parser.exec(routingKey);
    } catch (error) {
      if (error instanceof MatchLimitError) return undefined;
      throw error;
    }
  }

  /** Does something about an alert. This one writes it to the log. */
  processAlert(alert: Alert, groups: KeyGroups): void | Promise<void> {
    logger.info("{name}: {key} {groups} at {timestamp}: {payload}", {
      name: this.name,
      key: alert.routingKey,
      groups,
      timestamp: alert.timestamp,
      payload: alert.payload,
    });
  }
}
