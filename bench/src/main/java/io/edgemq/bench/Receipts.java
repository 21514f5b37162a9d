package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Finds the receipts in the JSON of a receive, and writes the JSON of the settle that acknowledges
/// them. It parses only what it needs. A receipt is copied with its escapes, so these stay valid.
/// Not thread-safe.
final class Receipts {
  private static final byte[] NAME = "\"receipt\"".getBytes(US_ASCII);

  private final StringBuilder json = new StringBuilder(4096);
  private int count;

  /// Finds the receipts in a body. Returns their number.
  int scan(byte[] body, int from, int to) {
    json.setLength(0);
    json.append("{\"ack\":[");
    count = 0;
    for (int i = find(body, from, to); i < to; i = find(body, i, to)) {
      while (i < to && body[i] != '"') i++;
      int start = i;
      for (i++; i < to && body[i] != '"'; i++) {
        if (body[i] == '\\') i++;
      }
      if (count++ > 0) json.append(',');
      json.append(new String(body, start, i + 1 - start, US_ASCII));
    }
    json.append("]}");
    return count;
  }

  /// The request body that acknowledges the receipts of the last scan.
  byte[] acknowledgement() {
    return json.toString().getBytes(US_ASCII);
  }

  /// The index past the next receipt's name, or the end.
  private static int find(byte[] body, int from, int to) {
    for (int i = from; i + NAME.length <= to; i++) {
      if (body[i] == '"' && matches(body, i)) return i + NAME.length;
    }
    return to;
  }

  private static boolean matches(byte[] body, int at) {
    for (int i = 1; i < NAME.length; i++) {
      if (body[at + i] != NAME[i]) return false;
    }
    return true;
  }
}
