// deno-lint-ignore-file camelcase -- names of the wire
/**
 * A service that watches over the heartbeats of others.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Attributes,
  boolean,
  type Endpoint,
  type KeyProblem,
  keyText,
  type Known,
  number,
} from "../core/mod.ts";
import { type Alert, maxEndpointBytes, nameProblem } from "../wire/mod.ts";
import { AlertConsumer, type KeyGroups } from "./alert_consumer.ts";
import { type HeartbeatStatus, HeartbeatTracker } from "./heartbeat_tracker.ts";

const logger = getLogger(["dripline", "implementations"]);

/** How many services a line of the log names: heartbeats come from whoever sends them. */
const maxNamed = 100;

/** What a monitor tells of one service. */
export interface HeartbeatLine {
  /** The service. */
  readonly service_name: string;
  /** The age of its last heartbeat. */
  readonly seconds_since_last_heartbeat: number;
}

/** What a monitor tells: the services, by how they are. */
export type HeartbeatReport = Readonly<
  Record<HeartbeatStatus, readonly HeartbeatLine[]>
>;

/** The most services that are tracked without being configured. */
const maxUnknown = 10_000;

/**
 * Watches over heartbeats (section 8.10 of the standard). Each service heard of has a tracker, an endpoint that can be asked at
 * once. Subclasses override {@linkcode HeartbeatMonitor.processReport}.
 */
export class HeartbeatMonitor extends AlertConsumer {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<HeartbeatMonitor> = {
    time_between_checks_s: number({
      minimum: 0.1,
      description: "Seconds from one report to the next",
    }),
    warning_threshold_s: number({
      minimum: 0,
      description: "A heartbeat older than this many seconds is a warning",
    }),
    critical_threshold_s: number({
      minimum: 0,
      description: "A heartbeat older than this many seconds is critical",
    }),
    add_unknown_heartbeats: boolean({
      description: "Whether services that nobody configured are tracked",
    }),
    endpoint_name_prefix: keyText({
      room: maxEndpointBytes,
      description: "What the names of added trackers begin with",
    }),
  };

  /** Routing keys of heartbeats. */
  override alertKeys: readonly string[] = ["heartbeat.#"];
  /** Finds the name of the service in the routing key of a heartbeat. */
  override alertKeyParserRe: string = String
    .raw`heartbeat\.(?P<service_name>[^.]+)`;
  /** Seconds from one report to the next. */
  timeBetweenChecksS = 20;
  /** A heartbeat older than this many seconds is a warning. */
  warningThresholdS = 120;
  /** A heartbeat older than this many seconds is critical. */
  criticalThresholdS = 300;
  /** Whether services that nobody configured are tracked. */
  addUnknownHeartbeats = true;
  /** What the names of added trackers begin with. */
  endpointNamePrefix = "hbmon_";

  readonly #trackers = new Map<string, HeartbeatTracker>();
  #stopChecking: (() => void) | undefined;

  /** Requires that the group `service_name` is found in routing keys. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if (!this.alertKeyParserRe.includes("(?P<service_name>")) {
      problems.push({
        key: "alert_key_parser_re",
        message: String
          .raw`alert_key_parser_re needs the group service_name, as in heartbeat\.(?P<service_name>\w+)`,
      });
    }
    return problems;
  }

  /** Takes note of an endpoint that is a tracker. */
  override add(endpoint: Endpoint): void {
    super.add(endpoint);
    if (isTracker(endpoint)) {
      this.#trackers.set(endpoint.serviceName, endpoint);
    }
  }

  /** Begins to check. */
  override async start(): Promise<void> {
    await super.start();
    this.#stopChecking = this.context.scheduler.every({
      name: `checking heartbeats for ${this.name}`,
      interval: this.timeBetweenChecksS,
      first: 0,
      run: () => this.processReport(this.report()),
    });
  }

  /** Checks no more. */
  override async stop(): Promise<void> {
    this.#stopChecking?.();
    await super.stop();
  }

  /** Tells how every service is. */
  override onGet(_signal?: AbortSignal): unknown {
    return this.report();
  }

  /** Tells how every service is. */
  report(): HeartbeatReport {
    const report: Record<HeartbeatStatus, HeartbeatLine[]> = {
      CRITICAL: [],
      WARNING: [],
      OK: [],
      UNKNOWN: [],
    };
    const thresholds = {
      warning: this.warningThresholdS,
      critical: this.criticalThresholdS,
    };
    for (const tracker of this.#trackers.values()) {
      report[tracker.status(thresholds)].push({
        service_name: tracker.serviceName,
        seconds_since_last_heartbeat: tracker.age,
      });
    }
    return report;
  }

  /** Does something about a report. This one writes it to the log: critical ones as errors, warnings as such. */
  processReport(report: HeartbeatReport): void | Promise<void> {
    const text = (lines: readonly HeartbeatLine[]) => {
      const named = lines.slice(0, maxNamed)
        .map(({ service_name, seconds_since_last_heartbeat }) =>
          `${service_name} (${Math.round(seconds_since_last_heartbeat)} s)`
        );
      const others = lines.length - named.length;
      return [...named, ...others > 0 ? [`and ${others} more`] : []].join(", ");
    };
    if (report.CRITICAL.length > 0) {
      logger.error("no heartbeat for long, CRITICAL: {services}", {
        services: text(report.CRITICAL),
      });
    }
    if (report.WARNING.length > 0) {
      logger.warn("no heartbeat for a while: {services}", {
        services: text(report.WARNING),
      });
    }
    if (report.OK.length + report.UNKNOWN.length > 0) {
      logger.info("heartbeats: OK {ok}; not watched {unknown}", {
        ok: text(report.OK) || "none",
        unknown: text(report.UNKNOWN) || "none",
      });
    }
  }

  /** Takes note of a heartbeat. */
  override processAlert(alert: Alert, groups: KeyGroups): void {
    const { service_name: serviceName } = groups;
    if (serviceName === undefined) return;
    const time = Date.parse(alert.timestamp);
    const now = this.context.clock.now();
    const tracker = this.#trackers.get(serviceName) ?? this.#meet(serviceName);
    tracker?.beat(Number.isNaN(time) ? now : Math.min(time, now));
  }

  #meet(serviceName: string): HeartbeatTracker | undefined {
    logger.warn("a heartbeat of {service}, which nobody configured", {
      service: serviceName,
    });
    const name = this.endpointNamePrefix + serviceName;
    if (!this.addUnknownHeartbeats || !this.#isFree(name)) return undefined;
    const tracker = new HeartbeatTracker(name);
    tracker.serviceName = serviceName;
    this.add(tracker);
    return tracker;
  }

  /** Whether a tracker can have that name: it is known to nobody, and requests under it can be told from all others. */
  #isFree(name: string): boolean {
    return !this.endpoints.has(name) && name !== this.name &&
      name !== "*" && name !== "#" &&
      nameProblem("the name", name, maxEndpointBytes) === undefined &&
      this.#trackers.size < maxUnknown;
  }
}

/** Tells whether an endpoint tracks heartbeats, also one of another copy of this package. */
function isTracker(endpoint: Endpoint): endpoint is HeartbeatTracker {
  return "serviceName" in endpoint && "beat" in endpoint;
}
