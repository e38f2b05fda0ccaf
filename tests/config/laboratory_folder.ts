/**
 * A folder with configurations and extensions, which tests write, load and throw away.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { attributesOf, Endpoint } from "../../src/core/mod.ts";
import {
  builtIns,
  type LoadedService,
  type LoadOptions,
  loadService,
} from "../../src/config/load.ts";
import {
  ConfigurationError,
  type Problem,
  problemText,
} from "../../src/config/problem.ts";

/** The address of this package, for extensions that import it: a bare name means nothing in the folder. */
export const packageUrl: string = new URL("../../mod.ts", import.meta.url).href;

/** The classes that are built in, as errors list them. */
export const builtInClasses: string = builtIns().classes
  .map(({ name }) => name).sort().join(", ");

/** The options of a plain endpoint, as errors list them. */
export const endpointOptions: string = [...attributesOf(Endpoint).keys()]
  .sort().join(", ");

/** Variables that decide what is loaded, and what they are in tests. */
const variables = ["HOME", "DRIPLINE_USER", "DRIPLINE_PASSWORD"];

/** A folder of files. While it exists it is the home directory, so that the mesh file of this machine counts for nothing. */
export class LaboratoryFolder implements Disposable {
  /** Where it is. */
  readonly path: string = Deno.makeTempDirSync({ prefix: "dripline_lab_" });
  readonly #before = variables.map((name) => [name, Deno.env.get(name)]);

  /** Writes files, by their paths in the folder. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) {
      const file = this.file(name);
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
    for (const name of variables) Deno.env.delete(name);
    Deno.env.set("HOME", this.path);
  }

  /** The whole path of a file in the folder. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Loads the service of `lab.yaml`. */
  load(options: LoadOptions = {}): Promise<LoadedService> {
    return loadService({ file: this.file("lab.yaml"), ...options });
  }

  /** Loads the service of `lab.yaml`, which must fail, and returns the lines that report why. */
  async complaints(options: LoadOptions = {}): Promise<string[]> {
    const error = await assertRejects(
      () => this.load(options),
      ConfigurationError,
    );
    return this.lines(error.problems);
  }

  /** The lines that report problems. The folder is called `/lab` in them. */
  lines(problems: readonly Problem[]): string[] {
    return problems.map((problem) =>
      problemText(problem).replaceAll(this.path, "/lab")
        .replace("/lab/lab.yaml", "lab.yaml")
    );
  }

  /** Removes the folder. */
  [Symbol.dispose](): void {
    for (const [name, value] of this.#before) {
      if (value === undefined) Deno.env.delete(name!);
      else Deno.env.set(name!, value);
    }
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Registers a test: the configuration is refused with these lines. */
export function testRefused(
  name: string,
  files: Readonly<Record<string, string>>,
  lines: readonly string[],
  options: LoadOptions = {},
): void {
  Deno.test(name, async () => {
    using lab = new LaboratoryFolder(files);
    assertEquals(await lab.complaints(options), lines);
  });
}

/** Registers a test: the configuration is accepted with these warnings. */
export function testAccepted(
  name: string,
  files: Readonly<Record<string, string>>,
  warnings: readonly string[],
  check: (loaded: LoadedService) => void | Promise<void> = () => {},
): void {
  Deno.test(name, async () => {
    using lab = new LaboratoryFolder(files);
    const loaded = await lab.load();
    assertEquals(lab.lines(loaded.warnings), warnings);
    await check(loaded);
  });
}
