/**
 * Where brokers are, as people write it: a host, a host and a port, or a URL.
 *
 * @module
 */

/** Where one broker is. What is left out comes from elsewhere. */
export interface BrokerAddress {
  /** A host name or an IP address, without brackets. */
  readonly hostname: string;
  /** The port. */
  readonly port?: number;
  /** The virtual host. */
  readonly vhost?: string;
  /** Whether the connection is to be encrypted. */
  readonly tls: boolean;
  /** The account. */
  readonly username?: string;
  /** Its password. */
  readonly password?: string;
}

const forms =
  'a host, "host:port", or a URL such as amqp://user:password@host:5672/vhost or amqps://host';

/**
 * Reads the address of a broker. Throws a `RangeError` that says what is wrong, and never shows a password.
 *
 * In a URL, no path or the path `/` means that no virtual host is named.
 */
export function parseBrokerAddress(text: string): BrokerAddress {
  const refuse = (why: string) =>
    new RangeError(
      `${why}. A broker is ${forms}: received ${
        JSON.stringify(withoutLogin(text).split("@").at(-1))
      }`,
    );
  if (text.includes("://")) return fromUrl(text, refuse);
  if (text.includes("@")) {
    throw refuse("User and password stand before the host in a URL only");
  }
  const [hostname, port, ...more] = text.startsWith("[")
    ? bracketed(text)
    : text.split(":");
  // More than one colon: an IPv6 address as it is.
  if (more.length > 0) return { hostname: text, tls: false };
  if (!hostname || /[\s/]/.test(hostname)) throw refuse("No host is named");
  return {
    hostname,
    ...(port !== undefined && { port: portOf(port, refuse) }),
    tls: false,
  };
}

/** A URL from its slashes on: all of it, for where its password ends is not sure if it is badly written. */
const afterScheme = /(amqps?)?:\/\/([^\s"]*)/gi;

/**
 * Returns a text in which the URLs name neither a user nor a password. In those of brokers also if they are badly written; in others an
 * `@` may be a part of the path.
 */
export function withoutLogin(text: string): string {
  return text.replace(afterScheme, (_, scheme = "", rest: string) => {
    const [authority = ""] = scheme ? [rest] : rest.split(/[/?#'<>]/, 1);
    return `${scheme}://${rest.slice(authority.lastIndexOf("@") + 1)}`;
  });
}

type Refuse = (why: string) => RangeError;

function fromUrl(text: string, refuse: Refuse): BrokerAddress {
  const [scheme] = text.split("://");
  if (scheme !== "amqp" && scheme !== "amqps") {
    throw refuse(
      "The scheme of a broker's URL is amqp, or amqps for an encrypted connection",
    );
  }
  const url = URL.parse(text);
  if (!url || url.hostname === "") {
    throw refuse(
      "This is no URL. In user and password, characters such as / # ? @ and : are written as %2F %23 %3F %40 and %3A",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw refuse(
      "Parameters of a broker's URL are not understood: what there is to say stands in keys under dripline_mesh",
    );
  }
  const [username, password, vhost] = [
    url.username,
    url.password,
    url.pathname.slice(1),
  ].map((part) => decoded(part, refuse));
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    ...(url.port !== "" && { port: portOf(url.port, refuse) }),
    ...(vhost && { vhost }),
    tls: scheme === "amqps",
    ...(username && { username }),
    ...(password && { password }),
  };
}

function bracketed(text: string): string[] {
  const end = text.indexOf("]");
  const port = text.slice(end + 1);
  return [text.slice(1, end), ...(port === "" ? [] : [port.slice(1)])];
}

function portOf(text: string, refuse: Refuse): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw refuse("A port is from 1 to 65535");
  return port;
}

function decoded(text: string, refuse: Refuse): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("A percent sign in a URL is written as %25");
  }
}
