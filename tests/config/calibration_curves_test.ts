/** Calibration curves in configurations: files beside the YAML file, and where their mistakes are said to be. */
import { assertEquals } from "@std/assert";
import { ask } from "../../testing.ts";
import { testAccepted, testRefused } from "./laboratory_folder.ts";

const endpoint = (calibration: string) =>
  `endpoints:
  - name: cold
    module: KeyValueStore
    initial_value: 100
    calibration: ${calibration}
`;

testAccepted(
  "a table is found beside the YAML file, wherever the service is started",
  {
    "cernox.csv": "ohm,kelvin\n1000,4\n10,9\n",
    "lab.yaml": endpoint(
      "{table: cernox.csv, x: ohm, y: kelvin, interpolate: loglog}",
    ),
  },
  [],
  async ({ service }) => {
    const { payload } = await ask(service.endpoints.get("cold")!, "get");
    assertEquals(payload, { value_raw: 100, value_cal: 6 });
  },
);

testRefused(
  "a mistake in a table is said where it stands",
  {
    "cernox.csv": "ohm,kelvin\n1000,4\n10, cold\n",
    "lab.yaml": endpoint("{table: cernox.csv}"),
  },
  [
    '/lab/cernox.csv:3:5: endpoint "cold": calibration: "cold" is no number. Decimals take a point.',
  ],
);

testRefused(
  "a table that cannot be read is said where it is named",
  { "lab.yaml": endpoint("{table: cernox.csv}") },
  [
    'lab.yaml:5:19: endpoint "cold": calibration: /lab/cernox.csv: the table does not exist.',
  ],
);

testRefused(
  "a mistake in a curve is said where it stands in the YAML file",
  { "lab.yaml": endpoint("{points: [[0, 1], [1, x]]}") },
  ['lab.yaml:5:40: endpoint "cold": calibration: "x" is no number.'],
);

testRefused(
  "a table of another kind than a file of a sensible size is refused unread",
  {
    "lab.yaml": endpoint("{table: /dev/zero}"),
  },
  [
    'lab.yaml:5:19: endpoint "cold": calibration: /dev/zero: the table is no regular file.',
  ],
);
