import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigurationError, problemText } from "../../src/config/problem.ts";
import { parseConfiguration } from "../../src/config/read_configuration.ts";
import { unwrapRuntimeConfig } from "../../src/config/runtime_config.ts";
import { ownFixture } from "./own_fixtures.ts";

Deno.test("runtime-config is accepted with a warning, over what stands beside it (177)", () => {
  const source = unwrapRuntimeConfig(
    parseConfiguration(ownFixture("wrapped.yml"), "f"),
  );
  assertEquals(source.data, {
    name: "inner",
    heartbeat_interval_s: 30,
    endpoints: [{
      name: "figs",
      module: "JitterEntity",
      seed: 12345678901234567890n,
    }],
  });
  assertEquals(source.problems.map(problemText), [
    "f:3:1: warning: the wrapper runtime-config is deprecated: move what it holds to the top level.",
  ]);
});

Deno.test("positions count from inside the wrapper, and know what stands beside it (177)", () => {
  const { positions } = unwrapRuntimeConfig(
    parseConfiguration(ownFixture("wrapped.yml"), "f"),
  );
  assertEquals(positions.keyAt(["name"]), { line: 4, column: 3 });
  assertEquals(positions.valueAt(["endpoints", 0, "module"]), {
    line: 7,
    column: 13,
  });
  assertEquals(positions.keyAt(["heartbeat_interval_s"]), {
    line: 2,
    column: 1,
  });
});

Deno.test("the values file of a Helm chart is understood, its own keys are left out (177)", () => {
  const source = unwrapRuntimeConfig(
    parseConfiguration(ownFixture("helm_values.yaml"), "f"),
  );
  assertEquals(Object.keys(source.data), ["name", "auth_file", "endpoints"]);
  assertEquals(source.positions.keyAt(["endpoints", 0, "module"]), {
    line: 11,
    column: 9,
  });
  assertStringIncludes(
    problemText(source.problems[0]!),
    "f:6:3: warning: the wrapper configFileData.runtime-config is deprecated",
  );
});

Deno.test("a configuration without a wrapper is left as it is", () => {
  for (const text of ["name: x\n", "configFileData: {name: x}\n"]) {
    const source = parseConfiguration(text, "f");
    assertEquals(unwrapRuntimeConfig(source), source);
  }
});

Deno.test("warnings that there were before are kept", () => {
  const text = "runtime-config:\n  name: x\n  name: y\n";
  const source = unwrapRuntimeConfig(parseConfiguration(text, "f"));
  assertEquals(source.problems.length, 2);
});

Deno.test("a wrapper that is no map is refused", () => {
  for (const held of ["", " 5", " [a]"]) {
    const source = parseConfiguration(`runtime-config:${held}\n`, "f");
    const error = assertThrows(
      () => unwrapRuntimeConfig(source),
      ConfigurationError,
    );
    assertStringIncludes(error.message, "f:1:1: runtime-config must be a map");
  }
});
