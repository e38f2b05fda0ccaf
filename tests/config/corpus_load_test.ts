/**
 * Loads the configuration files that were found in laboratories, where they are at hand: each gives a service, or an error that says
 * where.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadService } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import { corpusFiles, corpusNote } from "./corpus.ts";
import { LaboratoryFolder } from "./laboratory_folder.ts";

const ignore = corpusFiles.length === 0;
const jitter = new URL("../../extensions/jitter/mod.ts", import.meta.url).href;

Deno.test({
  name:
    `every file of the corpus gives a service, or an error whose every line has a place${corpusNote}`,
  ignore,
  async fn() {
    using _home = new LaboratoryFolder();
    let services = 0;
    for (const file of corpusFiles) {
      try {
        await loadService({ file });
        services++;
      } catch (error) {
        assert(error instanceof ConfigurationError, `${file}: ${error}`);
        assert(error.problems.length > 0, file);
        for (const { position, message } of error.problems) {
          assert(position, `${file}: ${message}`);
        }
      }
    }
    assert(services > 0);
  },
});

Deno.test({
  name:
    `the key-value store of dripline-python's own tests loads unchanged${corpusNote}`,
  ignore,
  async fn() {
    using _home = new LaboratoryFolder();
    const file = corpusFiles.find((file) =>
      file.endsWith("dripline-python/tests__integration__key-value-store.yaml")
    );
    const { service, classes, warnings } = await loadService({
      file,
      overrides: [`extensions.0=${jitter}`],
    });
    assertEquals(warnings, []);
    assertEquals(service.name, "my_store");
    assertEquals(
      [...service.endpoints.keys()].map((name) => [
        name,
        classes.get(name)?.name,
      ]),
      ["peaches", "chips", "waffles"].map((name) => [name, "KeyValueStore"]),
    );
  },
});
