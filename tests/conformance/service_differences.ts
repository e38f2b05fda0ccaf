/**
 * Every answer of our services that differs from the recorded one. `instead` is all that came back, where that is more or less
 * than was recorded.
 *
 * @module
 */
import { byScenario, type Difference } from "./difference.ts";

const missingAttribute = (name: string) =>
  `error getting command's corresponding method: 'KeyValueStore' object has no attribute '${name}'`;

const uncalibrated = (calibration: string, raw: string) =>
  `calibration "${calibration}" of the raw value '${raw}': TypeError: "*" needs a number, but the reading is the text '${raw}'`;

const noValues =
  "setting called without values, but values are required for set";

const reading = `0 "" {"value_cal":1.5,"value_raw":0.75}`;

const list: readonly Difference[] = [
  {
    why:
      "is-locked also says since when, and until when and why if that was said",
    scenarios: ["32-is-locked-true"],
    ours: {
      body:
        '{"is_locked":true,"since":"...","tag":{"exe":"/usr/local/dl-peer/bin/dl-agent","hostname":"vm","service_name":"unknown","username":"root","versions":{"dripline":{"version":"3.0.0"},"dripline-cpp":{"commit":"786cd1224002b7c8a79b27e8ff4b0c3a0875c166","package":"driplineorg/dripline-cpp","version":"2.10.8"}}}}',
    },
  },
  {
    why:
      "the values that we log are persistent, so that a logger's durable queue keeps them over a restart of its broker",
    scenarios: ["13b-set-log-on-set"],
    ours: {
      properties:
        "contentEncoding=application/json correlationId=... deliveryMode=2 headers messageId=.../0/1 replyTo=",
    },
  },
  {
    why:
      "5.6: the text after `Original error:` is that of another language (114)",
    scenarios: ["18c-cmd-bad-args"],
    ours: {
      returnMessage:
        "A TypeError occurred while calling the requested method for endpoint chips: on_set. Values provided may be invalid.\n" +
        "Original error: on_set takes 1 arguments but 3 were given",
    },
  },
  {
    why:
      "SANE 8.3: start_logging without an interval is 304; the service lives (118)",
    scenarios: ["19d-cmd-python-exception"],
    ours: {
      returnCode: 304,
      returnMessage:
        "unable to start logging when log_interval evaluates false",
    },
  },
  {
    why: "SANE 5.10: the service outlived the error before (118)",
    scenarios: ["19e-get-after-exception"],
    ours: { instead: [`0 "" {"value_cal":24,"value_raw":12}`] },
  },
  {
    why:
      "SANE 5.6: requests reach what the tables of a class list, not every attribute of an object (decision 5)",
    scenarios: ["19f-get-unconvertible"],
    ours: {
      returnCode: 310,
      returnMessage: "endpoint peaches has no attribute service, unable to get",
      body: "null",
    },
  },
  {
    why:
      "SANE 5.6: a method is no attribute, so its text form cannot be read (decision 5)",
    scenarios: ["19g-get-method"],
    ours: {
      returnCode: 310,
      returnMessage: "endpoint peaches has no attribute on_get, unable to get",
      body: "null",
    },
  },
  {
    why:
      "144: the code is that of the originals, the text names the key and the value instead of a type of Python",
    scenarios: ["19h-set-bad-interval"],
    ours: {
      returnMessage:
        `Cannot set "log_interval" of peaches: it must be a number: received "abc"`,
    },
  },
  {
    why: "SANE 5.6: setting a read-only attribute is 304; the service lives",
    scenarios: ["19i-set-readonly"],
    ours: {
      returnCode: 304,
      returnMessage: "attribute name of endpoint peaches is read-only",
    },
  },
  {
    why:
      "SANE 5.6: an attribute is not in the table of commands (decision 5, 112)",
    scenarios: ["19j-cmd-noncallable"],
    ours: { returnCode: 306, returnMessage: missingAttribute("name") },
  },
  {
    why:
      "SANE 8.3: a text that cannot be calibrated is answered with value_raw alone, and the reason; the service lives (137)",
    scenarios: ["19k-set-string-then-cal"],
    ours: {
      returnCode: 0,
      returnMessage: uncalibrated("2*{}", "abc"),
      body: `{"value_raw":"abc"}`,
    },
  },
  {
    why: "decision 0017: the reply says why there is no value_cal",
    scenarios: ["70-get-unicode"],
    ours: { returnMessage: uncalibrated("1.*{}", "héllo ✓ 😀") },
  },
  {
    why:
      "5.5: the text names the endpoint and its class instead of a type of Python; it ends as theirs does (102)",
    scenarios: ["21-get-service"],
    ours: {
      returnMessage: `Endpoint "my_store" (Service) does not implement on_get`,
    },
  },
  {
    why:
      "5.6: the text names the endpoint and its class instead of a type of Python; it ends as theirs does (103)",
    scenarios: ["21b-set-service", "34d-right-key"],
    ours: {
      returnMessage: `Endpoint "my_store" (Service) does not implement on_set`,
    },
  },
  {
    why: "3.5.7: theirs crashed on a set in chunks",
    scenarios: [
      "50-chunked-request-kvs-1",
      "50-chunked-request-kvs-2",
      "51b-chunked-25k-kvs",
    ],
    ours: { instead: [`0 "" null`] },
  },
  {
    why: "3.5.7: theirs crashed on an echo in chunks",
    scenarios: [
      "50b-chunked-request-simple-0",
      "50b-chunked-request-simple-1",
      "50b-chunked-request-simple-2",
    ],
    ours: {
      instead: [
        `0 "Echoed payload" {"a":"${"x".repeat(30)}","values":["v${
          "0123456789".repeat(4)
        }"]}`,
      ],
    },
  },
  {
    why: "3.5.7: theirs crashed on an echo in chunks",
    scenarios: ["51-chunked-25k"],
    ours: { instead: [`0 "Echoed payload" 25015 characters`] },
  },
  {
    why:
      "5.10: an error of a handler is sent with its class in front, as dripline-python does; the service lives (118)",
    scenarios: ["64-simple-error"],
    ours: {
      returnMessage:
        "Error: An error occurred in the endpoint!  (Note: this is a test, this is only a test)",
    },
  },
  {
    why: "8.13: the oscillator has gone on since; ours stands still",
    scenarios: ["66b-osc-get-async"],
    ours: { body: `{"value":[1,0]}` },
  },
  {
    why:
      "SANE 3.6, statement 45: what a sender does not say of itself is read as unknown",
    scenarios: [
      "70-missing-sender_info",
      "70-sender-empty",
      "70-sender-missing-exe",
      "70-sender-missing-hostname",
      "70-sender-missing-service_name",
      "70-sender-missing-username",
      "70-sender-missing-versions",
      "70-sender-string",
      "70-sender-version-no-version",
    ],
    ours: { instead: [reading] },
  },
  {
    why: "SANE 3.5.3, statement 51: an id without a slash is a whole message",
    scenarios: ["70-mid-missing", "70-mid-plain"],
    ours: { instead: [reading] },
  },
  {
    why: "SANE 3.5.6, statement 56: an id is forgotten once it is answered",
    scenarios: ["70-mid-repeat-b"],
    ours: { instead: [reading] },
  },
  {
    why:
      "3.3: amqplib hands over 3.0 as 3, so that a float or double with a whole value counts as an integer",
    scenarios: ["70-type-double", "70-type-float"],
    ours: { instead: [reading] },
  },
  {
    why:
      "5.7: an integer between 2^63 and 2^64 stays a number, which peers read (3.4); Python falls back to text",
    scenarios: ["70-get-uint64"],
    ours: {
      body:
        `{"value_cal":18446744073709552000,"value_raw":18446744073709551615}`,
    },
  },
  {
    why: "SANE 5.6: names with underscores are in no table (decision 5)",
    scenarios: ["70-cmd-spec-dunder"],
    ours: { returnCode: 306, returnMessage: missingAttribute("__class__") },
  },
  {
    why: "SANE 5.6: names with underscores are in no table (decision 5)",
    scenarios: ["70-get-dunder"],
    ours: {
      returnCode: 310,
      returnMessage:
        "endpoint peaches has no attribute __dict__, unable to get",
      body: "null",
    },
  },
  {
    why: "SANE 5.6, statement 107: values that are no list, or empty, are 303",
    scenarios: [
      "70-set-empty-values",
      "70-set-values-scalar",
      "70-set-values-object",
    ],
    ours: {
      returnCode: 303,
      returnMessage:
        "setting needs values to be a list with the value as its first item",
    },
  },
  ...Object.entries({
    "70-set-values-null": "null",
    "70-set-values-nested": "[1,2]",
    "70-set-values-obj": '{"a":1}',
  }).map(([scenario, shown]) => ({
    why: "SANE 5.6, statement 107: a value that is no scalar is 304",
    scenarios: [scenario],
    ours: {
      returnCode: 304,
      returnMessage:
        `the value to set must be a number, a text or a boolean: received ${shown}`,
    },
  })),
  {
    why: "SANE 5.6, statement 107: a payload that is no object has no values",
    scenarios: ["70-set-body-array", "70-set-body-scalar", "70-set-body-null"],
    ours: { returnCode: 303, returnMessage: noValues },
  },
  {
    why: "SANE 5.6, statement 115: null means no arguments",
    scenarios: ["70-cmd-method-null-body"],
    ours: {
      returnCode: 0,
      returnMessage: "",
      body: `{"value_cal":1.5,"value_raw":0.75}`,
    },
  },
  {
    why: "SANE 5.10: a payload that is no object is 303; the service lives",
    scenarios: ["70-cmd-method-scalar-body", "70-cmd-method-array-body"],
    ours: {
      returnCode: 303,
      returnMessage:
        'The payload of a cmd must be an object with the arguments: "values" by position, others by name',
    },
  },
];

/** What our services answer where that differs, by scenario. */
export const serviceDifferences: ReadonlyMap<string, object> = byScenario(list);
