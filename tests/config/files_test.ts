import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { expandHome, readTextFile } from "../../src/config/files.ts";
import { ConfigurationError } from "../../src/config/problem.ts";

function refusal(path: string): string {
  return assertThrows(() => readTextFile(path, "x file"), ConfigurationError)
    .message;
}

/** Calls `use` with the path of a file that holds `bytes`. */
function withFile(bytes: Uint8Array, use: (path: string) => void): void {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, bytes);
    use(path);
  } finally {
    Deno.removeSync(path);
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);

Deno.test("a text is read without its byte order mark", () => {
  withFile(utf8("\ufeffa: é\n"), (path) => {
    assertEquals(readTextFile(path, "x file"), "a: é\n");
  });
});

Deno.test("a text that is not UTF-8 is refused where it begins to be none", () => {
  const latin1 = Uint8Array.from([...utf8("a: 1\nb: "), 0xe9, 0x0a]);
  withFile(latin1, (path) => {
    assertEquals(
      refusal(path),
      `${path}:2:4: the x file is not UTF-8 text from here on: save it as UTF-8.`,
    );
  });
  const utf16 = Uint8Array.from([0xff, 0xfe, 0x61, 0x00]);
  withFile(utf16, (path) => assertStringIncludes(refusal(path), ":1:1: "));
});

Deno.test("a missing file, a directory and an impossible name are told apart", () => {
  const here = new URL(".", import.meta.url).pathname;
  assertStringIncludes(refusal(`${here}none`), "the x file does not exist.");
  assertStringIncludes(
    refusal(`${here}files_test.ts/none`),
    "the x file does not exist.",
  );
  assertStringIncludes(refusal(here), "the x file is a directory");
  assertStringIncludes(refusal("a\0b"), "the x file cannot be read: ");
});

Deno.test({
  name: "a file that Deno may not read names the flag",
  permissions: { read: false },
  fn: () => {
    assertEquals(
      refusal("/etc/lab.yaml"),
      "/etc/lab.yaml: Deno may not read the x file: run with --allow-read=/etc/lab.yaml.",
    );
  },
});

Deno.test("~ stands for HOME, and only at the start of a path", () => {
  const environment = () => "/home/lab";
  assertEquals(expandHome("~/a", environment), "/home/lab/a");
  assertEquals(expandHome("~", environment), "/home/lab");
  assertEquals(expandHome("a/~/b", environment), "a/~/b");
  assertEquals(expandHome("~b", environment), "~b");
  const error = assertThrows(
    () => expandHome("~/a", () => undefined),
    ConfigurationError,
  );
  assertStringIncludes(error.message, "HOME is not set");
});
