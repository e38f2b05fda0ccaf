/**
 * Configurations of instruments: those that are read, and those that are refused.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadService } from "../../../src/config/load.ts";
import {
  EthernetSCPIService,
  SimpleSCPIEntity,
} from "../../../src/implementations/mod.ts";
import { corpusFiles, corpusNote } from "../../config/corpus.ts";
import {
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "../../config/laboratory_folder.ts";

testAccepted(
  "a multiplexer as laboratories have it: a tuple without quotes round it, empty entries, a prompt, True (157, 158)",
  {
    "lab.yaml": String.raw`
name: muxer
module: EthernetSCPIService
socket_info: ("mux.lab", 5024)
socket_timeout: 10
cmd_at_reconnect:
  -
  - ""
  - "SYST:ERR?"
  - "TRIG:DEL:AUTO?"
reconnect_test: 1
command_terminator: "\r\n"
response_terminator: "\r\n34980A> "
reply_echo_cmd: True
endpoints:
  - name: relay
    module: FormatEntity
    get_str: "ROUT:CLOS? (@101)"
    set_str: "ROUT:{} (@101);*OPC?"
    set_value_map:
      1: "OPEN"
      0: "CLOS"
      "on": "OPEN"
      off: "CLOS"
`,
  },
  [],
  ({ service }) => {
    assert(service instanceof EthernetSCPIService);
    assertEquals(service.socketInfo, { hostname: "mux.lab", port: 5024 });
    assertEquals(service.socketTimeout, 10);
    assertEquals(service.cmdAtReconnect, [
      null,
      "",
      "SYST:ERR?",
      "TRIG:DEL:AUTO?",
    ]);
    assertEquals(service.reconnectTest, "1");
    assertEquals(service.commandTerminator, "\r\n");
    assertEquals(service.responseTerminator, "\r\n34980A> ");
    assertEquals(service.replyEchoCmd, true);
  },
);

testAccepted(
  "what is left out is as the standard says",
  {
    "lab.yaml": `
name: dmm
module: EthernetSCPIService
response_terminator: "\\n"
`,
  },
  [],
  ({ service }) => {
    assert(service instanceof EthernetSCPIService);
    assertEquals(service.socketInfo, { hostname: "localhost", port: 1234 });
    assertEquals(service.socketTimeout, 1);
    assertEquals(service.cmdAtReconnect, ["*OPC?"]);
    assertEquals(service.reconnectTest, "1");
    assertEquals(service.commandTerminator, "");
    assertEquals(service.replyEchoCmd, false);
  },
);

testRefused(
  "everything that is wrong with a service is said with its place (158)",
  {
    "lab.yaml": `
name: dmm
module: EthernetSCPIService
socket_info: ("dmm.lab", some_port)
socket_timeout: 0
cmd_at_reconnect: []
command_terminator: '\\n'
response_terminator: ""
`,
  },
  [
    'lab.yaml:4:1: "socket_info" must be a host and a port, and the port must be a whole number: received "some_port".',
    'lab.yaml:5:1: "socket_timeout" must be at least 0.001: received 0.',
    'lab.yaml:6:1: "cmd_at_reconnect" must not be an empty list: write null for no commands.',
    String
      .raw`lab.yaml:7:1: "command_terminator" holds a backslash and a letter, not a line break: received "\\n". In YAML, a line break is written "\n", in double quotes.`,
    'lab.yaml:8:1: "response_terminator" must not be empty.',
  ],
);

testRefused(
  "response_terminator has to be there, and an empty entry stands for a greeting only at the beginning (158)",
  {
    "lab.yaml": `
name: dmm
module: EthernetSCPIService
cmd_at_reconnect: ["*OPC?", null]
`,
  },
  [
    'lab.yaml:2:1: EthernetSCPIService needs the option "response_terminator".',
    'lab.yaml:4:1: "cmd_at_reconnect" has an empty entry after a command: only at the beginning does one stand for a greeting. An empty command is "".',
  ],
);

testRefused(
  "everything that is wrong with an entity is said with its place (156)",
  {
    "lab.yaml": `
name: dmm
module: EthernetSCPIService
response_terminator: "\\n"
endpoints:
  - name: a
    module: SimpleSCPIEntity
  - name: b
    module: SimpleSCPIEntity
    base_str: ""
  - name: c
    module: SimpleSCPISetEntity
    base_str: VOLT
    get_on_set: true
    log_interval: 5
    confirm: {tolerance: 0.1}
  - name: d
    module: FormatEntity
    set_str: "VOLT {"
    set_value_map: {on: 1}
    set_value_lowercase: false
    extract_raw_regex: "(?P<value>x)"
  - name: e
    module: FormatEntity
    set_value_map: [1, 2]
    extract_raw_regex: "("
  - name: f
    module: FormatEntity
    set_value_map: "{} +"
  - name: g
    module: FormatEntity
    set_value_map: "times3({})"
`,
  },
  [
    'lab.yaml:6:3: endpoint "a": SimpleSCPIEntity needs the option "base_str".',
    'lab.yaml:10:5: endpoint "b": "base_str" must not be empty.',
    'lab.yaml:14:5: endpoint "c": get_on_set needs a get, which SimpleSCPISetEntity does not support here. Remove get_on_set.',
    'lab.yaml:15:5: endpoint "c": log_interval needs a get, which SimpleSCPISetEntity does not support here. Remove log_interval.',
    'lab.yaml:16:5: endpoint "c": confirm needs a get, which SimpleSCPISetEntity does not support here. Remove confirm.',
    'lab.yaml:19:5: endpoint "d": set_str "VOLT {": Single \'{\' encountered in format string. {} stands for the value, {{ and }} for braces.',
    'lab.yaml:20:5: endpoint "d": Invalid config option for d with set_value_map and set_value_lowercase=False. A map needs set_value_lowercase: true.',
    'lab.yaml:22:5: endpoint "d": extract_raw_regex: the regular expression "(?P<value>x)" needs a group (?P<value_raw>...) round the value.',
    'lab.yaml:25:5: endpoint "e": Invalid set_value_map config for e: it must be a map or a text with an expression, received [1,2].',
    'lab.yaml:26:5: endpoint "e": extract_raw_regex: the regular expression "(", column 2: a closing ")" is missing.',
    'lab.yaml:29:5: endpoint "f": set_value_map "{} +", column 5: the expression ends too early.',
    'lab.yaml:32:5: endpoint "g": set_value_map "times3({})", column 1: no function "times3" is known. It comes with extension "jitter": add "extensions: [jsr:@dripline/jitter@^1]" to the file.',
  ],
);

Deno.test({
  name: `the SCPI services of the corpus load unchanged${corpusNote}`,
  ignore: corpusFiles.length === 0,
  async fn() {
    using _home = new LaboratoryFolder();
    const files = corpusFiles.filter((file) =>
      /scpi-(device-service|device)\.yaml$/.test(file)
    );
    assertEquals(files.length, 2);
    for (const file of files) {
      const { service } = await loadService({
        file,
        overrides: ["auth_file="],
      });
      assert(service instanceof EthernetSCPIService, file);
      assertEquals(service.socketInfo, {
        hostname: "scpi-device",
        port: 24596,
      });
      assertEquals(service.endpoints.size, 5);
      for (const endpoint of service.endpoints.values()) {
        assert(endpoint instanceof SimpleSCPIEntity, endpoint.name);
      }
    }
  },
});

testAccepted(
  "a base_str that cannot be a header is a warning",
  {
    "lab.yaml": `
name: bridge
module: EthernetSCPIService
response_terminator: "\\n"
endpoints:
  - name: a
    module: SimpleSCPIGetEntity
    base_str: KRDG? A
`,
  },
  [
    'lab.yaml:8:5: warning: endpoint "a": base_str "KRDG? A" is no header, as it has blanks: a get sends "KRDG? A?". A FormatEntity sends what get_str and set_str say.',
  ],
  () => {},
);

testRefused(
  "a set_str that no value fits is refused when it is read",
  {
    "lab.yaml": `
name: supply
module: EthernetSCPIService
response_terminator: "\\n"
endpoints:
  - { name: a, module: FormatEntity, set_str: "VOLT {value}" }
  - { name: b, module: FormatEntity, set_str: "VOLT {} {}" }
  - { name: c, module: FormatEntity, set_str: "VOLT {:q}" }
  - { name: d, module: FormatEntity, set_str: "VOLT {:d}" }
  - { name: e, module: FormatEntity, set_str: "VOLT {0[1]:.2f}" }
  - { name: f, module: FormatEntity, set_str: "VOLT {:>8s}" }
`,
  },
  [
    `lab.yaml:6:38: endpoint "a": set_str "VOLT {value}": 'value'. {} stands for the value, {{ and }} for braces.`,
    'lab.yaml:7:38: endpoint "b": set_str "VOLT {} {}": Replacement index 1 out of range for positional args tuple. {} stands for the value, {{ and }} for braces.',
    `lab.yaml:8:38: endpoint "c": set_str "VOLT {:q}": Unknown format code 'q' for object of type 'int'. {} stands for the value, {{ and }} for braces.`,
  ],
);
