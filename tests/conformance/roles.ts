/**
 * The services that were recorded, and what plays their roles.
 *
 * @module
 */
import type { Service } from "../../mod.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { keyValueStore, oscillator, simple } from "./services.ts";

/** A service that was recorded. */
export interface Role {
  /** What the recordings call it. */
  readonly label: string;
  readonly name: string;
  /** The endpoints that share its queue. */
  readonly endpoints: readonly string[];
  /** The endpoints that have a queue of their own. */
  readonly asynchronous: readonly string[];
  /** What it has to know besides the mesh. */
  readonly options?: MeshOptions;
  /** Makes one of ours, of the name given. */
  make(name: string, suffix: string): Service;
}

/** Every service that was recorded. */
export const roles: readonly Role[] = [
  {
    label: "kvs",
    name: "my_store",
    endpoints: ["peaches", "chips", "waffles"],
    asynchronous: [],
    make: keyValueStore,
  },
  {
    label: "simple",
    name: "simple",
    endpoints: [],
    asynchronous: [],
    make: simple,
  },
  {
    label: "simple",
    name: "simple40",
    endpoints: [],
    asynchronous: [],
    options: { maxPayloadSize: 40 },
    make: simple,
  },
  {
    label: "osc",
    name: "osc_svc_ep",
    endpoints: ["frequency", "amplitude"],
    asynchronous: ["in_phase", "quadrature", "iq"],
    make: oscillator,
  },
];
