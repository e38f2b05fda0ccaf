/**
 * get, set, cmd, alert and mon as processes, against a service that is one too.
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
import { connect } from "../../src/mesh/mod.ts";
import { freePort } from "../../tools/child.ts";
import { dripline, run, tutorial } from "./dripline.ts";
import { Responder } from "./responder.ts";

/** Moves a terminal, ends a line, turns the direction of writing. */
const evil = "x\n[error] forged\r\x1b[2J\x07\x7f\x9b\u2028\u202e";

Deno.test("nothing that a peer says moves the terminal, whichever command prints it", async () => {
  await using broker = startBroker({ port: 0 });
  const mesh = ["-b", "127.0.0.1", "-p", String(broker.port)];
  await using client = await connect({
    broker: "127.0.0.1",
    port: broker.port,
  });
  await client.mesh.listen({
    queue: "evil",
    requests: ["evil.#"],
    handle: (message) => {
      if (message.type !== "request") return;
      client.mesh.reply(message, {
        returnCode: Number(message.specifier || 0),
        returnMessage: evil,
        payload: message.operation === 1 ? { [evil]: [evil] } : null,
      });
    },
  }).ready;
  const forms = ["", "--json", "-v"];
  for (const form of forms) {
    const options = [...form.split(" ").filter(Boolean), ...mesh];
    await using mon = dripline("mon", "-a", "#", "-r", "evil.#", ...options);
    await mon.stderr.until("watching");
    const ended = await Promise.all([
      run("get", "evil", ...options),
      run("set", "evil", "1", ...options),
      run("cmd", "evil", "-s", "304", ...options),
    ]);
    await client.alert("evil.one", { [evil]: evil });
    await mon.stdout.until("evil.one");
    const printed = [mon.stdout.text, mon.stderr.text]
      .concat(ended.flatMap(({ stdout, stderr }) => [stdout, stderr]));
    assert(printed.join("").includes("forged"));
    for (const text of printed) {
      // deno-lint-ignore no-control-regex -- this is what may not be there
      assert(!/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]/.test(text), text);
      assert(!/^\[error\] forged/m.test(text), text);
    }
  }
});

Deno.test("the command line asks services and listens to them", async (t) => {
  await using broker = startBroker({ port: 0 });
  const mesh = ["-c", tutorial, "-p", String(broker.port)];
  await using service = dripline("serve", ...mesh);
  await service.stdout.until("Ctrl-C stops it.");
  await using responder = await Responder.start(broker.port);
  const { requests } = responder;
  const ask = (line: string, ...words: string[]) =>
    run(...line.split(" "), ...words, ...mesh);

  await t.step("a service says what it serves and what to try", () => {
    const lines = service.stdout.text.split("\n");
    assertEquals(lines[0], "my_store is up.");
    for (
      const line of [
        `  broker      127.0.0.1:${broker.port}, embedded, joined`,
        "  endpoints   peaches         JitterEntity   jitter 1.0.0",
        "              chips           KeyValueStore  built in",
        "  extensions  jitter 1.0.0    ./extensions/jitter/mod.ts",
      ]
    ) assert(lines.includes(line), service.stdout.text);
    assertMatch(
      service.stdout.text,
      /\n {2}deno run -A .*cli\.ts get peaches -c .*kv_store_tutorial\.yaml -p \d+\n/,
    );
  });

  await t.step("get prints what the reply carries, as JSON (193)", async () => {
    assertEquals(await ask("get chips"), {
      code: 0,
      stdout: '{"value_raw":1.75,"value_cal":5.25}\n',
      stderr: "",
    });
  });

  await t.step("what a reply says beside a value is a remark", async () => {
    const [plain, json, attribute] = await Promise.all([
      ask("get responder detail=5"),
      ask("get responder detail=5 --json"),
      ask("get responder -s 0 detail=5"),
    ]);
    assertEquals(plain, {
      code: 0,
      stdout: "5\n",
      stderr: "responder: says 0\n",
    });
    assertStringIncludes(json.stdout, '"return_message":"says 0"');
    assertEquals(attribute.stderr, "");
    requests.length = 0;
  });

  await t.step(
    "a reply that carries nothing prints nothing but its message",
    async () => {
      const [set, ping] = await Promise.all([
        ask("set chips 1.75"),
        ask("cmd my_store -s ping"),
      ]);
      assertEquals(set, { code: 0, stdout: "", stderr: "" });
      assertMatch(ping.stdout, /^Hello, .*\n$/);
    },
  );

  await t.step("negative numbers arrive as numbers (209)", async () => {
    for (const number of ["-5", "-.5", "-5e3", "-5e-3"]) {
      const { stdout } = await ask(`set waffles ${number}`);
      assertEquals(JSON.parse(stdout).value_raw, Number(number));
    }
  });

  await t.step("-v adds the whole message for people (193)", async () => {
    const { code, stdout, stderr } = await ask("get chips -v");
    assertEquals(JSON.parse(stdout).value_raw, 1.75);
    assertMatch(
      stderr,
      /Message Type: 2 \(reply\)\n(.*\n)*.*value_cal : 5\.25/,
    );
    assertEquals(code, 0);
  });

  await t.step(
    "--json prints the whole message in one line, --pretty-print indents it by four (194)",
    async () => {
      const [line, old, pretty] = await Promise.all([
        ask("get chips --json"),
        ask("get chips --json-print"),
        ask("get chips --pretty-print"),
      ]);
      assertEquals(line.stdout.split("\n").length, 2);
      const message = JSON.parse(line.stdout);
      assertEquals(Object.keys(message), [
        "correlation_id",
        "encoding",
        "message_id",
        "message_type",
        "payload",
        "reply_to",
        "return_code",
        "return_message",
        "routing_key",
        "sender_info",
        "specifier",
        "timestamp",
      ]);
      assertEquals(message.payload, { value_raw: 1.75, value_cal: 5.25 });
      assertEquals(JSON.parse(old.stdout).payload, message.payload);
      assertStringIncludes(pretty.stdout, '\n    "return_code": 0,\n');
      assertEquals(JSON.parse(pretty.stdout).payload, message.payload);
    },
  );

  await t.step("--suppress-output prints no reply (195)", async () => {
    const { code, stdout } = await ask("get chips --suppress-output");
    assertEquals([code, stdout], [0, ""]);
  });

  await t.step(
    "an error is a line with its code, and the exit code a hundredth of it (198)",
    async () => {
      const wrong = await ask("set peaches -s jitter_fraction lots");
      assertEquals([wrong.code, wrong.stdout], [3, ""]);
      assertMatch(wrong.stderr, /^peaches: Invalid Value \(304\): .*"lots"\n$/);
      const table: [returnCode: number, exitCode: number][] = [
        [0, 0],
        [5, 0],
        [306, 3],
        [999, 9],
        [2500, 25],
        [25600, 0],
      ];
      for (const [returnCode, exitCode] of table) {
        const { code, stderr } = await ask(`get responder -s ${returnCode}`);
        assertEquals(code, exitCode, `${returnCode}`);
        const line = new RegExp(`^responder: .* \\(${returnCode}\\): says`);
        if (returnCode > 0) assertMatch(stderr, line);
        else assertEquals(stderr, "");
      }
      const carrying = await ask("cmd responder -s 304 detail=5");
      assertEquals([carrying.code, carrying.stdout], [3, "5\n"]);
    },
  );

  await t.step(
    "requests arrive as they were meant (199, 200, 202, 203)",
    async () => {
      requests.length = 0;
      const key = "{0123456789ABCDEF0123456789ABCDEF}";
      await ask("get responder -s 0");
      await ask("set responder -s 0 7 values.1=8 values.2=9 --values v1");
      await ask(`cmd responder.sub -s 0 1 a=2 -k ${key}`);
      assertEquals(
        requests.map(({ operation, payload, routingKey, lockoutKey }) => [
          operation,
          routingKey,
          payload,
          lockoutKey?.slice(0, 8),
        ]),
        [
          [1, "responder", {}, "00000000"],
          [0, "responder", { values: ["v1", 8, 9] }, "00000000"],
          [9, "responder.sub", { a: 2, values: [1] }, "01234567"],
        ],
      );
      assertEquals(requests[0]!.senderInfo.serviceName, "unknown");
    },
  );

  await t.step(
    "what cannot be asked is not sent (196, 203, 205, 207)",
    async () => {
      requests.length = 0;
      const noValue = await ask("set responder -s 0");
      assertEquals(noValue.code, 4);
      assertMatch(
        noValue.stderr,
        /^Invalid Request \(401\): .*there is no value/,
      );
      const several = await ask("set responder -s 0 a b c");
      assertEquals(several.code, 109);
      assertMatch(
        several.stderr,
        /^"set" takes one value, .*: "b", "c"\. .*set responder 'a b c'/,
      );
      const badKey = await ask("get responder -s 0 -k xyz");
      assertEquals(badKey.code, 4);
      assertMatch(badKey.stderr, /\(400\): "xyz" is no lockout key/);
      for (const file of ["f.txt", "f.yml"]) {
        const badFile = await ask(`get responder -s 0 save=${file}`);
        assertEquals(badFile.code, 4);
        assertMatch(badFile.stderr, /\(402\): .*\.json or \.yaml/);
      }
      const dry = await ask("set responder -s 0 5 --dry-run-msg");
      assertEquals([dry.code, dry.stderr], [0, ""]);
      assertMatch(dry.stdout, /Message Type: 3 \(request\)/);
      assertMatch(dry.stdout, /Timestamp: \n/);
      const dryJson = await ask("set responder -s 0 5 --dry-run-msg --json");
      const { payload, message_operation } = JSON.parse(dryJson.stdout);
      assertEquals([payload, message_operation], [{ values: [5] }, 0]);
      assertEquals(requests, []);
    },
  );

  await t.step(
    "who is not there, does not answer or cannot be reached is named (197)",
    async () => {
      const [nobody, mute, nowhere] = await Promise.all([
        ask("get nobody"),
        ask("get responder -s mute -t 0.3"),
        run(
          ..."get x -b 127.0.0.1 --max-connection-attempts 1 -p".split(" "),
          String(freePort()),
        ),
      ]);
      assertEquals(nobody.code, 4);
      assertMatch(
        nobody.stderr,
        /^Unable to Send \(403\): .*listens to "nobody"/,
      );
      assertEquals(mute.code, 4);
      assertMatch(mute.stderr, /^Client Timeout \(404\): .*within 0\.3 s/);
      assertEquals(nowhere.code, 1);
      assertMatch(nowhere.stderr, /^AMQP Connection Error \(101\): .*\n$/);
    },
  );

  await t.step(
    "-t 0 waits until Ctrl-C, which is no failure (206)",
    async () => {
      const asked = responder.next();
      await using waiting = dripline(
        ..."get responder -s mute -t 0".split(" "),
        ...mesh,
      );
      await asked;
      waiting.signal("SIGINT");
      assertEquals(await waiting.ended, { code: 0, stdout: "", stderr: "" });
    },
  );

  await t.step(
    "save= keeps what a reply carries, if it carries anything (207)",
    async () => {
      const folder = await Deno.makeTempDir();
      const file = (name: string) => `${folder}/${name}`;
      await ask("get chips", `save=${file("chips.json")}`);
      await ask("get chips", `save=${file("chips.yaml")}`);
      await ask("get responder -s 0", `save=${file("null.json")}`);
      assertEquals(
        await Deno.readTextFile(file("chips.json")),
        '{\n  "value_raw": 1.75,\n  "value_cal": 5.25\n}\n',
      );
      assertEquals(
        await Deno.readTextFile(file("chips.yaml")),
        "value_raw: 1.75\nvalue_cal: 5.25\n",
      );
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(names.sort(), ["chips.json", "chips.yaml"]);
      const lost = await ask("get chips", `save=${file("none/chips.json")}`);
      assertEquals([lost.code, JSON.parse(lost.stdout).value_raw], [4, 1.75]);
      assertMatch(lost.stderr, /\(402\): Cannot save the answer/);
      await Deno.remove(folder, { recursive: true });
    },
  );

  await t.step(
    "an alert is sent whether anybody hears it or not (204)",
    async () => {
      assertEquals(await ask("alert nobody.hears 5"), {
        code: 0,
        stdout: "",
        stderr: "",
      });
      const alerts = responder.client.alerts("news.#");
      await alerts.ready;
      await ask("alert news.today -s headline text=hello 5");
      const { value } = await alerts.next();
      assertEquals(value.payload, { text: "hello", values: [5] });
      assertEquals(value.specifier, "headline");
      await alerts.return();
      const { stdout } = await ask("alert news.today --dry-run-msg");
      assertMatch(stdout, /Message Type: 4 \(alert\)/);
    },
  );

  await t.step(
    "mon prints alerts, requests and replies until Ctrl-C (210, 211)",
    async () => {
      await using text = dripline("mon", "-a", "#", "-r", "#", "-v", ...mesh);
      await using json = dripline("mon", "-a", "news.#", "--json", ...mesh);
      await text.stderr.until("watching requests # at");
      await json.stderr.until("watching alerts news.# at");
      await ask("get chips");
      await ask("alert news.today 5");
      await text.stdout.until("Routing key: news.today");
      await json.stdout.until("\n");
      for (const monitor of [text, json]) monitor.signal("SIGINT");
      const [{ stdout, code }, lines] = await Promise.all([
        text.ended,
        json.ended,
      ]);
      assertEquals([code, lines.code], [0, 0]);
      assertMatch(
        stdout,
        /Routing key: chips\n(.*\n)*Message Operation: 1\n\n/,
      );
      assertMatch(stdout, /Message Type: 2 \(reply\)\n/);
      assertMatch(stdout, /Message Type: 4 \(alert\)\n/);
      const message = JSON.parse(lines.stdout);
      assertEquals(message.payload, { values: [5] });
      assertEquals(message.message_type, 4);
    },
  );

  await t.step(
    "mon with nothing to watch or no broker fails (211)",
    async () => {
      const port = String(freePort());
      const [nothing, nowhere] = await Promise.all([
        ask("mon"),
        run(..."mon -a # --max-connection-attempts 1 -p".split(" "), port),
      ]);
      assertEquals(nothing.code, 106);
      assertMatch(nothing.stderr, /^Nothing to watch\. Name alerts with -a/);
      assertEquals(nowhere.code, 1);
    },
  );

  await t.step(
    "SIGINT stops the service, and its queue is gone (212)",
    async () => {
      service.signal("SIGINT");
      const { code, stdout, stderr } = await service.ended;
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /Stopping my_store \(SIGINT\)\.\nmy_store has stopped\.\n$/,
      );
      const others = stderr.split("\n").filter((line) =>
        line && !line.includes("[info] audit: ")
      );
      assertEquals(others, []);
      const { code: gone } = await ask("get chips");
      assertEquals(gone, 4);
    },
  );
});

Deno.test("wrong command lines say what is wrong and have the exit codes of the originals (208)", async () => {
  const table: [line: string, code: number, says: RegExp][] = [
    ["get x --brokr y", 114, /Did you mean "--broker"\?\nUsage: .* get ENDP/],
    ["get", 106, /ENDPOINT is required/],
    ["gte x", 106, /Did you mean "get"\?/],
    ["get x -c tutoral.yaml", 105, /"tutoral.yaml" does not exist/],
    ["get x -p abc", 104, /--port takes a whole number from 0 on: "abc"/],
    ["serve now", 109, /"serve" does not take "now"/],
  ];
  await Promise.all(table.map(async ([line, wanted, says]) => {
    const { code, stdout, stderr } = await run(...line.split(" "));
    assertEquals([code, stdout], [wanted, ""], line);
    assertMatch(stderr, says);
    assertMatch(stderr, /\nMore: deno run -A .*cli\.ts .*--help\n$/);
  }));
  const { stderr } = await run(
    "get",
    "x",
    "-c",
    tutorial.replace("tutorial", "tutoral"),
  );
  assertStringIncludes(stderr, 'Did you mean "kv_store_tutorial.yaml"?');
});

Deno.test("help and version are printed on standard output (208)", async () => {
  const [help, version] = await Promise.all([run("-h"), run("-V")]);

  assertEquals([help.code, help.stderr], [0, ""]);
  assertMatch(help.stdout, /^dripline for Deno .*\n\nUsage: /);
  assertEquals([version.code, version.stderr], [0, ""]);
  assertMatch(
    version.stdout,
    /^dripline for Deno \S+ \(protocol 3\.0\.0, Deno 2\.\S+\)\n$/,
  );
});
