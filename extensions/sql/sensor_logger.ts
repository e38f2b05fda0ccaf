/**
 * A service that writes sensor values into a database.
 *
 * @module
 */
import {
  type Attributes,
  readOnly,
  required,
  Service,
  string,
} from "@dripline/dripline";

/** Writes every sensor value that it hears into a database. */
export class SensorLogger extends Service {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SensorLogger> = {
    store: readOnly(required(string({
      description:
        "The database: sqlite:FILE, or postgres://HOST/DATABASE with the login of the authentication group postgres",
    }))),
  };

  /** The database. */
  store = "";
}
