"""Puts a broker through what a dripline-python service does, and through the faults of a careless client.

Usage: foreign_client.py PORT. Needs pika. Ends with "all checks passed" and exit code 0, or with the check that failed.
"""

import sys
import time
import uuid

import pika

HEADERS = {
    "message_type": 3,
    "specifier": "",
    "sender_info": {"exe": "x", "versions": {"dripline": {"version": "v"}}},
    "flag": True,
    "big": 2**40,
    "nothing": None,
    "list": [1, "a"],
}
PREFIX = "foreign_%s_" % uuid.uuid4().hex


def connect(heartbeat=0):
    return pika.BlockingConnection(
        pika.ConnectionParameters("127.0.0.1", int(sys.argv[1]), heartbeat=heartbeat)
    )


def check(what, actual, expected):
    if actual != expected:
        sys.exit("%s: %r instead of %r" % (what, actual, expected))
    print("ok:", what)


def wait_for(connection, condition):
    end = time.monotonic() + 10
    while not condition():
        if time.monotonic() > end:
            sys.exit("nothing came within 10 s")
        connection.process_data_events(0.1)


def expect_close(connection, code, act):
    channel = connection.channel()
    try:
        act(channel)
        while channel.is_open:
            connection.process_data_events(0.1)
        channel.basic_qos()
    except pika.exceptions.ChannelClosedByBroker as closed:
        check("channel closed: %s" % closed.reply_text, closed.reply_code, code)
    except pika.exceptions.ChannelWrongStateError:
        check("channel closed", channel.is_open, False)
    else:
        sys.exit("channel was not closed with %d" % code)


def requests_and_replies():
    connection = connect()
    channel = connection.channel()
    exchange, service = PREFIX + "requests", PREFIX + "service"
    channel.exchange_declare(exchange, "topic", auto_delete=True)
    channel.queue_declare(service, exclusive=True, auto_delete=True)
    for key in (service, service + ".#", "broadcast.#"):
        channel.queue_bind(service, exchange, key)
    reply_queue = channel.queue_declare("", exclusive=True, auto_delete=True).method.queue
    channel.queue_bind(reply_queue, exchange, reply_queue)
    replies = []

    def on_request(channel, method, properties, body):
        channel.basic_publish(
            exchange,
            properties.reply_to,
            b"reply to " + body,
            pika.BasicProperties(
                correlation_id=properties.correlation_id, headers=properties.headers
            ),
        )
        channel.basic_ack(method.delivery_tag)

    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(service, on_request, exclusive=True)
    channel.basic_consume(
        reply_queue,
        lambda _channel, _method, properties, body: replies.append((properties, body)),
        auto_ack=True,
    )
    for number in range(200):
        channel.basic_publish(
            exchange,
            service + ".get",
            b"%d" % number,
            pika.BasicProperties(
                reply_to=reply_queue, correlation_id=str(number), headers=HEADERS
            ),
            mandatory=True,
        )
    wait_for(connection, lambda: len(replies) == 200)
    check("replies in order", [body for _, body in replies], [b"reply to %d" % n for n in range(200)])
    check("headers", replies[7][0].headers, HEADERS)

    confirming = connection.channel()
    confirming.confirm_delivery()
    try:
        confirming.basic_publish(exchange, "nobody.home", b"x", mandatory=True)
        sys.exit("an unroutable message was not returned")
    except pika.exceptions.UnroutableError as error:
        check("unroutable", error.messages[0].method.reply_code, 312)
    body = bytes(range(256)) * 3000
    confirming.basic_publish(
        exchange, service, body, pika.BasicProperties(reply_to=reply_queue)
    )
    wait_for(connection, lambda: len(replies) == 201)
    check("large body", replies[200][1], b"reply to " + body)

    other = connect()
    expect_close(other, 405, lambda c: c.queue_declare(service, exclusive=True, auto_delete=True))
    expect_close(other, 404, lambda c: c.exchange_declare(PREFIX + "no", passive=True))
    expect_close(other, 404, lambda c: c.queue_declare(PREFIX + "no", passive=True))
    expect_close(other, 404, lambda c: c.basic_publish(PREFIX + "no", "k", b""))
    expect_close(other, 406, lambda c: c.exchange_declare(exchange, "fanout", auto_delete=True))
    connection.close()
    other.channel().queue_declare(service, exclusive=True, auto_delete=True)
    other.close()


def settling():
    connection = connect()
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    for number in range(5):
        channel.basic_publish("", queue, b"%d" % number)
    channel.basic_get(queue)
    second, _, _ = channel.basic_get(queue)
    channel.basic_nack(second.delivery_tag, multiple=True, requeue=True)
    method, _, body = channel.basic_get(queue, auto_ack=True)
    check("requeued in order", (body, method.redelivered, method.message_count), (b"0", True, 4))
    check("purged", channel.queue_purge(queue).method.message_count, 4)
    cancelled = []
    channel.add_on_cancel_callback(cancelled.append)
    channel.basic_consume(queue, lambda *_: None)
    channel.queue_delete(queue)
    wait_for(connection, lambda: cancelled)
    check("cancelled by the broker", len(cancelled), 1)
    connection.close()


def heartbeats():
    connection = connect(heartbeat=1)
    connection.process_data_events(3.5)
    check("open after idling for more than two heartbeats", connection.is_open, True)
    connection.close()


requests_and_replies()
settling()
heartbeats()
print("all checks passed")
