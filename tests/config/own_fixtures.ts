/**
 * Configurations of our own, with the traits of files found in laboratories. They are texts and not files, so that no
 * formatter mends them.
 *
 * @module
 */

/** What is understood, by name. */
export const OWN_FIXTURES: ReadonlyMap<string, string> = new Map([
  [
    "store.yaml",
    `# A store of values with everything that may stand beside them.
name: fruit_store
module: Service
dripline_mesh:
  broker: ENV{DRIPLINE_BROKER}
  broker_port: "5672"
endpoints:
  - name: figs
    module: KeyValueStore
    calibration: '2*{}'
    initial_value: 0.75
    log_interval: 10
    get_on_set: True
    log_on_set: True
  - name : plums
    module:  KeyValueStore
    calibration: "10**({}-6.0)"
    initial_value: 4.00
    log_interval: {seconds: 30}
  - name: gate
    module: KeyValueStore
    calibration: 'MAP {"0": "CLOSE", "1": "OPEN"}'
    set_value_map: {1: "OPEN", 0: "CLOSE", "on": "OPEN", off: CLOSE}
`,
  ],
  [
    "muxer.yaml",
    `name: my_muxer
module: EthernetSCPIService
socket_info: ("10.0.0.7", 5024)
cmd_at_reconnect:
  -
  - ""
  - "SYST:ERR?"
command_terminator: "\\r\\n"
response_terminator: "\\r\\n34980A> "
reply_echo_cmd: True
scan_interval: 30
alert_keys:
- "sensor_value.#"
alert_key_parser_re: 'sensor_value\\.(?P<sensor_name>\\w+)'
endpoints: 
##################### first cable ####################
  # PT 100, 1 of 2
  - name: pt100_1
    module: SimpleSCPIEntity
    conf_str: 'CONF:FRES AUTO,DEF,(@{})'
    ch_number: 1011
   # PT 100, 2 of 2
##  - name: pt100_2
   ##  module: SimpleSCPIEntity
  - {name: pt100_3, 'module': "SimpleSCPIEntity",
     ch_number: 0}
  - name: hall_probe
    set_str: 'APPL P6V,MAX,{};*OPC?'
    calibration: "(0.99/0.84)*(1000*math.fabs({})+0.007)"
`,
  ],
  [
    "helm_values.yaml",
    `replicaCount: 1

command: '["dl-serve", "-c", "/etc/config/config_file.yaml"]'

configFileData: 
  runtime-config:
    name: my_store
    auth_file: /etc/secret/authentications.json
    endpoints:
      - name: figs
        module: KeyValueStore
        #log_interval: 30
        initial_value: 4.00 
  
`,
  ],
  [
    "wrapped.yml",
    `name: outer
heartbeat_interval_s: 30
runtime-config:
  name: inner
  endpoints:
  - name: figs
    module: JitterEntity
    seed: 12345678901234567890
`,
  ],
  [
    "odd_layout.yaml",
    [
      "\ufeff%YAML 1.2\r\n",
      "---\r\n",
      '"name": odd # quoted\r\n',
      "? module\r\n",
      ": Service\r\n",
      "base: &base\r\n",
      "    initial_value: 1\r\n",
      "    log_interval: 0\r\n",
      "endpoints:\r\n",
      "-   *base\r\n",
      "-   name: 'it''s'\r\n",
      "    comment: one text\r\n",
      "      in two lines\r\n",
      "-   - nested\r\n",
      "    - - twice\r\n",
      "      - µ: é\r\n",
      "notes: |\r\n",
      "  name: none\r\n",
      "\r\n",
      "    # none\r\n",
      "last: >-\r\n",
      "  a\r\n",
      "  b\r\n",
      "...\r\n",
    ].join(""),
  ],
  [
    "mesh.json",
    [
      "{\n",
      '\t"name": "json_store",\n',
      '\t"dripline_mesh": {"broker":"localhost","broker_port":5672},\n',
      '\t"endpoints": [\n',
      '\t\t{"name": "figs", "module": "KeyValueStore", "initial_value": -1.5e-3},\n',
      '\t\t{"name": "pl\\u00fcms", "module": "KeyValueStore", "initial_value": null}\n',
      "\t]\n",
      "}\n",
    ].join(""),
  ],
]);

/** A text that is wrong. */
export interface BrokenFixture {
  /** The text. */
  readonly text: string;
  /** How it is refused: place and beginning of the sentence. */
  readonly refusal: string;
}

/** What is refused, by name. */
export const BROKEN_FIXTURES: ReadonlyMap<string, BrokenFixture> = new Map([
  ["tabs.yaml", {
    text: [
      "name: tabs\n",
      "endpoints:\n",
      "  - name: a\n",
      "    other:\n",
      "    - it_could_be:\n",
      "    \t- nested\n",
      "    \t- deeply\n",
    ].join(""),
    refusal: "6:6: the line is indented with a tab",
  }],
  ["equals_sign.yaml", {
    text: `name: equals
endpoints:
  - name: a
    module: B
    queue = c
    port: 1
`,
    refusal: "5:5: a key was expected here",
  }],
  ["unclosed_quote.yaml", {
    text: `name: unclosed
endpoints:
  - module: "KeyValueStore
    name: a
  - name: b
`,
    refusal: "3:13: this is opened and never closed",
  }],
  ["empty_last_item.yaml", {
    text: `name: swallow
endpoints:
  - name: a
    cmd_at_reconnect:
      -
  - name: b
`,
    refusal: "5:7: the last item of this list is empty",
  }],
]);

/** Returns one of the texts that are understood. */
export function ownFixture(name: string): string {
  const text = OWN_FIXTURES.get(name);
  if (text === undefined) throw new Error(`There is no fixture "${name}"`);
  return text;
}
