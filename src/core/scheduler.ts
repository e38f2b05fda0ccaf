/**
 * Work at fixed times.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Clock } from "../mesh/mod.ts";
import { FailureLog } from "./failure_log.ts";
import { shortestPeriod } from "./declaration/mod.ts";

const logger = getLogger(["dripline", "core"]);

const slow =
  "{job} is due and has not finished its last run yet; runs are left out until it has";

/** Work to do again and again. */
export interface Job {
  /** Seconds from one run to the next, at least 0.1. */
  readonly interval: number;
  /** Seconds from the start to the first run. Default: one interval. */
  readonly first?: number;
  /** What to do. While it has not settled, runs that fall due are left out. */
  readonly run: () => unknown;
  /** What it is, for the log. */
  readonly name: string;
}

/** Runs jobs at a fixed rate: no drift, no burst after a stall, and one that fails harms neither itself nor others. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #cancels = new Set<() => void>();
  #running = false;

  /** Rests until {@linkcode Scheduler.start}. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs a job from now on, or from the start on if that is still to come. Returns a function that ends it. Throws a
   * `RangeError` if the interval is too short.
   */
  every(job: Job): () => void {
    if (!(job.interval >= shortestPeriod)) {
      throw new RangeError(
        `Cannot schedule executions with an interval of less than ${shortestPeriod} seconds: ${job.name} asks for ${job.interval}`,
      );
    }
    let cancel = () => {};
    let busy = false;
    let told = false;
    const failures = new FailureLog(job.name);
    const begin = () => {
      this.#waiting.delete(begin);
      let due = this.#clock.now() + (job.first ?? job.interval) * 1000;
      const wait = () => {
        this.#cancels.delete(cancel);
        cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), tick);
        this.#cancels.add(cancel);
      };
      const tick = () => {
        const now = this.#clock.now();
        const period = job.interval * 1000;
        const periods = Math.floor((now - due) / period) + 1;
        // Far too early: the clock was put back, and nobody is to wait until it is there again.
        due = periods < 0 ? now + period : due + Math.max(1, periods) * period;
        wait();
        if (busy) {
          if (!told) logger.warn(slow, { job: job.name });
          told = true;
          return;
        }
        busy = true;
        perform(job, failures).finally(() => busy = false);
      };
      wait();
    };
    if (this.#running) begin();
    else this.#waiting.add(begin);
    return () => {
      cancel();
      this.#waiting.delete(begin);
      this.#cancels.delete(cancel);
    };
  }

  /** Begins: from now on time counts. */
  start(): void {
    this.#running = true;
    for (const begin of [...this.#waiting]) begin();
  }

  /** Ends all jobs. What runs at the moment goes on to its end. */
  stop(): void {
    this.#running = false;
    this.#waiting.clear();
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}

async function perform(job: Job, failures: FailureLog): Promise<void> {
  try {
    await job.run();
    failures.worked();
  } catch (error) {
    failures.failed(error);
  }
}
