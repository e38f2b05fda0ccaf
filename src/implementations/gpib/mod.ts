/**
 * Instruments on a GPIB bus, behind a controller that is reached by TCP.
 *
 * @module
 */
export { PrologixService } from "./prologix_service.ts";
