/**
 * Instruments that take SCPI commands, or other lines of text, over TCP.
 *
 * @module
 */
export type { Device, DeviceOptions } from "./device.ts";
export { EthernetSCPIService } from "./ethernet_scpi_service.ts";
export { FormatEntity } from "./format_entity.ts";
export { gpibAddress } from "./gpib_address.ts";
export { InstrumentEntity } from "./instrument_entity.ts";
export { SCPIService } from "./scpi_service.ts";
export { SerialSCPIService } from "./serial_scpi_service.ts";
export {
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
} from "./simple_scpi_entity.ts";
export { commandText } from "./value_text.ts";
