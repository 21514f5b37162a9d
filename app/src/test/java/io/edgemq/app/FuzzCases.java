package io.edgemq.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Creates requests that no sane client would send, and says for each whether it is certainly
/// malformed.
final class FuzzCases {
  private static final List<String> JSON_CALLS =
      List.of(
          "POST /v1/queues",
          "POST /v1/topics",
          "POST /v1/subscriptions",
          "PATCH /v1/queues/q",
          "PATCH /v1/topics/t",
          "POST /v1/queues/q/receive",
          "POST /v1/queues/q/settle",
          "POST /v1/queues/q/messages/batch",
          "POST /v1/topics/t/messages/batch",
          "POST /v1/queues/q/redrive");

  private static final List<String> FIELDS =
      List.of(
          "name",
          "visibility_timeout_seconds",
          "retention_seconds",
          "delay_seconds",
          "fifo",
          "max_message_bytes",
          "dead_letter",
          "replicas",
          "geo",
          "max",
          "wait_seconds",
          "ack",
          "nack",
          "extend",
          "messages",
          "topic",
          "pattern",
          "delivery_type",
          "start",
          "to");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1.5",
          "1e400",
          "-1e400",
          "99999999999999999999999999",
          "\"\"",
          "\"x\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "[null]",
          "[[[[]]]]",
          "{}",
          "{\"a\":1}",
          "[{\"receipt\":1}]",
          "[{\"body\":\"a\",\"body_b64\":\"!\"}]",
          "\"a.b..c\"",
          "NaN",
          "0x10",
          "'x'",
          "\"last:99999999999\"");

  private static final List<String> BROKEN_JSON =
      List.of(
          "",
          "{",
          "}",
          "[",
          "{\"name\"",
          "{\"name\":",
          "{\"name\":}",
          "{name:1}",
          "nul",
          "{}{}",
          "{\"a\":1,}",
          "\u0000",
          "\"",
          "{\"name\":\"\u0001\"}",
          "[".repeat(5000),
          "{\"a\":".repeat(3000),
          "/*c*/{}",
          "{\"name\":\"a\",\"name\":\"b\"}");

  private static final List<String> PATHS =
      List.of(
          "/",
          "//",
          "/v1",
          "/v1/",
          "/v1//queues",
          "/v1/./queues",
          "/v1/../v1/queues",
          "/v2/queues",
          "/v1/queues/%2e%2e",
          "/v1/queues/%2E%2E%2Fadmin",
          "/v1/queues/q%00",
          "/v1/queues/q%zz",
          "/v1/queues/%",
          "/v1/queues/q;a=b",
          "/v1/queues/q?limit=x",
          "/v1/queues?limit=0",
          "/v1/queues?limit=1001",
          "/v1/queues?cursor=!!",
          "/v1/topics/t/messages?from=nope",
          "/v1/topics/t/messages?pattern=*",
          "/v1/topics/t/messages?limit=99999999999999999999",
          "/v1/topics/t/stream?from=-1",
          "/v1/subscriptions/sub_x/stream",
          "/v1/jobs/job_x",
          "/v1/queues/" + "a".repeat(81),
          "/v1/topics/" + "a".repeat(4000),
          "/v1/queues/q/messages",
          "/..",
          "/%2e%2e/%2e%2e/etc/passwd",
          "/v1/topics/\u00e9",
          "/v1/queues/q\\..\\x");

  private final Random random;
  private final String key;
  private final List<Supplier<Case>> kinds =
      List.of(
          this::brokenJson,
          this::oddJson,
          this::brokenUtf8,
          this::oddPath,
          this::halfABody,
          this::headerFlood,
          this::oddFraming,
          this::oddVersion,
          this::oddHeader,
          this::noise,
          this::flippedByte);

  FuzzCases(Random random, String key) {
    this.random = random;
    this.key = key;
  }

  /// The bytes to send, and the answer to expect.
  record Case(byte[] bytes, Expectation expectation) {}

  /// The answer that a server owes to a request.
  enum Expectation {
    /// The request is malformed: a 4xx problem.
    PROBLEM,
    /// The request may be valid or not: any answer but a 5xx.
    ANY_ANSWER,
    /// The request is incomplete: no answer, or any answer but a 5xx.
    NOTHING
  }

  /// The next case.
  Case next() {
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Case brokenJson() {
    return new Case(request(one(JSON_CALLS), one(BROKEN_JSON)), Expectation.ANY_ANSWER);
  }

  private Case oddJson() {
    var json = new StringBuilder("{");
    int fields = random.nextInt(4);
    for (int i = 0; i < fields; i++) {
      json.append(i == 0 ? "" : ",")
          .append('"')
          .append(one(FIELDS))
          .append("\":")
          .append(one(VALUES));
    }
    return new Case(request(one(JSON_CALLS), json.append('}').toString()), Expectation.ANY_ANSWER);
  }

  private Case brokenUtf8() {
    var broken =
        List.of(
            "\u00c3(", "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080");
    var json = "{\"name\":\"" + one(broken) + "\"}";
    return new Case(request("POST /v1/queues", json), Expectation.PROBLEM);
  }

  private Case oddPath() {
    var method = one(List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"));
    if (method.equals("HEAD")) {
      return new Case(request("GET " + one(PATHS), ""), Expectation.ANY_ANSWER);
    }
    return new Case(request(method + " " + one(PATHS), ""), Expectation.ANY_ANSWER);
  }

  private Case halfABody() {
    var whole = request("POST /v1/topics/t/messages", "x".repeat(1 + random.nextInt(5000)));
    var half = new byte[whole.length - 1 - random.nextInt(Math.min(whole.length - 1, 4000))];
    System.arraycopy(whole, 0, half, 0, half.length);
    return new Case(half, Expectation.NOTHING);
  }

  private Case headerFlood() {
    var headers = new StringBuilder();
    int count = 200 + random.nextInt(2000);
    for (int i = 0; i < count; i++) {
      headers.append("X-Flood-").append(i).append(": ").append("y".repeat(50)).append("\r\n");
    }
    var request = "GET /v1/queues HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    return new Case(bytes(request), count > 1000 ? Expectation.PROBLEM : Expectation.ANY_ANSWER);
  }

  private Case oddFraming() {
    var framing =
        one(
            List.of(
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 99999999999999999999",
                "Content-Length: 3\r\nContent-Length: 4",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked\r\nContent-Length: 3"));
    var request =
        "POST /v1/topics/t/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n\r\nabc"
            .formatted(key, framing);
    return new Case(bytes(request), Expectation.PROBLEM);
  }

  private Case oddVersion() {
    var version =
        one(List.of("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/9", "http/1.1"));
    return new Case(
        bytes("GET /v1/health " + version + "\r\nHost: x\r\n\r\n"), Expectation.PROBLEM);
  }

  private Case oddHeader() {
    var header =
        one(
            List.of(
                "Authorization: Bearer",
                "Authorization: Basic eA==",
                "Authorization: Bearer " + "z".repeat(3000),
                "X-MQ-Delay-Seconds: x\r\nAuthorization: Bearer " + key,
                "X-MQ-Delay-Seconds: -1\r\nAuthorization: Bearer " + key,
                "X-MQ-Attr-: v\r\nAuthorization: Bearer " + key,
                "X-MQ-Attr-mq-source: v\r\nAuthorization: Bearer " + key,
                "Idempotency-Key: " + "k".repeat(129) + "\r\nAuthorization: Bearer " + key,
                "Bad Header: v",
                "NoColon"));
    var request =
        "POST /v1/queues/q/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
            + header
            + "\r\n\r\na";
    return new Case(bytes(request), Expectation.PROBLEM);
  }

  private Case noise() {
    var bytes = new byte[1 + random.nextInt(200)];
    random.nextBytes(bytes);
    return new Case(bytes, Expectation.NOTHING);
  }

  private Case flippedByte() {
    var bytes = request("POST /v1/topics/t/messages?subject=eu", "hello");
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return new Case(bytes, Expectation.NOTHING);
  }

  private byte[] request(String call, String body) {
    return bytes(
        "%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(call, key, body.length(), body));
  }

  /// Each character is one byte, so that a test can write any byte.
  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
