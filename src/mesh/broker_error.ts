/**
 * What a broker says when it refuses something, in words that help.
 *
 * @module
 */
import { ReplyError } from "../wire/mod.ts";

/** The reply code that an error of amqplib carries, or that its text names. */
export function amqpCode(error: unknown): number | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === "number") return code;
  const found = /\b(4\d\d|5\d\d|320) ?\(|\b(403|405|406)\b|ACCESS_REFUSED/i
    .exec(message ?? "");
  if (!found) return undefined;
  return Number(found[1] ?? found[2] ?? 403);
}

/**
 * Whether trying again cannot help: the account is refused (403), something exists that is made otherwise (406), or Deno may not
 * connect.
 */
export function isRefusal(error: unknown): boolean {
  return [403, 406, 530].includes(amqpCode(error) ?? 0) || isDenied(error);
}

/** Whether Deno has no permission. Looking up a name without one fails with EPERM. */
function isDenied(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable ||
    (error as { code?: unknown }).code === "EPERM";
}

/** Why the broker could not be used, with a way out. */
export function connectionError(
  where: string,
  username: string,
  cause: unknown,
): ReplyError {
  return new ReplyError(
    "amqp_error_broker_connection",
    `Cannot use the broker at ${where}: ${reason(cause, username)}`,
    { cause },
  );
}

/** Says in a sentence what an error of the connection means. */
export function reason(error: unknown, username?: string): string {
  const { code, message = String(error) } = error as {
    code?: unknown;
    message?: string;
  };
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there. Start the broker, or name another with -b and -p";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "there is no such host. Check the name of the broker";
    case "ETIMEDOUT":
      return "it does not answer";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was cut";
  }
  if (isDenied(error)) {
    return "Deno may not connect to it. Run again with --allow-net";
  }
  // amqplib's words for an end without a goodbye: the broker was killed, or the network is gone.
  if (message === "Unexpected close") return "the connection was cut";
  const tls = tlsReason(message);
  if (tls !== undefined) return tls;
  if (/Maximum call stack|Unexpected type tag/.test(message)) {
    return "what it says of itself cannot be read. Is it a broker of AMQP 0-9-1?";
  }
  const right = missingRight(message);
  if (right !== undefined) return right;
  if (amqpCode(error) === 403 && username !== undefined) {
    return `it refuses user "${username}" (403). Check user and password: -u, --password-file, --auth-file, or DRIPLINE_USER and DRIPLINE_PASSWORD`;
  }
  if (/failed to lookup address|getaddrinfo/i.test(message)) {
    return "there is no such host. Check the name of the broker";
  }
  if (amqpCode(error) === 320) return "the broker was stopped";
  // amqplib wraps what the broker says in words of its own.
  return /with message "([^"]+)"/.exec(message)?.[1] ?? message;
}

/** Which right an account lacks, in the broker's words and ours. Brokers before RabbitMQ 3.12 do not say which: it follows from what was tried. */
function missingRight(message: string): string | undefined {
  const [said, vhost, user] =
    /access to (?:exchange|queue|topic) '[^']*' (?:in exchange '[^']*' )?in vhost '([^']*)' refused for user '([^']*)'/
      .exec(message) ?? [];
  if (said === undefined) return undefined;
  const right = /\b(configure|write|read) access to/.exec(message)?.[1] ??
    rightFor(message);
  return `${said}: it lacks the right to ${right}. An administrator grants all rights with: rabbitmqctl set_permissions -p ${vhost} ${user} '.*' '.*' '.*'`;
}

/** What has to be permitted for the operation that amqplib names. */
function rightFor(message: string): string {
  if (/(Exchange|Queue)(Declare|Delete);/.test(message)) return "configure";
  if (/QueueBind;/.test(message)) {
    return /access to queue/.test(message) ? "write" : "read";
  }
  return /Basic(Consume|Get);/.test(message) ? "read" : "write";
}

/** What went wrong between the two ends of an encrypted connection. */
function tlsReason(message: string): string | undefined {
  if (/UnknownIssuer|self.signed|unable to (get|verify)/i.test(message)) {
    return "its certificate is signed by nobody we trust. Name the certificate of the authority with dripline_mesh.tls.ca";
  }
  if (/NotValidForName|altnames/i.test(message)) {
    return "its certificate is for another name. Use that name as the host, or say it with dripline_mesh.tls.server_name";
  }
  if (/Expired|NotValidYet/i.test(message)) {
    return "its certificate is not valid today. Look at its dates, and at the clock of this machine";
  }
  if (/InvalidContentType|wrong version number|DecryptError/i.test(message)) {
    return "it does not speak TLS at this port. Without encryption write amqp:// and leave dripline_mesh.tls out; encrypted brokers usually listen at 5671";
  }
  if (
    /CertificateRequired|certificate required|HandshakeFailure/i.test(message)
  ) {
    return "it wants a certificate of ours. Name it with dripline_mesh.tls.certificate and dripline_mesh.tls.key";
  }
  return undefined;
}

/** Thrown by `MeshOptions.checkBroker`: what listens there is not the broker that was meant. Trying again cannot help. */
export class WrongBroker extends Error {
  /** Always `"WrongBroker"`. */
  override readonly name = "WrongBroker";
  /** As AMQP's NOT_ALLOWED. */
  readonly code = 530;
}
