/**
 * What is odd about the services of a mesh: names that two claim, versions that differ.
 *
 * @module
 */
import { whoSent } from "../mesh/mod.ts";
import type { FoundService } from "./services.ts";

/** What is odd about the services of a mesh. */
export interface Oddities {
  /** Who claims a name, for each that more than one claims. */
  readonly claimed: ReadonlyMap<string, readonly FoundService[]>;
  /** The versions that are in use, for each implementation with more than one. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Finds names that more than one claims, as a service or as an endpoint, and implementations of more than one version. */
export function odditiesOf(services: readonly FoundService[]): Oddities {
  const claimed = new Map<string, FoundService[]>();
  const versions = new Map<string, Set<string>>();
  for (const service of services) {
    const { sender, endpoints, implementation, version } = service;
    const names = [sender.serviceName, ...endpoints?.keys() ?? []];
    for (const name of names) {
      claimed.set(name, [...claimed.get(name) ?? [], service]);
    }
    const used = versions.get(implementation) ?? new Set<string>();
    versions.set(implementation, used.add(version));
  }
  return {
    claimed: severalOf(claimed, ({ length }) => length),
    versions: severalOf(versions, ({ size }) => size),
  };
}

/** A sentence for each oddity. */
export function tellOddities({ claimed, versions }: Oddities): string[] {
  return [
    ...[...claimed].map(([name, services]) =>
      `! ${name} is claimed by ${
        services.map(({ sender }) => whoSent(sender)).join(" and ")
      }: each request reaches all of them. Give it another name in all but one.`
    ),
    ...[...versions].map(([implementation, used]) =>
      `! ${implementation} is there in several versions: ${
        [...used].sort().join(", ")
      }.`
    ),
  ];
}

function severalOf<V>(
  map: ReadonlyMap<string, V>,
  count: (value: V) => number,
): ReadonlyMap<string, V> {
  return new Map([...map].filter(([, value]) => count(value) > 1));
}
