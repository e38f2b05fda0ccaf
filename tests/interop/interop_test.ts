// deno-lint-ignore-file no-console -- says what is skipped
/**
 * The tutorial, asked by programs that are not ours.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { TextLineStream } from "./text_line_stream.ts";
import { loadService, runService } from "../../src/config/load.ts";
import { connect } from "../../src/mesh/mod.ts";
import { until } from "../until.ts";
import { type Backend, testOnEach } from "../mesh/backends.ts";

const python = await installed("/usr/bin/python3", ["-c", "import pika"]);
const amqpTools = await installed("amqp-consume", ["--help"]);

/** Serves the tutorial on a broker. */
async function serveTutorial({ options }: Backend) {
  const loaded = await loadService({
    file: "kv_store_tutorial.yaml",
    options: {
      dripline_mesh: {
        broker: options.broker,
        broker_port: options.port,
        requests_exchange: options.requestsExchange ?? "requests",
        alerts_exchange: options.alertsExchange ?? "alerts",
      },
    },
  });
  return await runService(loaded);
}

testOnEach(
  "a Python script on pika gets, sets, commands, meets an error, an unroutable key, and hears an alert",
  async (backend) => {
    if (!python) return;
    await using _service = await serveTutorial(backend);
    await using client = await connect(backend.options);
    const { port, requestsExchange, alertsExchange } = backend.options;
    const script = new Deno.Command("/usr/bin/python3", {
      args: [
        "tests/interop/pika_client.py",
        String(port),
        requestsExchange ?? "requests",
        alertsExchange ?? "alerts",
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    // deno-lint-ignore no-explicit-any -- what the script prints
    const steps = new Map<string, any>();
    const lines = script.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      const step = JSON.parse(line);
      steps.set(step.step, step);
      if (step.step === "listening") {
        await client.alert("sensor_value.x", { value_raw: 1 });
      }
    }
    assertEquals((await script.status).code, 0);

    const { headers, payload, sender } = steps.get("get");
    assertEquals(payload, { value_raw: 1.75, value_cal: 5.25 });
    assertEquals(headers, {
      message_type: 2,
      return_code: 0,
      return_message: "",
      specifier: "",
    });
    assertEquals(sender, [
      "exe",
      "hostname",
      "service_name",
      "username",
      "versions",
    ]);
    assertEquals(steps.get("set").payload, { value_raw: 8, value_cal: 8 });
    assertEquals(steps.get("cmd").headers.return_code, 0);
    assertEquals(steps.get("error").headers.return_code, 310);
    assertEquals(steps.get("unroutable").returned, true);
    assertEquals(steps.get("alert").payload, { value_raw: 1 });
  },
);

testOnEach("amqp-consume hears the alerts of a service", async (backend) => {
  if (!amqpTools) return;
  await using _service = await serveTutorial(backend);
  await using client = await connect(backend.options);
  const { port, alertsExchange = "alerts" } = backend.options;
  const consumer = new Deno.Command("amqp-consume", {
    args: [
      ...["-u", `amqp://guest:guest@127.0.0.1:${port}`],
      ...["-e", alertsExchange, "-r", "sensor_value.#", "-c", "1", "-A"],
      "cat",
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // It does not say when it listens, so it is told until it has heard.
  let heard = false;
  const output = consumer.output().finally(() => heard = true);
  await until(async () => {
    await client.alert("sensor_value.x", { value_raw: 1 });
    return heard;
  }, "amqp-consume to hear");
  const { stdout } = await output;
  assertEquals(new TextDecoder().decode(stdout), '{"value_raw":1}');
});

async function installed(
  program: string,
  args: readonly string[],
): Promise<boolean> {
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      stdout: "null",
      stderr: "null",
    });
    const { success } = await command.output();
    if (success) return true;
  } catch {
    // Said below.
  }
  console.log(`skipped: a foreign client: ${program} ${args.join(" ")} fails`);
  return false;
}
