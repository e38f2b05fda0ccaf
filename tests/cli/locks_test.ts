/**
 * lock, unlock and locks as processes.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readDuration } from "../../src/cli/duration.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { startMesh } from "../../testing.ts";
import { programWith, tutorial } from "./dripline.ts";

Deno.test("locks as people need them", async (t) => {
  await using mesh = await startMesh(tutorial);
  const { broker, port } = mesh.options;
  const folder = await Deno.makeTempDir();
  const file = `${folder}/dripline/lock_keys.json`;
  const ask = async (line: string, user = folder) => {
    const words = [...line.split(" "), "-b", `${broker}`, "-p", `${port}`];
    const { ended } = programWith({ XDG_STATE_HOME: user }, "cli", ...words);
    return await ended;
  };

  await t.step(
    "lock keeps the key for its owner alone, and later sets have it",
    async () => {
      const { code, stdout } = await ask("lock chips --for 1h --reason baking");
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /^chips is locked by .* on .* \(.*\), since \S+, until .*, "baking"\.\nYour set and cmd have the key\. Unlock with: .* unlock chips\n$/,
      );
      assertEquals(Deno.statSync(file).mode! & 0o777, 0o600);
      assertEquals((await ask("set chips 2")).code, 0);
    },
  );

  await t.step(
    "a refusal names who holds the lock, until when, why, and the way out",
    async () => {
      const { code, stderr } = await ask("set chips 3", `${folder}/other`);
      assertEquals(code, 3);
      assertMatch(
        stderr,
        /\nchips is locked by .*, until .*, "baking"\. Ask them, wait until then, .* break the lock: .* unlock chips --force\n$/,
      );
      const locked = await ask("lock chips", `${folder}/other`);
      assertEquals(locked.code, 3);
      assertMatch(locked.stderr, /^chips is locked by /);
      const unlocked = await ask("unlock chips", `${folder}/other`);
      assertEquals(unlocked.code, 2);
      assertMatch(unlocked.stderr, /chips is locked by /);
    },
  );

  await t.step("locks lists who holds what", async () => {
    const [people, json] = await Promise.all([
      ask("locks"),
      ask("locks --json"),
    ]);
    assertMatch(
      people.stdout,
      /^ {2}NAME +HELD BY .*\n {2}chips +\S+ on .*baking\n$/,
    );
    assertEquals(JSON.parse(json.stdout).name, "chips");
  });

  await t.step("unlock opens it, and forgets the key", async () => {
    assertEquals((await ask("unlock chips")).stdout, "chips is unlocked.\n");
    assertEquals(JSON.parse(Deno.readTextFileSync(file)), []);
    assertEquals((await ask("locks")).stdout, "Nothing is locked.\n");
  });

  await t.step(
    "--all locks the endpoints too, or none if one refuses",
    async () => {
      await mesh.client.cmd("waffles", "lock");
      const refused = await ask("lock my_store --all");
      assertEquals(refused.code, 3);
      assertMatch(refused.stderr, /waffles is locked by /);
      const { endpoints } = mesh.service;
      const state = () =>
        [...endpoints.values()].map((each) => each.lockout.locked);
      assertEquals(state().filter(Boolean).length, 1);
      assertEquals((await ask("unlock waffles --force")).code, 0);
      assertEquals((await ask("lock my_store --all")).code, 0);
      assert(state().every(Boolean));
      assertEquals((await ask("unlock my_store --all")).code, 0);
      assert(!state().some(Boolean));
    },
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a time is a number with units", () => {
  const table: [text: string, seconds: number][] = [
    ["90", 90],
    ["90s", 90],
    ["1.5m", 90],
    ["1h30m", 5400],
    ["2d", 172_800],
  ];
  for (const [text, seconds] of table) {
    assertEquals(readDuration("for", text), seconds, text);
  }
  for (const text of ["", "0", "1w", "h", "-1h", "1h30", "1 h", "1e3"]) {
    assertThrows(() => readDuration("for", text), UsageError, "1h30m");
  }
});
