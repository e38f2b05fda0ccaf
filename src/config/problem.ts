/**
 * What is wrong with a configuration, and where.
 *
 * @module
 */
import type { Written } from "../core/mod.ts";
import type { Path, Place, Position, Positions } from "./position.ts";

/** One thing that is wrong with a file. */
export interface Problem {
  /** An error stops the program, a warning does not. */
  readonly severity: "error" | "warning";
  /** The file as it was named by whoever asked for it, or the command-line argument or environment variable. */
  readonly file: string;
  /** The place in the file. Absent: the file as a whole. */
  readonly position?: Position | undefined;
  /** What is wrong and what to do about it, in sentences. */
  readonly message: string;
}

/** Returns the line that reports a problem: `lab.yaml:12:5: sentence.`, with `warning: ` before the sentence of a warning. */
export function problemText(problem: Problem): string {
  const { file, position, severity, message } = problem;
  const where = position ? `:${position.line}:${position.column}` : "";
  const kind = severity === "warning" ? "warning: " : "";
  return `${file}${where}: ${kind}${message}`;
}

/** Returns a message with the full stop that it may lack. */
export function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}

/** Thrown when a configuration cannot be used. The message lists all problems, a line each, in the order of the file. */
export class ConfigurationError extends AggregateError {
  /** Always `"ConfigurationError"`. */
  override readonly name = "ConfigurationError";
  /** All problems, in the order of the file; those of a file as a whole come before those with a position. */
  readonly problems: readonly Problem[];

  /** Gathers problems, which may concern several files. */
  constructor(problems: readonly Problem[]) {
    const ordered = inFileOrder(problems);
    const texts = ordered.map(problemText);
    super(texts.map((text) => new Error(text)), texts.join("\n"));
    this.problems = ordered;
  }
}

/** Returns the error that stands for a single problem; `file` is what {@linkcode Problem.file} says. */
export function configurationError(
  file: string,
  message: string,
  position?: Position,
): ConfigurationError {
  return new ConfigurationError([
    { severity: "error", file, position, message },
  ]);
}

/** A part of a configuration that does not come from its file. */
export interface Origin {
  /** Where it was put. */
  readonly path: Path;
  /** Where it comes from; see {@linkcode Problem.file}. */
  readonly file: string;
  /** Its place there; absent if that is no file. */
  readonly position?: Position | undefined;
  /** How it is written there, if it is a single value. */
  readonly word?: string | undefined;
}

/** Collects the problems of one file, so that they can be reported all at once. */
export class Problems {
  readonly #file: string;
  readonly #positions: Positions | undefined;
  readonly #origins: readonly Origin[];
  readonly #list: Problem[] = [];

  /** Collects problems of `file`, which are located by `positions`, but for the parts that come from elsewhere. */
  constructor(
    file: string,
    positions?: Positions,
    origins: readonly Origin[] = [],
  ) {
    this.#file = file;
    this.#positions = positions;
    this.#origins = origins;
  }

  /** Returns an empty collection for the same file. */
  sibling(): Problems {
    return new Problems(this.#file, this.#positions, this.#origins);
  }

  /** The problems so far, in the order in which they were added. */
  get list(): readonly Problem[] {
    return this.#list;
  }

  /** Adds an error at a path, at its key unless `place` says otherwise. */
  add(path: Path, message: string, place?: Place): void {
    this.#push("error", path, message, place);
  }

  /** Adds a warning at a path, at its key unless `place` says otherwise. */
  warn(path: Path, message: string, place?: Place): void {
    this.#push("warning", path, message, place);
  }

  /** Adds problems that were found elsewhere, perhaps in another file. */
  include(problems: readonly Problem[]): void {
    for (const problem of problems) this.#list.push(problem);
  }

  /**
   * Adds problems that were found when `file`, which the value at `path` names, was read. One that concerns the file as a whole
   * is reported where the file is named.
   */
  includeOf(file: string, path: Path, problems: readonly Problem[]): void {
    for (const problem of problems) {
      const { severity, message, position } = problem;
      if (position || problem.file !== file) this.#list.push(problem);
      else this.#push(severity, path, `${file}: ${message}`, "value");
    }
  }

  /** Returns where a path stands, or the nearest that is known. */
  positionOf(path: Path, place?: Place): Position | undefined {
    return this.#positions?.nearest(path, place);
  }

  /** Returns the word in which the single value at a path is written, if it stands without quotes. */
  wordAt(path: Path): string | undefined {
    const origin = this.#originOf(path);
    if (!origin) return this.#positions?.wordAt(path);
    return origin.path.length === path.length ? origin.word : undefined;
  }

  /** Tells how the values at a path, and below, are written. */
  writtenAt(path: Path): Written {
    return (...below) => this.wordAt([...path, ...below]);
  }

  /** Throws a {@linkcode ConfigurationError} with all problems, warnings included, if one of them is an error. */
  throwIfErrors(): void {
    if (this.#list.some((problem) => problem.severity === "error")) {
      throw new ConfigurationError(this.#list);
    }
  }

  #push(
    severity: Problem["severity"],
    path: Path,
    message: string,
    place?: Place,
  ): void {
    const { file, position } = this.#originOf(path) ??
      { file: this.#file, position: this.#positions?.nearest(path, place) };
    this.#list.push({ severity, file, position, message });
  }

  #originOf(path: Path): Origin | undefined {
    return this.#origins.findLast((origin) =>
      origin.path.every((step, index) => step === path[index])
    );
  }
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map((problem) => problem.file))];
  const start: Position = { line: 0, column: 0 };
  return problems.toSorted((a, b) => {
    const [p, q] = [a.position ?? start, b.position ?? start];
    return files.indexOf(a.file) - files.indexOf(b.file) ||
      p.line - q.line || p.column - q.column;
  });
}
