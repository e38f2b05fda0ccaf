/**
 * What is known of the heartbeat of one service.
 *
 * @module
 */
import {
  type Attributes,
  boolean,
  Endpoint,
  readOnly,
  required,
  string,
} from "../core/mod.ts";

/** How a service is, by the age of its last heartbeat. */
export type HeartbeatStatus = "CRITICAL" | "WARNING" | "OK" | "UNKNOWN";

/** Ages in seconds from which on something is wrong. */
export interface HeartbeatThresholds {
  /** Older than this is a warning. */
  readonly warning: number;
  /** Older than this is critical. */
  readonly critical: number;
}

/** Tracks the heartbeat of one service (section 8.10 of the standard). Belongs to a `HeartbeatMonitor`. */
export class HeartbeatTracker extends Endpoint {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<HeartbeatTracker> = {
    service_name: readOnly(required(string({
      description: "The service whose heartbeat is tracked",
    }))),
    is_active: boolean({
      description: "Whether its silence counts; an inactive one is UNKNOWN",
    }),
  };

  /** The service whose heartbeat is tracked. */
  serviceName = "";
  /** Whether its silence counts. */
  isActive = true;

  #last: number | undefined;

  /** Begins to wait: until the first heartbeat, the start counts as one. */
  override async start(): Promise<void> {
    await super.start();
    this.#last = this.context.clock.now();
  }

  /** Takes note of a heartbeat at `time`, in milliseconds since 1970. */
  beat(time: number): void {
    this.#last = time;
  }

  /** Seconds since the last heartbeat. */
  get age(): number {
    const now = this.context.clock.now();
    return (now - (this.#last ?? now)) / 1000;
  }

  /** How the service is. */
  status({ warning, critical }: HeartbeatThresholds): HeartbeatStatus {
    if (!this.isActive) return "UNKNOWN";
    if (this.age > critical) return "CRITICAL";
    return this.age > warning ? "WARNING" : "OK";
  }

  /** Tells the service, the age of its last heartbeat in seconds, and whether that counts. */
  override onGet(_signal?: AbortSignal): unknown {
    return {
      service_name: this.serviceName,
      seconds_since_last_heartbeat: this.age,
      is_active: this.isActive,
    };
  }
}
