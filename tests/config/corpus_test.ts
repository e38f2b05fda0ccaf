/**
 * Reads the configuration files that were found in laboratories, where they are at hand; their licences do not
 * allow all of them to lie here.
 *
 * @module
 */
import { assert, assertMatch, assertThrows } from "@std/assert";
import { type Path, pathText } from "../../src/config/position.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import { readConfiguration } from "../../src/config/read_configuration.ts";
import { unwrapRuntimeConfig } from "../../src/config/runtime_config.ts";
import { corpusFiles as files, corpusNote as note } from "./corpus.ts";

const broken = files.filter((file) => file.includes("/broken/"));
/** Scripts for another program, which are lists. */
const scripts = files.filter((file) => file.includes("execution_script"));
const sound = files.filter((file) =>
  !broken.includes(file) && !scripts.includes(file)
);
const ignore = files.length === 0;

Deno.test({
  name: `every file of the corpus is read, and all its keys have places${note}`,
  ignore,
  fn: () => {
    for (const file of sound) {
      const { data, positions } = unwrapRuntimeConfig(readConfiguration(file));
      const visit = (value: unknown, path: Path) => {
        assert(
          path.length === 0 || positions.keyAt(path),
          `${file}: ${pathText(path)}`,
        );
        if (typeof value !== "object" || value === null) return;
        for (const [key, member] of Object.entries(value)) {
          visit(member, [...path, Array.isArray(value) ? Number(key) : key]);
        }
      };
      visit(data, []);
      assert(Object.keys(data).length > 0, file);
    }
  },
});

Deno.test({
  name:
    `every file of the corpus that is broken or no map is refused with a place (183)${note}`,
  ignore,
  fn: () => {
    assert(broken.length > 0);
    for (const file of [...broken, ...scripts]) {
      const error = assertThrows(
        () => readConfiguration(file),
        ConfigurationError,
      );
      assertMatch(error.message, /\.yaml:\d+:\d+: .*\.$/);
    }
  },
});
