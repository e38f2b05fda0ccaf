/**
 * The service of an instrument that is reached by TCP.
 *
 * @module
 */
import { type Attributes, readOnly } from "../../core/mod.ts";
import {
  type Link,
  type SocketInfo,
  socketInfo,
  tcpLink,
} from "../../instruments/mod.ts";
import { SCPIService } from "./scpi_service.ts";

/** The service of an instrument that takes lines of text over TCP and answers each (section 8.7 of the standard). */
export class EthernetSCPIService extends SCPIService {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<EthernetSCPIService> = {
    socket_info: readOnly(socketInfo({
      description: "Where the instrument is: ('HOST', PORT), or HOST:PORT",
    })),
  };

  /** Where the instrument is. */
  socketInfo: SocketInfo = { hostname: "localhost", port: 1234 };

  /** A TCP connection. */
  protected override get link(): Link {
    return tcpLink(this.socketInfo);
  }
}
