"""A dripline client in Python, on pika: asks a service and hears an alert, as a script of a laboratory might.

Arguments: port, exchange of requests, exchange of alerts. Prints one line of JSON for each step.
"""
import json
import sys
import time
import uuid

import pika

PORT, REQUESTS, ALERTS = int(sys.argv[1]), sys.argv[2], sys.argv[3]
OPERATIONS = {"set": 0, "get": 1, "cmd": 9}

connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", PORT))
channel = connection.channel()
channel.confirm_delivery()
queue = channel.queue_declare("", exclusive=True, auto_delete=True).method.queue
channel.queue_bind(queue, REQUESTS, queue)
channel.queue_bind(queue, ALERTS, "sensor_value.x")
received = []
channel.basic_consume(queue, lambda _c, m, p, b: received.append((m, p, b)), auto_ack=True)


def wait():
    deadline = time.monotonic() + 10
    while not received and time.monotonic() < deadline:
        connection.process_data_events(0.1)
    return received.pop(0)


def ask(operation, endpoint, payload, specifier=""):
    correlation_id = str(uuid.uuid4())
    channel.basic_publish(
        REQUESTS, endpoint, json.dumps(payload).encode(),
        pika.BasicProperties(
            content_encoding="application/json", reply_to=queue,
            correlation_id=correlation_id, message_id=f"{uuid.uuid4()}/0/1",
            headers={
                "message_type": 3, "message_operation": OPERATIONS[operation],
                "specifier": specifier, "lockout_key": "", "timestamp": "2026-11-22T00:00:00.000000Z",
                "sender_info": {"exe": "pika", "hostname": "h", "username": "u",
                                "service_name": "unknown", "versions": {}}}),
        mandatory=True)
    return correlation_id


def show(what, method, properties, body):
    print(json.dumps({"step": what, "key": method.routing_key, "headers": {
        key: value for key, value in properties.headers.items() if key not in ("sender_info", "timestamp")},
        "sender": sorted(properties.headers["sender_info"]), "payload": json.loads(body)}))


for what, arguments in {
    "get": ("get", "chips", None),
    "set": ("set", "waffles", {"values": [8]}),
    "cmd": ("cmd", "peaches", {"values": [7]}, "update_seed"),
    "error": ("get", "peaches", None, "nope"),
}.items():
    correlation_id = ask(*arguments)
    method, properties, body = wait()
    assert properties.correlation_id == correlation_id
    show(what, method, properties, body)
try:
    ask("get", "nobody", None)
    print(json.dumps({"step": "unroutable", "returned": False}))
except pika.exceptions.UnroutableError:
    print(json.dumps({"step": "unroutable", "returned": True}))
print(json.dumps({"step": "listening"}), flush=True)
show("alert", *wait())
connection.close()
