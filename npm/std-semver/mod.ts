/**
 * Stands in for `@std/semver` where JSR cannot be reached: npm's semver, the library it was ported from.
 *
 * @module
 */
import semver from "semver";

/** A version in its parts. */
export interface SemVer {
  /** Changes when users have to change something. */
  major: number;
  /** Changes when something is added. */
  minor: number;
  /** Changes when something is mended. */
  patch: number;
  /** What stands after the hyphen. */
  prerelease?: (string | number)[];
  /** What stands after the plus sign. */
  build?: string[];
}

/** A range of versions. Only {@linkcode parseRange} makes one and only {@linkcode satisfies} reads one. */
export interface Range {
  /** The range as npm's semver holds it. */
  readonly range: unknown;
}

/** Reads a version. Throws a `TypeError` if `value` is none. */
export function parse(value: string): SemVer {
  const version = semver.parse(value);
  if (version === null) throw new TypeError(`Cannot parse version: ${value}`);
  const { major, minor, patch, prerelease, build } = version;
  return {
    major,
    minor,
    patch,
    prerelease: [...prerelease],
    build: [...build],
  };
}

/** Writes a version. */
export function format(version: SemVer): string {
  const prerelease = version.prerelease?.length
    ? `-${version.prerelease.join(".")}`
    : "";
  const build = version.build?.length ? `+${version.build.join(".")}` : "";
  return `${version.major}.${version.minor}.${version.patch}${prerelease}${build}`;
}

/** Returns 1, 0 or -1 as `a` is newer than, equal to or older than `b`. */
export function compare(a: SemVer, b: SemVer): 1 | 0 | -1 {
  return semver.compare(format(a), format(b));
}

/** Reads a range such as `^1.2` or `>=2 <3`. Throws a `TypeError` if `value` is none. */
export function parseRange(value: string): Range {
  try {
    return { range: new semver.Range(value) };
  } catch (cause) {
    throw new TypeError(`Cannot parse version range: input="${value}"`, {
      cause,
    });
  }
}

/** Tells whether `version` lies in `range`. */
export function satisfies(version: SemVer, range: Range): boolean {
  return semver.satisfies(format(version), range.range);
}
