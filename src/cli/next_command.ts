/**
 * A command to try with a service that is up.
 *
 * @module
 */
import type { Service } from "../core/mod.ts";
import { withoutLogin } from "../mesh/mod.ts";
import type { Arguments } from "./arguments.ts";
import { type Option, type OptionName, options } from "./options.ts";
import { shellWord } from "./program.ts";

/** What must not be repeated on a screen. */
const secret: readonly OptionName[] = ["password"];

/** Returns a command that reads an endpoint of the service, on the same mesh. */
export function nextCommand(service: Service, given: Arguments): string {
  const [endpoint] = service.endpoints.keys();
  const request = endpoint === undefined
    ? ["cmd", service.name, "-s", "ping"]
    : ["get", endpoint];
  const words = [...request, ...meshWords(given)]
    .map((word) => shellWord(withoutLogin(word)));
  return `${given.program || "dl-agent"} ${words.join(" ")}`;
}

/** The words of the command line that say which mesh it is. */
function meshWords({ given, operands }: Arguments): string[] {
  const said = [...given].flatMap(([name, value]) => {
    const { group, short }: Option = options[name];
    if (group !== "mesh" || secret.includes(name)) return [];
    return [short ? `-${short}` : `--${name}`, String(value)];
  });
  const overrides = operands.filter((word) =>
    word.startsWith("dripline_mesh.") || word.startsWith("auth_")
  );
  return [...said, ...overrides];
}
