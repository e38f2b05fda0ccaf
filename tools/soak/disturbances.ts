/**
 * What befalls a service while it is soaked.
 *
 * @module
 */
import type { Random } from "../../tests/broker/random.ts";
import type { TcpProxy } from "../../tests/tcp_proxy.ts";

/** Seconds within which everything has to be reached again when somebody has deleted something: a look a minute, and some time to mend. */
const mendingTime = 75;

/** What can be done to a service. */
export interface Victims {
  /** The ways to the broker of the service and of its client. */
  readonly proxies: readonly TcpProxy[];
  /** The service. */
  readonly service: Deno.ChildProcess;
  /** Deletes the exchanges and, if `again`, declares them again, before anybody notices. */
  deleteExchanges(again: boolean): Promise<void>;
  /** Deletes the queue of the service, where that is possible. */
  readonly deleteQueue?: () => Promise<void>;
  /** Resolves when the service answers and its alerts come. */
  reached(): Promise<void>;
  /** Called when that was so again: what was sent meanwhile may have reached nobody. */
  mended(): void;
}

/** Disturbs a service every few seconds. */
export class Disturbances {
  /** How often each thing was done. */
  readonly done: Map<string, number> = new Map();
  /** What did not come right. */
  readonly wrong: string[] = [];
  /** The longest time that something deleted was gone, in seconds. */
  longest = 0;
  readonly #victims: Victims;
  readonly #random: Random;

  /** Does to `victims` what chance chooses. */
  constructor(victims: Victims, random: Random) {
    this.#victims = victims;
    this.#random = random;
  }

  /** Disturbs until `stop` is aborted. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await wait(2000 + this.#random.below(4000));
      if (!stop.aborted) await this.#disturb();
    }
  }

  async #disturb(): Promise<void> {
    const { proxies, service, deleteQueue } = this.#victims;
    const proxy = this.#random.pick(proxies);
    const chance = this.#random.below(16);
    if (chance === 0) {
      this.#count("exchanges deleted");
      await this.#mend(() => this.#victims.deleteExchanges(false));
    } else if (chance === 1) {
      this.#count("exchanges replaced");
      await this.#mend(() => this.#victims.deleteExchanges(true));
    } else if (chance === 2 && deleteQueue) {
      this.#count("queues deleted");
      await this.#mend(deleteQueue);
    } else if (chance < 5) {
      this.#count("pauses");
      service.kill("SIGSTOP");
      await wait(500 + this.#random.below(4000));
      service.kill("SIGCONT");
    } else if (chance < 8) {
      this.#count("stalls");
      proxy.stall();
      await wait(500 + this.#random.below(2000));
      proxy.resume();
    } else {
      this.#count("cuts");
      proxy.cut();
    }
  }

  async #mend(deed: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    await deed();
    await this.#victims.reached();
    const seconds = (performance.now() - begun) / 1000;
    this.longest = Math.max(this.longest, seconds);
    if (seconds > mendingTime) {
      this.wrong.push(`something deleted was missed for ${seconds} s`);
    }
    this.#victims.mended();
  }

  #count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
