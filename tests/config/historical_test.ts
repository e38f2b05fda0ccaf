/** Files of dripline 1 and 2. */
import { assertThrows } from "@std/assert";
import { loadMesh } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import { LaboratoryFolder, testRefused } from "./laboratory_folder.ts";

const sentence = (key: string) =>
  `"${key}" belongs to dripline 1 and 2, which no version since 3 can read. docs/from-dripline-python.md has a table of what became of each key.`;

const version1 =
  "nodename: node\nbroker: localhost\nproviders:\n  - name: p\n    module: kv_store\n    endpoints: []\n";

testRefused("a file of dripline 1 gets one sentence, not one for each key", {
  "lab.yaml": version1,
}, [`lab.yaml:1:1: ${sentence("nodename")}`]);

testRefused("so does a file that only has providers", {
  "lab.yaml": "broker: localhost\nproviders: []\nextensions: 5\n",
}, [`lab.yaml:2:1: ${sentence("providers")}`]);

testRefused("so does a file whose service is a Spimescape", {
  "lab.yaml":
    "name: s\nbroker: b\nmodule: Spimescape\nendpoints:\n  - {name: p, module: kv_store}\n",
}, [`lab.yaml:3:9: ${sentence("Spimescape")}`]);

Deno.test("a client does not take a file of dripline 1 for one that names no broker", () => {
  using lab = new LaboratoryFolder({ "lab.yaml": version1 });
  assertThrows(
    () => loadMesh({ file: lab.file("lab.yaml") }),
    ConfigurationError,
    sentence("nodename"),
  );
});
