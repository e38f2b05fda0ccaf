import { assertEquals } from "@std/assert";
import { testOnEach } from "../mesh/backends.ts";
import { serviceDifferences } from "./service_differences.ts";
import { replay, scenarios } from "./service_replay.ts";

/** Groups of scenarios. Their numbers are those of the recordings. */
const groups: Readonly<Record<string, RegExp>> = {
  "get, set and cmd (10, 11, 33, 78, 82, 102-106, 108, 110-114, 117, 118, 123, 131, 132, 137, 146)":
    /^[12]/,
  "lockout and conditions (84-97, 99-101)": /^(3|40)/,
  "broadcasts (83)": /^41/,
  "chunks (31)": /^5/,
  "services of C++ (118, 122)": /^6/,
  "odd header types, properties, bodies and ids (37-51, 53-56, 64, 65, 99, 106, 107, 112, 115, 119)":
    /^70/,
};

for (const [name, group] of Object.entries(groups)) {
  testOnEach(
    `our services answer recorded requests as theirs did, but for the differences listed: ${name}`,
    async ({ options }) => {
      const allowed = [...serviceDifferences]
        .filter(([scenario]) => group.test(scenario));
      assertEquals(await replay(options, group), new Map(allowed));
    },
  );
}

Deno.test("every difference listed belongs to a scenario that is replayed", () => {
  const replayed = Object.values(groups).flatMap((group) => [
    ...scenarios(group).keys(),
  ]);
  assertEquals(
    [...serviceDifferences.keys()].filter((name) => !replayed.includes(name)),
    [],
  );
});
