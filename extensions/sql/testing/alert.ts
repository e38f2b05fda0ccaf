import type { Alert, Json } from "@dripline/dripline";

/** An alert of a sensor, as it comes from the mesh. */
export function alert(
  sensor: string,
  payload: Json,
  timestamp = "2026-11-25T08:00:00.123456Z",
): Alert {
  return {
    type: "alert",
    routingKey: `sensor_value.${sensor}`,
    correlationId: "",
    replyTo: "",
    specifier: "",
    timestamp,
    senderInfo: {
      exe: "",
      hostname: "",
      username: "",
      serviceName: "",
      versions: {},
    },
    payload,
    valid: true,
  };
}
