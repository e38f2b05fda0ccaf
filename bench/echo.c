/* The floor in C: librabbitmq answers and asks, with the headers that we send, without confirms.
 *
 *     echo serve HOST PORT EXCHANGE
 *     echo ask HOST PORT EXCHANGE
 *
 * "ask" reads lines {"outstanding":N,"seconds":S} and answers each with {"rate":R,"p50":MS,"p99":MS}. */
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CHANNEL 1
#define MAX_OUTSTANDING 1024

static amqp_connection_state_t connection;
static amqp_bytes_t exchange;

static void check(amqp_rpc_reply_t reply, const char *what) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
  fprintf(stderr, "echo: %s failed\n", what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void open_connection(const char *host, int port) {
  connection = amqp_new_connection();
  amqp_socket_t *socket = amqp_tcp_socket_new(connection);
  if (!socket || amqp_socket_open(socket, host, port)) {
    fprintf(stderr, "echo: cannot connect to %s:%d\n", host, port);
    exit(1);
  }
  check(amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN,
                   "guest", "guest"),
        "login");
  amqp_channel_open(connection, CHANNEL);
  check(amqp_get_rpc_reply(connection), "channel");
}

/* Declares, binds and consumes an exclusive queue, and returns its name. */
static amqp_bytes_t consume(const char *name, int no_ack) {
  amqp_bytes_t wanted = name ? amqp_cstring_bytes(name) : amqp_empty_bytes;
  amqp_queue_declare_ok_t *queue = amqp_queue_declare(
      connection, CHANNEL, wanted, 0, 0, 1, 1, amqp_empty_table);
  check(amqp_get_rpc_reply(connection), "queue");
  amqp_bytes_t queue_name = amqp_bytes_malloc_dup(queue->queue);
  amqp_queue_bind(connection, CHANNEL, queue_name, exchange, queue_name,
                  amqp_empty_table);
  amqp_basic_qos(connection, CHANNEL, 0, 64, 0);
  amqp_basic_consume(connection, CHANNEL, queue_name, amqp_empty_bytes, 0,
                     no_ack, 0, amqp_empty_table);
  check(amqp_get_rpc_reply(connection), "consume");
  return queue_name;
}

static amqp_table_entry_t text(const char *key, const char *value) {
  amqp_table_entry_t entry = {.key = amqp_cstring_bytes(key)};
  entry.value.kind = AMQP_FIELD_KIND_UTF8;
  entry.value.value.bytes = amqp_cstring_bytes(value);
  return entry;
}

static amqp_table_entry_t integer(const char *key, uint32_t value) {
  amqp_table_entry_t entry = {.key = amqp_cstring_bytes(key)};
  entry.value.kind = AMQP_FIELD_KIND_U32;
  entry.value.value.u32 = value;
  return entry;
}

static amqp_table_entry_t table(const char *key, amqp_table_entry_t *entries,
                                int count) {
  amqp_table_entry_t entry = {.key = amqp_cstring_bytes(key)};
  entry.value.kind = AMQP_FIELD_KIND_TABLE;
  entry.value.value.table.num_entries = count;
  entry.value.value.table.entries = entries;
  return entry;
}

static void publish(amqp_bytes_t key, amqp_bytes_t correlation_id,
                    amqp_bytes_t reply_to, int type, const char *body) {
  amqp_table_entry_t wire[] = {text("version", "3.0.0")};
  amqp_table_entry_t deno[] = {text("package", "jsr:@dripline/dripline"),
                               text("version", "0.1.0")};
  amqp_table_entry_t versions[] = {table("dripline", wire, 1),
                                   table("dripline-deno", deno, 2)};
  amqp_table_entry_t sender[] = {
      text("exe", "/usr/local/bin/deno"), text("hostname", "localhost"),
      text("service_name", "unknown"), text("username", "root"),
      table("versions", versions, 2)};
  amqp_table_entry_t headers[] = {
      integer("message_type", type),
      integer(type == 2 ? "return_code" : "message_operation", 1),
      text(type == 2 ? "return_message" : "lockout_key",
           type == 2 ? "" : "00000000-0000-0000-0000-000000000000"),
      table("sender_info", sender, 5),
      text("specifier", ""),
      text("timestamp", "2026-01-01T00:00:00.000000Z")};
  amqp_basic_properties_t properties = {
      ._flags = AMQP_BASIC_CONTENT_ENCODING_FLAG | AMQP_BASIC_HEADERS_FLAG |
                AMQP_BASIC_CORRELATION_ID_FLAG | AMQP_BASIC_REPLY_TO_FLAG |
                AMQP_BASIC_MESSAGE_ID_FLAG,
      .content_encoding = amqp_cstring_bytes("application/json"),
      .headers = {.num_entries = 6, .entries = headers},
      .correlation_id = correlation_id,
      .reply_to = reply_to,
      .message_id =
          amqp_cstring_bytes("00000000-0000-0000-0000-000000000000/0/1")};
  if (amqp_basic_publish(connection, CHANNEL, exchange, key, 0, 0, &properties,
                         amqp_cstring_bytes(body))) {
    fprintf(stderr, "echo: cannot publish\n");
    exit(1);
  }
}

static void receive(amqp_envelope_t *envelope) {
  amqp_maybe_release_buffers(connection);
  check(amqp_consume_message(connection, envelope, NULL, 0), "consuming");
}

static void serve(void) {
  consume("floor_c", 0);
  puts("ready");
  fflush(stdout);
  for (;;) {
    amqp_envelope_t envelope;
    receive(&envelope);
    amqp_basic_properties_t *request = &envelope.message.properties;
    publish(request->reply_to, request->correlation_id, amqp_empty_bytes, 2,
            "{\"value_raw\":1.75}");
    amqp_basic_ack(connection, CHANNEL, envelope.delivery_tag, 0);
    amqp_destroy_envelope(&envelope);
  }
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void ask(void) {
  amqp_bytes_t queue = consume(NULL, 1);
  puts("ready");
  fflush(stdout);
  int outstanding;
  double seconds;
  while (scanf(" {\"outstanding\":%d,\"seconds\":%lf}", &outstanding,
               &seconds) == 2) {
    static double sent[MAX_OUTSTANDING];
    size_t count = 0, room = 1 << 16;
    double *times = malloc(room * sizeof *times);
    double begin = now(), end = begin + seconds;
    for (int waiting = 0, next = 0; waiting > 0 || now() < end;) {
      while (waiting < outstanding && now() < end) {
        char id[16];
        snprintf(id, sizeof id, "%d", next);
        sent[next] = now();
        publish(amqp_cstring_bytes("floor_c"), amqp_cstring_bytes(id), queue, 3,
                "null");
        next = (next + 1) % MAX_OUTSTANDING;
        waiting++;
      }
      amqp_envelope_t envelope;
      receive(&envelope);
      amqp_bytes_t id = envelope.message.properties.correlation_id;
      if (count == room) times = realloc(times, (room *= 2) * sizeof *times);
      times[count++] = now() - sent[strtol(id.bytes, NULL, 10)];
      amqp_destroy_envelope(&envelope);
      waiting--;
    }
    double rate = count / (now() - begin);
    qsort(times, count, sizeof *times, by_size);
    printf("{\"rate\":%f,\"p50\":%f,\"p99\":%f}\n", rate,
           times[count / 2] * 1e3, times[count * 99 / 100] * 1e3);
    fflush(stdout);
    free(times);
  }
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: echo serve|ask HOST PORT EXCHANGE\n");
    return 2;
  }
  exchange = amqp_cstring_bytes(argv[4]);
  open_connection(argv[2], atoi(argv[3]));
  if (strcmp(argv[1], "ask") == 0) ask();
  else serve();
  return 0;
}
