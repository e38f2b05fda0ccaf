/** Extensions that Deno may not load. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  ExtensionImportError,
  importExtension,
} from "../../src/config/extension_import.ts";

async function refusal(specifier: string): Promise<string> {
  const error = await assertRejects(
    () => importExtension(specifier, "/lab"),
    ExtensionImportError,
  );
  return error.message;
}

Deno.test({
  name: "a file that may not be read is told from one that is not there",
  permissions: { read: false },
  async fn() {
    assertEquals(
      await refusal("./vac.ts"),
      "may not be read. Run again with --allow-read=/lab/vac.ts",
    );
  },
});

Deno.test("a host that nothing may be imported from is named with the flag", async () => {
  // What a test may import is not limited by its permissions, but by those of the process.
  const script = `
    import { importExtension } from "${
    import.meta.resolve("../../src/config/extension_import.ts")
  }";
    importExtension("https://127.0.0.1:9/vac.ts", "/lab").catch((error) => console.log(error.message));
  `;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--config",
      config,
      "-",
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(
    new TextDecoder().decode(stdout),
    "may not be loaded. Run again with --allow-import=127.0.0.1:9\n",
  );
});
