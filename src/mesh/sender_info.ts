/**
 * Who we are, for the messages we send.
 *
 * @module
 */
import { userInfo } from "node:os";
import {
  type ComponentVersion,
  protocolVersion,
  type SenderInfo,
  version,
} from "../wire/mod.ts";

/**
 * Describes this process as a sender of messages. What it lacks the permission to find out is `unknown`: it never asks.
 *
 * @param serviceName The service, or `unknown` for a plain client.
 * @param versions Further components, such as extensions.
 */
export function localSenderInfo(
  serviceName = "unknown",
  versions: Readonly<Record<string, ComponentVersion>> = {},
): SenderInfo {
  return {
    exe: Deno.execPath(),
    hostname: hostname(),
    username: username(),
    serviceName,
    versions: {
      dripline: { version: protocolVersion },
      "dripline-deno": { version, package: "jsr:@dripline/dripline" },
      ...versions,
    },
  };
}

function hostname(): string {
  const allowed = granted({ name: "sys", kind: "hostname" });
  return allowed ? Deno.hostname() : "unknown";
}

function username(): string {
  for (const variable of ["USER", "LOGNAME", "USERNAME"]) {
    if (!granted({ name: "env", variable })) continue;
    const value = Deno.env.get(variable);
    if (value) return value;
  }
  const accountKnown = (["uid", "gid", "username"] as const)
    .every((kind) => granted({ name: "sys", kind }));
  return accountKnown ? userInfo().username : "unknown";
}

function granted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}
