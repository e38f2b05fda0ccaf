// deno-lint-ignore-file no-console -- says what is skipped
/**
 * A RabbitMQ node of a test's own, to be killed, restarted and starved without harm to the one that everybody shares.
 *
 * @module
 */

const scripts = "/usr/lib/rabbitmq/bin";

/** Whether a node can be started on this machine. */
export const rabbitmqInstalled: boolean = await exists(
  `${scripts}/rabbitmq-server`,
);
if (!rabbitmqInstalled) {
  console.log(
    `skipped: faults of RabbitMQ: it is not installed (${scripts}/rabbitmq-server)`,
  );
}

/** What is special about a node. */
export interface NodeOptions {
  /** Files of PEM: it takes encrypted connections only, of clients that have a certificate of the same authority. */
  readonly certificates?: {
    readonly ca: string;
    readonly certificate: string;
    readonly key: string;
  };
  /** Further lines of rabbitmq.conf. */
  readonly settings?: readonly string[];
  /** A node whose cluster it joins. */
  readonly join?: RabbitmqNode;
}

/** A private node. */
export class RabbitmqNode implements AsyncDisposable {
  /** The port it listens at. */
  readonly port: number = freePort();
  readonly #distribution = freePort();
  readonly #folder = Deno.makeTempDirSync({ prefix: "dripline_rabbitmq_" });
  readonly #name = `dripline_${crypto.randomUUID().slice(0, 8)}@localhost`;
  readonly #options: NodeOptions;
  #process: Deno.ChildProcess | undefined;

  private constructor(options: NodeOptions) {
    this.#options = options;
  }

  /** Starts a node and waits until it accepts connections. */
  static async start(options: NodeOptions = {}): Promise<RabbitmqNode> {
    const node = new RabbitmqNode(options);
    await node.start();
    if (!options.join) return node;
    await node.ctl("stop_app");
    await node.ctl("join_cluster", options.join.#name);
    await node.ctl("start_app");
    return node;
  }

  /** Starts it, again if need be, with what it kept. */
  async start(): Promise<void> {
    const config = `${this.#folder}/rabbitmq.conf`;
    await Deno.writeTextFile(config, this.#config());
    this.#process = new Deno.Command(`${scripts}/rabbitmq-server`, {
      env: {
        RABBITMQ_CONF_ENV_FILE: "/dev/null",
        RABBITMQ_CONFIG_FILE: config,
        RABBITMQ_DIST_PORT: String(this.#distribution),
        RABBITMQ_ENABLED_PLUGINS_FILE: `${this.#folder}/plugins`,
        RABBITMQ_LOG_BASE: `${this.#folder}/log`,
        RABBITMQ_MNESIA_BASE: `${this.#folder}/mnesia`,
        RABBITMQ_NODENAME: this.#name,
        RABBITMQ_PID_FILE: `${this.#folder}/pid`,
      },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await this.ctl("wait", "--timeout", "60", `${this.#folder}/pid`);
    await this.ctl("await_startup", "--timeout", "60");
  }

  #config(): string {
    const { port } = this;
    const { certificates, settings = [] } = this.#options;
    const lines = certificates
      ? [
        "listeners.tcp = none",
        `listeners.ssl.1 = 127.0.0.1:${port}`,
        `ssl_options.cacertfile = ${certificates.ca}`,
        `ssl_options.certfile = ${certificates.certificate}`,
        `ssl_options.keyfile = ${certificates.key}`,
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = true",
      ]
      : [`listeners.tcp.1 = 127.0.0.1:${port}`];
    return [...lines, ...settings, ""].join("\n");
  }

  /** Kills it without warning. */
  async kill(): Promise<void> {
    const pid = (await Deno.readTextFile(`${this.#folder}/pid`)).trim();
    Deno.kill(Number(pid), "SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Runs rabbitmqctl on it. Throws if that fails. */
  async ctl(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(
      `${scripts}/rabbitmqctl`,
      { args: ["-q", "-n", this.#name, ...args], stdin: "null" },
    ).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (success) return decode(stdout);
    throw new Error(`rabbitmqctl ${args.join(" ")}: ${decode(stderr)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process) await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
