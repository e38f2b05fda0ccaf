/**
 * Channels and virtual hosts.
 *
 * @module
 */
import { assertRejects } from "@std/assert";
import { connect } from "../laboratory.ts";
import { type Behaviour, privateQueue } from "./behaviour.ts";

/** Behaviours of connections. */
export const connections: Behaviour[] = [
  ["channels can be opened and closed again and again", async (lab) => {
    const connection = await lab.connection();
    for (let i = 0; i < 50; i++) await (await lab.channel(connection)).close();
    const channels = await Promise.all(
      Array.from({ length: 50 }, () => lab.channel(connection)),
    );
    for (const channel of channels) await privateQueue(channel);
  }],
  ["a vhost that does not exist is refused", async (lab) => {
    await assertRejects(() => connect(`${lab.url}/no_such_vhost`), Error);
  }],
];
