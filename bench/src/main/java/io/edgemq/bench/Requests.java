package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/// HTTP/1.1 requests as bytes. They are built once and sent many times.
final class Requests {
  private Requests() {}

  /// A POST with a body. The token is empty for servers that need none.
  static byte[] post(String path, String token, String contentType, byte[] body) {
    var head = head("POST", path, token);
    head.append("Content-Type: ").append(contentType).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    return join(head, body);
  }

  /// A PUT of JSON.
  static byte[] put(String path, String token, String json) {
    return put(path, token, "application/json", json.getBytes(UTF_8));
  }

  /// A PUT.
  static byte[] put(String path, String token, String contentType, byte[] body) {
    var head = head("PUT", path, token);
    head.append("Content-Type: ").append(contentType).append("\r\n");
    return join(head.append("Content-Length: ").append(body.length).append("\r\n\r\n"), body);
  }

  /// A GET without a key.
  static byte[] get(String path) {
    return get(path, "");
  }

  /// A GET.
  static byte[] get(String path, String token) {
    return join(head("GET", path, token).append("\r\n"), new byte[0]);
  }

  /// A DELETE.
  static byte[] delete(String path, String token) {
    return join(head("DELETE", path, token).append("\r\n"), new byte[0]);
  }

  /// A GET that asks for a stream of events.
  static byte[] stream(String path, String token) {
    return join(head("GET", path, token).append("Accept: text/event-stream\r\n\r\n"), new byte[0]);
  }

  /// A payload of the given size. It is printable, and the same in every run.
  static byte[] payload(int bytes) {
    var payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) payload[i] = (byte) ('a' + i % 26);
    return payload;
  }

  /// The JSON body of a batch of equal messages.
  static byte[] batch(int messages, int payloadBytes) {
    var one =
        "{\"body_b64\":\"" + Base64.getEncoder().encodeToString(payload(payloadBytes)) + "\"}";
    return ("{\"messages\":[" + (one + ",").repeat(messages - 1) + one + "]}").getBytes(US_ASCII);
  }

  private static StringBuilder head(String method, String path, String token) {
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    if (!token.isEmpty()) head.append("Authorization: Bearer ").append(token).append("\r\n");
    return head;
  }

  private static byte[] join(StringBuilder head, byte[] body) {
    byte[] first = head.toString().getBytes(US_ASCII);
    byte[] whole = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, whole, first.length, body.length);
    return whole;
  }
}
