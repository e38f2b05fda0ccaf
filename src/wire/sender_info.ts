/**
 * Who sent a message, as the header `sender_info` (section 3.6 of the standard).
 *
 * @module
 */
import type { Json } from "./json.ts";
import type { ComponentVersion, SenderInfo } from "./message.ts";
import { asTable, tableReader } from "./table.ts";

/** Writes who sent a message, with the names of the wire. */
export function encodeSenderInfo(info: SenderInfo): Record<string, Json> {
  const { exe, hostname, username, serviceName } = info;
  const versions = Object.fromEntries(
    Object.entries(info.versions).map(([name, component]) => [
      name,
      {
        ...(component.commit && { commit: component.commit }),
        ...(component.package && { package: component.package }),
        version: component.version,
      },
    ]),
  );
  return { exe, hostname, service_name: serviceName, username, versions };
}

/** Reads who sent a message. Where the originals drop one that says too little, this says `unknown`. */
export function decodeSenderInfo(value: unknown): SenderInfo {
  const table = tableReader(value);
  const versions: [string, ComponentVersion][] = [];
  for (const [name, component] of Object.entries(asTable(table("versions")))) {
    const part = tableReader(component);
    versions.push([name, {
      version: scalarText(part("version")),
      commit: scalarText(part("commit"), ""),
      package: scalarText(part("package"), ""),
    }]);
  }
  return {
    exe: scalarText(table("exe")),
    hostname: scalarText(table("hostname")),
    username: scalarText(table("username")),
    serviceName: scalarText(table("service_name")),
    versions: Object.fromEntries(versions),
  };
}

/** What {@linkcode senderTable} has written: a process sends the same again and again. */
const senderTables = new WeakMap<SenderInfo, Record<string, Json>>();

/** Writes who sent a message, once for each sender. */
export function senderTable(info: SenderInfo): Record<string, Json> {
  const known = senderTables.get(info);
  if (known) return known;
  const table = encodeSenderInfo(info);
  senderTables.set(info, table);
  return table;
}

function scalarText(value: unknown, absent = "unknown"): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    default:
      return absent;
  }
}
