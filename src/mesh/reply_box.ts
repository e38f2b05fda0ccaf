/**
 * The queue that the replies to our requests come to.
 *
 * @module
 */
import type { Message } from "../wire/mod.ts";
import { connectionError, isRefusal } from "./broker_error.ts";
import type { Consumer } from "./consumer.ts";
import { defaultInboxLimits, handleReceived, lateWeight } from "./inbox.ts";
import type { Requester } from "./requester.ts";
import type { Subscriber } from "./subscriber.ts";

/** Consumes the replies to what `requester` asks, by a queue that is bound to `exchange` under its own name, for the account `username`. */
export function consumeReplies(
  subscriber: Subscriber,
  requester: Requester,
  exchange: string,
  username: string,
): Consumer {
  const receive = (message: Message, weight: number) =>
    requester.receive(message, weight);
  const inbox = subscriber.inbox(
    { chunkWait: defaultInboxLimits.chunkWait * 60 },
    (message) => receive(message, lateWeight),
  );
  return subscriber.consume(
    { queue: "", bindings: [], replyExchange: exchange, noAck: true },
    {
      deliver: (...delivery) => {
        const received = inbox.receive(...delivery);
        if (received) return handleReceived(inbox, received, receive);
      },
      refuse: (...delivery) => {
        const message = inbox.refuse(...delivery);
        if (message) receive(message, 0);
      },
      failed: ({ error, hadBefore }) => {
        if (hadBefore || !isRefusal(error)) return;
        throw connectionError(subscriber.where, username, error);
      },
      attached: (queue) => requester.attached(queue),
      detached: () => {
        inbox.clear();
        requester.detached();
      },
    },
  );
}
