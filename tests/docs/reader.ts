/**
 * Somebody who does what a guide says, in a folder of their own.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child, freePort } from "../../tools/child.ts";
import { cleanEnvironment } from "../clean_environment.ts";
import { type Action, type Command, missingLine } from "./guide.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));

/** The port at which the guide lets a program listen. */
const portOfGuide = "7777";

/** Follows a guide. Everything it has started and written is gone when it is disposed of. */
export class Reader implements AsyncDisposable {
  readonly #root: string;
  readonly #environment: Record<string, string>;
  readonly #running = new Map<string, Child>();
  readonly #port = String(freePort());
  #folder: string;

  /** Sits down before an empty folder. */
  constructor() {
    this.#root = Deno.realPathSync(Deno.makeTempDirSync());
    this.#folder = this.#root;
    this.#environment = cleanEnvironment(this.#root);
    // An embedded broker that no other program of this machine uses.
    Deno.writeTextFileSync(
      join(this.#root, ".dripline_mesh.yaml"),
      `broker_port: ${freePort()}\n`,
    );
  }

  /** Does what the guide says. Throws if it is not as the guide says. */
  async do(action: Action): Promise<void> {
    switch (action.kind) {
      case "write":
        return await this.#write(action.name, action.text);
      case "part of":
        return await this.#find(action.name, action.text);
      case "run":
        for (const command of action.commands) await this.#run(command);
        return;
      case "leave running":
        for (const command of action.commands) {
          await this.#leaveRunning(action.name, command);
        }
        return;
      case "stop":
        return await this.#stop(action.name);
    }
  }

  /** Stops what runs, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#running.keys()) await this.#stop(name);
    await Deno.remove(this.#root, { recursive: true });
  }

  async #write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(join(this.#folder, name), this.#own(text));
  }

  async #find(name: string, text: string): Promise<void> {
    // A snippet is formatted on its own.
    const bare = (code: string) => code.replace(/\s/g, "");
    const file = await Deno.readTextFile(join(checkout, name));
    assert(bare(file).includes(bare(text)), `${name} does not say:\n${text}`);
  }

  async #run({ words, shown }: Command): Promise<void> {
    const [program, ...args] = words.map((word) => this.#own(word));
    if (program === "cp") return await this.#copy(args);
    if (program === "mv" || program === "perl") {
      return await this.#runTool(program, args);
    }
    if (program === "mkdir") return Deno.mkdirSync(this.#path(args));
    if (program === "cd") {
      this.#folder = this.#path(args);
      return;
    }
    const { code, stdout, stderr } = await this.#start(args).ended;
    const printed = `${stdout}\n${stderr}`;
    compare(words, shown, printed, (text) => this.#own(text));
    if (shown.length > 0) return;
    assertEquals([code, stdout], [0, ""], `${words.join(" ")}: ${printed}`);
  }

  /** Copies a folder of the clone of dripline that the reader has. */
  async #copy([, from, to]: readonly string[]): Promise<void> {
    const source = join(checkout, from!.replace(/^dripline\//, ""));
    await run("cp", ["-r", source, this.#path([to!])], this.#folder);
  }

  /** Runs a program with the files that a shell takes for patterns such as `*.ts`. */
  async #runTool(program: string, args: readonly string[]): Promise<void> {
    const names = [...Deno.readDirSync(this.#folder)].map(({ name }) => name);
    const own = args.flatMap((arg) =>
      arg.startsWith("*") ? names.filter((n) => n.endsWith(arg.slice(1))) : arg
    );
    await run(program, own, this.#folder);
  }

  async #leaveRunning(
    name: string,
    { words, shown }: Command,
  ): Promise<void> {
    const child = this.#start(words.slice(1).map((word) => this.#own(word)));
    this.#running.set(name, child);
    try {
      const [certain] = this.#own(shown.at(-1)!).split("…")
        .sort((a, b) => b.length - a.length);
      await child.stdout.until(certain!);
    } catch (cause) {
      const { stderr } = await child.ended;
      throw new Error(`"${words.join(" ")}" has ended:\n${stderr}`, { cause });
    }
    compare(words, shown, child.stdout.text, (text) => this.#own(text));
  }

  async #stop(name: string): Promise<void> {
    const child = this.#running.get(name)!;
    this.#running.delete(name);
    child.signal("SIGINT");
    await child.ended;
  }

  #start(args: readonly string[]): Child {
    if (isPackage(this.#folder)) this.#link(join(this.#folder, "deno.json"));
    // The program of a clone.
    const own = args.map((word) =>
      word === "cli.ts" ? join(checkout, word) : word
    );
    return new Child(own, {
      cwd: this.#folder,
      env: this.#environment,
      clearEnv: true,
    });
  }

  #path([path]: readonly string[]): string {
    return join(this.#folder, path!);
  }

  /** The guide's port may be taken. */
  #own(text: string): string {
    return text.replaceAll(portOfGuide, this.#port);
  }

  /** JSR knows nothing of this checkout, nor of a package that was not published. */
  #link(file: string): void {
    const configuration = Deno.readTextFileSync(file);
    if (configuration.includes('"links"')) return;
    const links = [
      checkout,
      ...["assert", "cli", "semver", "yaml"]
        .map((name) => join(checkout, "npm", `std-${name}`)),
      ...[...Deno.readDirSync(this.#root)].filter((entry) => entry.isDirectory)
        .map(({ name }) => join(this.#root, name))
        .filter((folder) => folder !== this.#folder),
    ].filter((path) => path === checkout || isPackage(path));
    // A package from JSR needs no permission to be read; one that is linked does.
    const permitted = configuration
      .replace("--allow-read=.", `--allow-read=.,${this.#root},${checkout}`);
    const linked = { ...JSON.parse(permitted), links };
    Deno.writeTextFileSync(file, `${JSON.stringify(linked, null, 2)}\n`);
  }
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

function compare(
  words: readonly string[],
  shown: readonly string[],
  printed: string,
  own: (text: string) => string,
): void {
  const missing = missingLine(shown.map(own), printed);
  if (missing === undefined) return;
  throw new Error(
    `"${
      words.join(" ")
    }" should have printed "${missing}", but it printed:\n${printed}`,
  );
}

function isPackage(folder: string): boolean {
  try {
    return Deno.statSync(join(folder, "deno.json")).isFile;
  } catch {
    return false;
  }
}
