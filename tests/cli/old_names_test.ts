/**
 * dl-serve, dl-agent and dl-mon: the commands of people and scripts that have used the originals, as they were observed there.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { freePort } from "../../tools/child.ts";
import { fixtures, program, tutorial } from "./dripline.ts";
import { Responder } from "./responder.ts";

const agent = (...words: string[]) => program("dl-agent", ...words).ended;

Deno.test("command lines that were written for the originals do what they did", async (t) => {
  await using broker = startBroker({ port: 0 });
  const mesh = ["-b", "127.0.0.1", "-p", String(broker.port)];
  await using service = program("dl-serve", "-c", tutorial, ...mesh);
  await service.stdout.until("Ctrl-C stops it.");
  await using responder = await Responder.start(broker.port);
  const { requests } = responder;

  await t.step("dl-serve shows how to ask it with dl-agent", () => {
    assertStringIncludes(service.stdout.text, "\n  dl-agent get peaches -c ");
  });

  await t.step(
    "a reply is printed as a message for people, then a blank line",
    async () => {
      const { code, stdout, stderr } = await agent("get", "chips", ...mesh);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(
        stdout,
        /^Routing key: .*\nCorrelation ID: .*\nReply To: \nMessage Type: 2 \(reply\)\nEncoding: json\nTimestamp: /,
      );
      assert(
        stdout.endsWith(
          "Specifier: \nPayload: \n{\n    value_cal : 5.250000\n    value_raw : 1.750000\n}\n\nReturn Code: 0\nReturn Message: \n\n",
        ),
        stdout,
      );
    },
  );

  await t.step(
    "-qq --json-print prints one line with sorted keys, --pretty-print indents it",
    async () => {
      const line = await agent(
        ..."-qq --json-print set waffles 500".split(" "),
        ...mesh,
      );
      assertMatch(
        line.stdout,
        /^\{"correlation_id":"[-0-9a-f]+","encoding":"application\/json","message_id":.*,"message_type":2,"payload":\{"value_raw":500,"value_cal":500\},.*\}\n$/,
      );
      const pretty = await agent(
        ..."--pretty-print get chips".split(" "),
        ...mesh,
      );
      assertMatch(pretty.stdout, /^\{\n {4}"correlation_id": /);
    },
  );

  await t.step(
    "what was typed arrives, options before or after the verb",
    async () => {
      requests.length = 0;
      const key = "0123456789abcdef0123456789abcdef";
      for (
        const line of [
          "-s 0 set responder 7 8 9 --values v1",
          "cmd responder -s 0 a.b=1 true -3 +5 007 2020-01-01",
          `-k ${key} -t 5 get responder -s 0`,
          "get responder specifier=0 timeout=5",
          "cmd responder -s 0 -P X Y",
        ]
      ) {
        const { code, stderr } = await agent(...line.split(" "), ...mesh);
        assertEquals([code, stderr], [0, ""], line);
      }
      assertEquals(
        requests.map(({ operation, payload, lockoutKey }) => [
          operation,
          payload,
          lockoutKey!.slice(0, 4),
        ]),
        [
          [0, { values: ["v1", 8, 9] }, "0000"],
          [9, { a: { b: 1 }, values: [true, -3, 5, 7, "2020-01-01"] }, "0000"],
          [1, {}, "0123"],
          [1, {}, "0000"],
          [9, { payload: ["X", "Y"] }, "0000"],
        ],
      );
    },
  );

  await t.step(
    "the exit code is a hundredth of the return code, and 4 or 1 where none came",
    async () => {
      const nowhere =
        `-b 127.0.0.1 -p ${freePort()} --max-connection-attempts 1`;
      const table: [line: string, code: number][] = [
        ["get responder -s 5", 0],
        ["get responder -s 306", 3],
        ["get responder -s 999", 9],
        ["get responder -s 2500", 25],
        ["get nobody", 4],
        ["get responder -s mute -t 1", 4],
        ["get responder -k xyz", 4],
        ["set responder", 4],
        ["alert nobody.hears 5", 0],
        ["reply nobody.waits --return-code 304 --return-msg no", 0],
        ["set responder 5 --dry-run-msg", 0],
        ["", 106],
        ["run responder", 106],
        ["get", 106],
        ["get responder -t abc", 104],
        ["get responder -c missing.yaml", 105],
        ["get responder --foo", 114],
        ["--help", 0],
        ["get --help", 0],
        ["--version", 0],
      ];
      const asked = async ([line, wanted]: [string, number]) => {
        const words = line.split(" ").filter(Boolean);
        const { code, stderr } = await agent(...words, ...mesh);
        assertEquals(code, wanted, `dl-agent ${line}: ${stderr}`);
      };
      for (let i = 0; i < table.length; i += 4) {
        await Promise.all(table.slice(i, i + 4).map(asked));
      }
      assertEquals((await agent("get", "x", ...nowhere.split(" "))).code, 1);
    },
  );

  await t.step("a reply goes to who listens, with code and text", async () => {
    await using monitor = program("dl-mon", "-r", "news.#", ...mesh);
    await monitor.stderr.until("watching");
    await agent(
      ..."reply news.one a=1 --return-code 304 --return-msg no".split(" "),
      ...mesh,
    );
    await monitor.stdout.until("Return Message: no\n");
    assertMatch(
      monitor.stdout.text,
      /^Routing key: news\.one\n(.*\n)*Payload: \n\{\n {4}a : 1\n\}\n\nReturn Code: 304\n/,
    );
    monitor.signal("SIGINT");
    assertEquals((await monitor.ended).code, 0);
  });

  await t.step(
    "dl-mon prints whole messages, and fails where it has nothing to watch",
    async () => {
      await using monitor = program("dl-mon", "-a", "#", ...mesh);
      await monitor.stderr.until("watching");
      await agent("alert", "sensor_value.x", "value_raw=1", ...mesh);
      await monitor.stdout.until("Message Type: 4 (alert)");
      monitor.signal("SIGINT");
      assertEquals((await monitor.ended).code, 0);
      assertEquals((await program("dl-mon", ...mesh).ended).code, 106);
    },
  );

  await t.step("dl-serve ends with 0 when it is interrupted", async () => {
    service.signal("SIGINT");
    assertEquals((await service.ended).code, 0);
  });
});

Deno.test("dl-serve ends with 100 if it cannot serve, 1 if the configuration cannot be used, and as a parser does for wrong words", async () => {
  const nowhere = [
    "-b",
    "127.0.0.1",
    "-p",
    String(freePort()),
    "--max-connection-attempts",
    "1",
  ];
  const table: [words: string[], code: number][] = [
    [["-c", tutorial, ...nowhere], 100],
    [["-c", `${fixtures}absent.yaml`, "-p", String(freePort())], 100],
    [["-c", `${fixtures}fragile.ts`, "--config-encoding", "yaml"], 1],
    [["-c", "missing.yaml"], 105],
    [["--foo"], 114],
    [["--help"], 0],
    [["-V"], 0],
  ];
  for (const [words, wanted] of table) {
    const { code, stderr } = await program("dl-serve", ...words).ended;
    assertEquals(code, wanted, `${words.join(" ")}: ${stderr}`);
  }
});

Deno.test("help and version name the program", async () => {
  const [help, verb, monitor, version] = await Promise.all([
    agent("--help"),
    agent("get", "-h"),
    program("dl-mon", "-h").ended,
    agent("-V"),
  ]);
  assertStringIncludes(help.stdout, "Usage: dl-agent [COMMAND]");
  assertStringIncludes(verb.stdout, "Usage: dl-agent get ENDPOINT");
  assertStringIncludes(monitor.stdout, "\nUsage: dl-mon [OPTION]...\n");
  assertStringIncludes(monitor.stdout, "\n  dl-mon -a 'sensor_value.#'");
  assertMatch(
    version.stdout,
    /^Executable: "dl-agent"\nLocation: ".*"\nBuilt with dripline-deno version \S+\nGit commit: /,
  );
});
