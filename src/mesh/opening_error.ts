/**
 * Why a connection cannot be opened: what listens there is mute, speaks something else, or does not let us into the virtual host. Of all
 * these amqplib says little.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Target } from "./targets.ts";

/** How long a second look may take, in milliseconds. */
const lookTimeout = 2000;

/** Thrown if trying again cannot help. */
class Unusable extends Error {
  /** Always `"Unusable"`. */
  override readonly name = "Unusable";
  /** As AMQP's NOT_ALLOWED. */
  readonly code = 530;
}

/** Says what an error of amqplib means that has ended the opening of a connection. Where it does not tell, looks a second time, until `stop`. */
export async function openingError(
  error: unknown,
  target: Target,
  stop: AbortSignal,
): Promise<unknown> {
  const message = String((error as Error)?.message ?? error);
  if (/got <ConnectionClose/.test(message)) {
    return notLetIn(await closeText(target, stop), target, error);
  }
  if (/^connect ETIMEDOUT/.test(message)) {
    return new Error(
      await accepts(target, stop)
        ? "whatever listens there accepts connections and says nothing. Check host and port, and whether the broker hangs"
        : "it does not answer. Check host and port, and whether a firewall lets us through",
      { cause: error },
    );
  }
  if (/closed abruptly/.test(message)) {
    return new Error(
      `whatever listens there hangs up at once. Check host and port${
        target.tls ? "" : "; a broker that wants TLS is reached by amqps://"
      }`,
      { cause: error },
    );
  }
  return isNoise(error, message)
    ? new Unusable(
      "what listens there does not speak AMQP. Check host and port",
      { cause: error },
    )
    : error;
}

/** Whether amqplib could not make sense of what came. */
function isNoise(error: unknown, message: string): boolean {
  return /exceeds maxFrameSize|Invalid frame|^Expected |channel != 0/
    .test(message) ||
    (error instanceof RangeError && !/call stack/.test(message));
}

/** Why a broker that knows us does not let us in, in `text` as it said it itself. */
function notLetIn(
  text: string | undefined,
  { vhost, username }: Target,
  cause: unknown,
): Error {
  const grant =
    `rabbitmqctl set_permissions -p ${vhost} ${username} '.*' '.*' '.*'`;
  if (text === undefined) {
    return new Unusable(
      `it does not let user "${username}" into the virtual host "${vhost}": there is none of this name, or the user has no access, which an administrator grants with: ${grant}`,
      { cause },
    );
  }
  if (/vhost /.test(text) && text.includes("not found")) {
    return new Unusable(
      `there is no virtual host "${vhost}". Check dripline_mesh.vhost; an administrator adds it with: rabbitmqctl add_vhost ${vhost}`,
      { cause },
    );
  }
  if (/access to vhost '[^']*' refused for user '[^']*'$/.test(text)) {
    return new Unusable(
      `user "${username}" has no access to the virtual host "${vhost}". An administrator grants it with: ${grant}`,
      { cause },
    );
  }
  return new Error(text, { cause });
}

/** Whether somebody accepts connections there. */
async function accepts(
  { hostname, port }: Target,
  stop: AbortSignal,
): Promise<boolean> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(lookTimeout)]);
  try {
    (await Deno.connect({ hostname, port, signal })).close();
    return true;
  } catch {
    return false;
  }
}

/** What the broker says when it closes a connection that is being opened. Not known of encrypted ones. */
async function closeText(
  target: Target,
  stop: AbortSignal,
): Promise<string | undefined> {
  if (target.tls) return undefined;
  const { hostname, port } = target;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(lookTimeout)]);
  try {
    using connection = await Deno.connect({ hostname, port, signal });
    const hangUp = () => connection.close();
    signal.addEventListener("abort", hangUp);
    try {
      return await converse(connection, target);
    } finally {
      signal.removeEventListener("abort", hangUp);
    }
  } catch {
    return undefined;
  }
}

const method = {
  start: 0x000a_000a,
  startOk: 0x000a_000b,
  tune: 0x000a_001e,
  tuneOk: 0x000a_001f,
  open: 0x000a_0028,
  close: 0x000a_0032,
} as const;

/** Opens a connection and returns the text with which it is closed. */
async function converse(
  connection: Deno.TcpConn,
  { username, password, vhost }: Target,
): Promise<string | undefined> {
  const writer = connection.writable.getWriter();
  await writer.write(Buffer.from("AMQP\0\0\x09\x01", "latin1"));
  for await (const frame of methodFrames(connection)) {
    switch (frame.readUInt32BE(0)) {
      case method.start: {
        const login = Buffer.from(`\0${username}\0${password}`);
        const properties = uint32(0);
        await writer.write(methodFrame(
          method.startOk,
          properties,
          shortText("PLAIN"),
          uint32(login.length),
          login,
          shortText("en_US"),
        ));
        break;
      }
      case method.tune: {
        const limits = Buffer.from(frame.subarray(4, 12));
        limits.writeUInt16BE(0, 6);
        await writer.write(methodFrame(method.tuneOk, limits));
        await writer.write(
          methodFrame(method.open, shortText(vhost), Buffer.alloc(2)),
        );
        break;
      }
      case method.close:
        return frame.toString("utf8", 7, 7 + frame.readUInt8(6));
      default:
        return undefined;
    }
  }
  return undefined;
}

/** The payloads of the frames that come in, which are those of methods in an opening. */
async function* methodFrames(
  connection: Deno.TcpConn,
): AsyncGenerator<Buffer> {
  let input = Buffer.alloc(0);
  for await (const bytes of connection.readable) {
    input = Buffer.concat([input, bytes]);
    while (input.length >= 7 && input.length >= 8 + input.readUInt32BE(3)) {
      const end = 7 + input.readUInt32BE(3);
      yield input.subarray(7, end);
      input = input.subarray(end + 1);
    }
    if (input.length > 2 ** 20) return;
  }
}

function methodFrame(id: number, ...parts: Buffer[]): Buffer {
  const payload = Buffer.concat([uint32(id), ...parts]);
  const head = Buffer.from([1, 0, 0]);
  return Buffer.concat([
    head,
    uint32(payload.length),
    payload,
    Buffer.from([0xce]),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
