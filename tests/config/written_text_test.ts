/** Whatever is declared as text is the text that was written, also if it looks like a number or a truth. */
import { assertEquals } from "@std/assert";
import type {
  AlertConsumer,
  EthernetSCPIService,
  FormatEntity,
  Service,
} from "../../mod.ts";
import { LaboratoryFolder } from "./laboratory_folder.ts";

/** What is written, and what YAML makes of it is something else. */
const words = [
  "0017",
  "0x1F",
  "0b11",
  "1.10",
  "1e3",
  "+5",
  "5.",
  "1_000",
  "True",
  "FALSE",
  "yes",
  "2020-01-01",
  "12:30",
  "-0",
  "12345678901234567890123",
];

/** Returns the endpoint of a service whose class is known. */
function format(service: Service, name = "volts"): FormatEntity {
  return service.endpoints.get(name) as FormatEntity;
}

Deno.test("a text option is what was written, in every style and from the command line", async () => {
  for (const word of words) {
    using lab = new LaboratoryFolder({
      "lab.yaml": `
module: EthernetSCPIService
socket_info: [localhost, 5025]
command_terminator: ${word} # c
response_terminator: &w ${word}
endpoints:
  - {name: volts, module: FormatEntity, get_str: ${word}, units: !!str ${word}}
  - name: amperes
    module: FormatEntity
    set_str: *w
    get_str:
      ${word}
`,
    });
    const { service } = await lab.load();
    const { commandTerminator, responseTerminator } =
      service as EthernetSCPIService;
    const [volts, amperes] = [format(service), format(service, "amperes")];
    assertEquals([
      commandTerminator,
      responseTerminator,
      volts.getStr,
      volts.units,
      amperes.setStr,
      amperes.getStr,
    ], Array(6).fill(word));
    const { service: changed } = await lab.load({
      overrides: [
        `endpoints.0.get_str=${word}!`,
        `endpoints.0.get_str=${word}`,
      ],
    });
    assertEquals(format(changed).getStr, word);
  }
});

Deno.test("items of lists and keys of maps are what was written", async () => {
  for (const word of words) {
    using lab = new LaboratoryFolder({
      "lab.yaml": `
module: EthernetSCPIService
socket_info: ["localhost", 5025]
command_terminator: x
response_terminator: x
cmd_at_reconnect: [null, ${word}]
reconnect_test: ${word}
endpoints:
  - name: volts
    module: FormatEntity
    set_str: "V {}"
    set_value_map:
      ${word}: on
  - {name: loud, calibration: {${word}: on}, module: KeyValueStore}
`,
      "consumer.yaml":
        `module: AlertConsumer\nalert_keys:\n  - ${word}\n  - b\n`,
      "single.yaml": `module: AlertConsumer\nalert_keys: ${word}\n`,
    });
    const { service } = await lab.load();
    const scpi = service as EthernetSCPIService;
    assertEquals(scpi.cmdAtReconnect, [null, word]);
    assertEquals(scpi.reconnectTest, word);
    assertEquals(format(service).setValueMap, { [word]: "on" });
    const { calibration } = service.endpoints.get("loud") as unknown as {
      calibration: unknown;
    };
    assertEquals(calibration, { [word]: "on" });
    for (const name of ["consumer", "single"]) {
      const file = lab.file(`${name}.yaml`);
      const { service } = await lab.load({ file });
      const { alertKeys } = service as AlertConsumer;
      assertEquals(alertKeys[0], word);
    }
  }
});

Deno.test("names are what was written, wherever they stand", async () => {
  for (const word of words.filter((word) => /^\w+$/.test(word))) {
    using lab = new LaboratoryFolder({
      "lab.yaml": `
runtime-config:
  name: ${word}
  endpoints:
    - {name: x${word}}
    - {name: ${word}0}
dripline_mesh:
  requests_exchange: ${word}
  return_codes: [{name: ${word}, value: 1000, description: ${word}}]
`,
      ".dripline_mesh.yaml":
        `broker: ${word}\nalerts_exchange: ${word}\nrequests_exchange: other\n`,
    });
    const { service, options, registry } = await lab.load();
    assertEquals(service.name, word);
    assertEquals([...service.endpoints.keys()], [`x${word}`, `${word}0`]);
    assertEquals(
      [options.broker, options.requestsExchange, options.alertsExchange],
      [word, word, word],
    );
    const code = registry.returnCodes.byValue(1000);
    assertEquals([code?.name, code?.description], [word, word]);
  }
});

Deno.test("a value that another place overrides is written as it is there", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": `
runtime-config:
  name: 0x10
  endpoints: [{name: a, module: KeyValueStore, units: 010}]
name: 0x11
endpoints: [{units: 0x12, log_routing_key_prefix: 0x13}]
`,
  });
  const loaded = async (...overrides: string[]) => {
    const { service } = await lab.load({ overrides });
    const { units, logRoutingKeyPrefix } = service.endpoints.get(
      "a",
    ) as FormatEntity;
    return [service.name, units, logRoutingKeyPrefix];
  };
  assertEquals(await loaded(), ["0x10", "010", "0x13"]);
  assertEquals(await loaded("name=0017", "endpoints.0.units=1e3"), [
    "0017",
    "1e3",
    "0x13",
  ]);
});
