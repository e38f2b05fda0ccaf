import { assertEquals, assertMatch } from "@std/assert";
import { odditiesOf, tellOddities } from "../../src/cli/odd_services.ts";
import type { FoundService } from "../../src/cli/services.ts";
import { table } from "../../src/cli/table.ts";
import { serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import type { Request, SenderInfo } from "../../src/wire/mod.ts";
import { startMesh } from "../../testing.ts";
import { Stranger } from "../core/stranger.ts";
import { reply } from "../wire/messages.ts";
import { run } from "./dripline.ts";

/** A service of dripline-python, as it signs its messages. */
const python: SenderInfo = {
  exe: "/usr/bin/python3.11",
  hostname: "lab3",
  username: "operator",
  serviceName: "old_store",
  versions: Object.fromEntries(
    [["dripline", "3.0.0"], ["dripline-cpp", "2.10.8"], [
      "dripline-python",
      "5.1.4",
    ]].map(([name, version]) => [name, {
      version: version!,
      commit: "",
      package: "",
    }]),
  ),
};

/** Answers a ping as the originals do, and any other request with code 306. */
async function answerAsOriginal(stranger: Stranger): Promise<never> {
  for (;;) {
    const { message } = await stranger.next();
    const { replyTo, correlationId, specifier } = message as Request;
    const isPing = specifier === "ping";
    stranger.send(
      "requests",
      reply({
        routingKey: replyTo,
        correlationId,
        senderInfo: python,
        returnCode: isPing ? 0 : 306,
        returnMessage: isPing ? "Hello, deno" : "there is no such method",
      }),
    );
  }
}

function storeOf(name: string, value: unknown, units = ""): KeyValueStore {
  return Object.assign(new KeyValueStore(name), { initialValue: value, units });
}

Deno.test("ls lists services of every make, endpoints with their values, and marks what two claim", async (t) => {
  await using mesh = await startMesh("kv_store_tutorial.yaml");
  const second = new Service("second");
  second.add(storeOf("chips", 3));
  second.add(storeOf("pressure", 1.2e-7, "mbar"));
  await using _second = await serve(second, {
    ...mesh.options,
    allowDuplicates: true,
  });
  await using old = await Stranger.join(mesh.brokerUrl, {
    queue: "old_store",
    key: "broadcast.#",
  });
  answerAsOriginal(old);
  await mesh.client.cmd("pressure", "lock");
  const where = `-b 127.0.0.1 -p ${mesh.options.port}`.split(" ");
  const ls = (...words: string[]) => run("ls", ...words, ...where);

  await t.step("services, of which the originals tell less", async () => {
    const { code, stdout, stderr } = await ls();
    assertEquals(code, 0);
    const [heading, ...rows] = stdout.trimEnd().split("\n");
    assertMatch(
      heading!,
      /^SERVICE +HOST +PROGRAM +VERSION +UP SINCE +ENDPOINTS$/,
    );
    const [store, original, other] = rows;
    assertMatch(
      store!,
      /^my_store +\S+ +deno +dripline-deno \S+ +[\d:]{8} +peaches chips! waffles peaches_status$/,
    );
    assertMatch(
      original!,
      /^old_store +lab3 +python3\.11 +dripline-python 5\.1\.4 +\(does not tell\)$/,
    );
    assertMatch(other!, /^second .* chips! pressure$/);
    assertMatch(stderr, /^! chips is claimed by "my_store" on .* and "second"/);
  });

  await t.step("endpoints with class, value, unit and lock", async () => {
    const { code, stdout } = await ls("p*e", "second");
    assertEquals(code, 0);
    const rows = stdout.trimEnd().split("\n").map((line) =>
      line.split(/ {2,}/)
    );
    assertEquals(rows.map((row) => row.slice(0, 5)), [
      ["ENDPOINT", "SERVICE", "CLASS", "VALUE", "UNIT"],
      ["chips!", "second", "KeyValueStore", "3"],
      ["pressure", "second", "KeyValueStore", "1.2e-7", "mbar"],
    ]);
    assertMatch(rows[2]![5]!, /^locked by /);
  });

  await t.step("JSON, an object a line", async () => {
    const { stdout } = await ls("chips", "--json");
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map(({ service, payload }) => [service, payload]), [
      ["my_store", { value_raw: 1.75, value_cal: 5.25 }],
      ["second", { value_raw: 3 }],
    ]);
  });

  await t.step("describe asks the mesh", async () => {
    const { code, stdout } = await run("describe", "pressure", ...where);
    assertEquals(code, 0);
    assertMatch(stdout, /^pressure \(KeyValueStore\)\n/);
  });

  await t.step("what nobody has is said, with exit code 1", async () => {
    const { code, stdout, stderr } = await ls("nosuch");
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /No endpoint fits nosuch\. /);
  });
});

Deno.test("versions of one implementation that differ are told, those of different ones are not", () => {
  const service = (implementation: string, version: string): FoundService => ({
    sender: { ...python, serviceName: `${implementation} ${version}` },
    implementation,
    version,
    upSince: undefined,
    endpoints: undefined,
  });
  const found = [service("a", "1.0"), service("a", "1.1"), service("b", "2")];
  assertEquals(tellOddities(odditiesOf(found)), [
    "! a is there in several versions: 1.0, 1.1.",
  ]);
});

Deno.test("a table keeps to the width: columns without room stand below their row, wrapped", () => {
  const heading = ["NAME", "EMPTY", "CLASS", "ENDPOINTS"];
  const rows = [["one", "", "Service", "peaches chips"], ["b", "", "C", "x"]];
  assertEquals(table(heading, rows, Infinity), [
    "NAME  CLASS    ENDPOINTS",
    "one   Service  peaches chips",
    "b     C        x",
  ]);
  assertEquals(table(heading, rows, 15), [
    "NAME  CLASS",
    "one   Service",
    "    peaches\n    chips",
    "b     C",
    "    x",
  ]);
});
