/**
 * Devices that speak Modbus: over TCP, or RTU on a serial line or behind a gateway.
 *
 * ```yaml
 * extensions:
 *   - jsr:@dripline/modbus@^0
 * name: plant
 * module: ModbusService
 * socket_info: plc.lab:502
 * endpoints:
 *   - name: tank_temperature
 *     module: ModbusEntity
 *     holding_register: 100
 *     type: float32
 *     word_order: little
 * ```
 *
 * @module
 */
import type { Namespace } from "@dripline/dripline";
import { ModbusEntity } from "./modbus_entity.ts";
import { ModbusService } from "./modbus_service.ts";

export { ModbusEntity, ModbusService };
export type { Asking, Span } from "./modbus_client.ts";
export type { Table } from "./pdu.ts";
export type { Order, ValueType } from "./value_type.ts";

/** The version of this extension. */
export const version = "0.1.0";

/** Adds {@linkcode ModbusService} and {@linkcode ModbusEntity} to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ ModbusService, ModbusEntity });
}
