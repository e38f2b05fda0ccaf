// deno-lint-ignore-file no-console -- says what it skips
/**
 * Does what the Dockerfile does, without Docker: the same files, the same Deno commands with the same permissions.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child, freePort } from "../tools/child.ts";
import { cleanEnvironment } from "./clean_environment.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const isWindows = Deno.build.os === "windows";
if (isWindows) {
  console.log("skipped: the image: its paths and signals are those of Linux");
}

/** What a Dockerfile says. */
class Dockerfile {
  readonly #text: string;

  /** Reads a file. */
  constructor(path: string) {
    this.#text = Deno.readTextFileSync(path);
  }

  /** The arguments of every instruction of one kind. */
  all(instruction: string): string[] {
    return [...this.#text.matchAll(new RegExp(`^${instruction} (.*)$`, "gm"))]
      .map(([, rest]) => rest!);
  }

  /** The words of the last entry point. */
  get entrypoint(): string[] {
    return JSON.parse(this.all("ENTRYPOINT").at(-1)!);
  }
}

/** The folders of a container, below a temporary one. */
class Container implements Disposable {
  readonly #root = Deno.realPathSync(Deno.makeTempDirSync());

  /** Makes the folders that the image and its user have. */
  constructor() {
    for (const path of ["/config", "/state", "/run/secrets", "/deno-dir"]) {
      Deno.mkdirSync(this.path(path), { recursive: true });
    }
  }

  /** Where a path of the container is. */
  path(inside: string): string {
    return join(this.#root, inside);
  }

  /** Copies as `COPY` does: files into the folder, the content of a folder into another one. */
  copy(line: string, from: string, workdir: string): void {
    const words = line.split(" ").filter((word) => !word.startsWith("--"));
    const to = join(workdir, words.pop()!);
    for (const word of words) {
      const source = join(from, word);
      const isFolder = Deno.statSync(source).isDirectory;
      copyAll(source, this.path(isFolder ? to : join(to, word)));
    }
  }

  /** Starts Deno. Whatever an argument says of a path of the container is true of its folder here. */
  start(args: readonly string[], workdir: string): Child {
    const own = args.map((arg) =>
      arg.replace(
        /(?<=^|[=,])\/(?=config|dripline|run|state|deno-dir)/g,
        `${this.#root}/`,
      )
    );
    return new Child(own, {
      cwd: this.path(workdir),
      env: {
        ...cleanEnvironment(this.path("/deno-dir")),
        XDG_STATE_HOME: this.path("/state"),
      },
      clearEnv: true,
    });
  }

  /** Removes the folders. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#root, { recursive: true });
  }
}

function copyAll(from: string, to: string): void {
  if (Deno.statSync(from).isDirectory) {
    for (const { name } of Deno.readDirSync(from)) {
      copyAll(join(from, name), join(to, name));
    }
    return;
  }
  Deno.mkdirSync(dirname(to), { recursive: true });
  Deno.copyFileSync(from, to);
}

/** Builds the image of dripline. */
async function build(container: Container): Promise<Dockerfile> {
  const file = new Dockerfile(join(root, "Dockerfile"));
  for (const line of file.all("COPY")) container.copy(line, root, "/dripline");
  await install(container, file, "/dripline");
  return file;
}

/** Runs the `RUN deno ...` lines. */
async function install(
  container: Container,
  file: Dockerfile,
  workdir: string,
): Promise<void> {
  for (const line of file.all("RUN deno")) {
    const args = line.split(" ").flatMap((word) =>
      word === "extensions/*/mod.ts"
        ? [...Deno.readDirSync(container.path("/dripline/extensions"))]
          .map(({ name }) => `extensions/${name}/mod.ts`)
        : word
    );
    const { code, stderr } = await container.start(args, workdir).ended;
    assertEquals(code, 0, stderr);
  }
}

Deno.test({
  name:
    "the image serves a configuration with its secrets, and keeps values in its volume",
  ignore: isWindows,
  async fn() {
    using container = new Container();
    const file = await build(container);
    assert(file.all("VOLUME").includes("/state"));
    Deno.writeTextFileSync(
      container.path("/run/secrets/broker.json"),
      JSON.stringify({ dripline: { username: "guest", password: "guest" } }),
    );
    Deno.writeTextFileSync(
      container.path("/config/lab.yaml"),
      `name: store
auth_file: ${container.path("/run/secrets/broker.json")}
dripline_mesh: { broker: embedded, broker_port: ${freePort()} }
extensions: ["jsr:@dripline/jitter@^1"]
endpoints:
  - { name: peaches, module: JitterEntity, persist: true, jitter_fraction: 0 }
`,
    );
    const run = (...words: string[]) =>
      container.start(
        [...file.entrypoint.slice(1), ...words, "-c", "lab.yaml"],
        "/config",
      );

    await using service = run();
    await service.stdout.until("store is up.");
    const set = await run("set", "peaches", "0.5").ended;
    const get = await run("get", "peaches").ended;
    service.signal("SIGTERM");
    await service.ended;

    assertEquals([set.code, set.stderr], [0, ""]);
    assertEquals(get.stdout, '{"value_raw":0.5}\n');
    const kept = container.path("/state/dripline/store/peaches.json");
    assertStringIncludes(Deno.readTextFileSync(kept), "0.5");
  },
});

Deno.test({
  name:
    "the image of an extension, under a name of its own, checks its example, as its CMD and its compose.yaml name it",
  ignore: isWindows,
  async fn() {
    using container = new Container();
    const base = await build(container);
    const source = container.path("/copy");
    copyAll(join(root, "extensions/jitter"), source);
    for (const name of ["deno.json", "Dockerfile", "jitter.yaml"]) {
      const text = Deno.readTextFileSync(join(source, name))
        .replaceAll("@dripline/jitter", "@lab/wobble")
        .replaceAll("extensions/jitter", "extensions/wobble")
        .replace("- ./mod.ts", '- "jsr:@lab/wobble@^1"');
      Deno.writeTextFileSync(join(source, name), text);
    }
    const file = new Dockerfile(join(source, "Dockerfile"));
    const workdir = file.all("WORKDIR").at(-1)!;
    for (const line of file.all("COPY")) container.copy(line, source, workdir);
    await install(container, file, workdir);

    const { services } = parse(
      Deno.readTextFileSync(join(source, "compose.yaml")),
    ) as { services: { jitter: { command: string } } };
    const commands: [words: string[], broker: string][] = [
      [JSON.parse(file.all("CMD")[0]!), "127.0.0.1:5772, embedded"],
      [services.jitter.command.split(" "), "rabbitmq:5672"],
    ];
    for (const [words, broker] of commands) {
      const { code, stdout, stderr } = await container.start(
        [...base.entrypoint.slice(1), "check", ...words],
        workdir,
      ).ended;

      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, "jsr:@lab/wobble@^1");
      assertStringIncludes(stdout, ` ${broker}\n`);
    }
  },
});
