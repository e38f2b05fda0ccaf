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
    const match = this.#match(alert.routingKey);
    if (!match) {
      logger.warn("{name}: the routing key {key} does not match {pattern}", {
        name: this.name,
        key: alert.routingKey,
        pattern: this.alertKeyParserRe,
      });
    }
    const found = Object.entries(match?.groups ?? {})
      .flatMap(([name, text]) => text === undefined ? [] : [[name, text]]);
    await this.processAlert(alert, Object.fromEntries(found));
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
