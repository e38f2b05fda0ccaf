/**
 * Joins the embedded broker of this machine, or hosts it.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Broker, product, startBroker } from "../broker/mod.ts";
import { type MeshOptions, WrongBroker } from "../mesh/mod.ts";

const logger = getLogger(["dripline", "config"]);

/** The value of `dripline_mesh.broker` that means the embedded broker. */
export const embedded = "embedded";

/** Its port, unless `broker_port` says otherwise. */
export const embeddedPort = 5772;

/**
 * The account that is used there: everybody's. Whoever listens at the port is told it, and the laboratory's password is not for
 * them.
 */
export const embeddedLogin = { username: "guest", password: "guest" } as const;

const loopback = "127.0.0.1";

/** Seconds that services and clients have to say goodbye when the broker stops: it must not hold up the service that hosts it. */
const closeTimeout = 0.5;

/**
 * The way to the embedded broker. Services host it if nobody does, and take over when its host stops; clients only join.
 */
export class EmbeddedBroker {
  /** What a mesh needs to know of it. */
  readonly options: Pick<
    MeshOptions,
    "broker" | "port" | "beforeConnect" | "checkBroker"
  >;
  readonly #port: number;
  #broker: Broker | undefined;
  #hosting: Promise<void> | undefined;
  #stopped = false;

  /** Looks for the broker at `port` of this machine. `mayHost`: whether to start it if it is not there. */
  constructor(port: number, mayHost: boolean) {
    this.#port = port;
    this.options = {
      broker: loopback,
      port,
      checkBroker: (properties) => this.#check(properties),
      beforeConnect: () =>
        mayHost ? this.#hostIfNobodyDoes() : this.#expectHost(),
    };
  }

  /** Whether this process hosts the broker. */
  get hosting(): boolean {
    return this.#broker !== undefined;
  }

  /** Stops the broker if this process hosts it. Somebody else may take over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    // Whoever wanted to connect hears of what went wrong.
    await this.#hosting?.catch(() => {});
    await this.#broker?.stop();
    this.#broker = undefined;
  }

  #check(properties: Readonly<Record<string, unknown>>): void {
    if (properties.product === product) return;
    const found = String(properties.product ?? "something else");
    throw new WrongBroker(
      `it is ${found}, not the embedded broker. For that one write "dripline_mesh.broker=localhost dripline_mesh.broker_port=${this.#port}"; ` +
        `for the embedded broker choose a free port with dripline_mesh.broker_port`,
    );
  }

  async #expectHost(): Promise<void> {
    if (await this.#somebodyListens()) return;
    throw new Error(
      "nobody hosts the embedded broker, which runs inside the services of this machine. Start a service first, or the verb broker, or name another broker with -b and -p",
    );
  }

  #hostIfNobodyDoes(): Promise<void> {
    this.#hosting ??= this.#host().finally(() => this.#hosting = undefined);
    return this.#hosting;
  }

  async #host(): Promise<void> {
    if (this.#broker || this.#stopped || await this.#somebodyListens()) return;
    try {
      this.#broker = startBroker({
        hostname: loopback,
        port: this.#port,
        closeTimeout,
      });
      logger.info("hosting the embedded broker at {hostname}:{port}", {
        hostname: loopback,
        port: this.#port,
      });
    } catch (error) {
      // Another service was quicker: its broker will do.
      const { cause } = error as Error;
      if (cause instanceof Deno.errors.AddrInUse) return;
      throw error;
    }
  }

  async #somebodyListens(): Promise<boolean> {
    try {
      const connection = await Deno.connect({
        hostname: loopback,
        port: this.#port,
      });
      connection.close();
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return false;
      throw error;
    }
  }
}
