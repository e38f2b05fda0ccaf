/** Return codes that a configuration adds. */
import { assertEquals } from "@std/assert";
import { testAccepted, testRefused } from "./laboratory_folder.ts";

const added = { name: "test_code", value: 5000, description: "d" };

testAccepted(
  "a return code of the configuration is known (74)",
  {
    "lab.yaml":
      "dripline_mesh:\n  return_codes:\n    - {name: test_code, value: 5000, description: d}\n",
  },
  [],
  ({ registry }) => {
    assertEquals(registry.returnCodes.byName("test_code"), added);
  },
);

testAccepted(
  "return codes may stand in a file beside the configuration (76)",
  {
    "lab.yaml": "dripline_mesh: {return_codes: codes.yaml}\n",
    "codes.yaml": "- name: test_code\n  value: '5000'\n  description: d\n",
  },
  [],
  ({ registry }) => {
    assertEquals(registry.returnCodes.byValue(5000), added);
  },
);

testAccepted(
  "a return code whose value exists is left out without a word (77)",
  {
    "lab.yaml":
      "dripline_mesh:\n  return_codes:\n    - {name: mine, value: 100, description: d}\n",
  },
  [],
  ({ registry }) => {
    assertEquals(registry.returnCodes.byName("mine"), undefined);
    assertEquals(registry.returnCodes.byValue(100).name, "amqp_error");
  },
);

testRefused("a return code has a name, a value and a description (75)", {
  "lab.yaml": `
dripline_mesh:
  return_codes:
    - {name: a, value: 5000}
    - {value: 5001}
    - 5
    - {name: b, value: -1, description: d}
    - {name: [c], value: x, description: [d]}
    - {name: success, value: 5002, description: d}
`,
}, [
  'lab.yaml:4:5: return code "a" needs description. Write {name: my_code, value: 1000, description: what it means}.',
  "lab.yaml:5:5: return code needs name and description. Write {name: my_code, value: 1000, description: what it means}.",
  "lab.yaml:6:5: return code needs name and value and description. Write {name: my_code, value: 1000, description: what it means}.",
  'lab.yaml:7:24: "value" of return code "b" must be at least 0: received -1.',
  'lab.yaml:8:14: "name" of return code ["c"] must be text: received ["c"].',
  'lab.yaml:8:26: "value" of return code ["c"] must be a whole number: received "x".',
  'lab.yaml:8:42: "description" of return code ["c"] must be text: received ["d"].',
  'lab.yaml:9:5: Cannot add return code "success" (5002): "success" (0) is there already.',
]);

testRefused("return codes are a list", {
  "lab.yaml": "dripline_mesh: {return_codes: 5}\n",
}, [
  "lab.yaml:1:17: return_codes must be a list of {name: my_code, value: 1000, description: what it means}, or the name of a file that holds such a list.",
]);

testRefused(
  "a mistake in a file of return codes is reported as one of that file (75)",
  {
    "lab.yaml": "dripline_mesh: {return_codes: codes.yaml}\nendpoints: 5\n",
    "codes.yaml": "- {name: a, value: 5000}\n",
  },
  [
    '/lab/codes.yaml:1:1: return code "a" needs description. Write {name: my_code, value: 1000, description: what it means}.',
    'lab.yaml:2:1: "endpoints" must be a list: lines that begin with "- name: NAME".',
  ],
);

testRefused("a file of return codes that is no list is refused", {
  "lab.yaml": "dripline_mesh: {return_codes: codes.yaml}\n",
  "codes.yaml": "name: a\n",
}, [
  "/lab/codes.yaml:1:1: return_codes must be a list of {name: my_code, value: 1000, description: what it means}, or the name of a file that holds such a list.",
]);

testRefused(
  "a file of return codes that is no YAML is refused with the place",
  {
    "lab.yaml": "dripline_mesh: {return_codes: codes.yaml}\n",
    "codes.yaml": "- [a\n",
  },
  ["/lab/codes.yaml:1:3: this is opened and never closed."],
);

testRefused("a file of return codes that is not there is refused", {
  "lab.yaml": "dripline_mesh: {return_codes: codes.yaml}\n",
}, [
  "lab.yaml:1:31: /lab/codes.yaml: the file of return codes does not exist.",
]);
