package io.edgemq.webhook;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds where the answer to a `POST` ends (RFC 9112, 6). Heads that are no HTTP, and framings that
/// contradict themselves, have no end: such an answer goes on until the connection ends. It judges
/// nothing else: who reads the answer does. Not for several threads at once.
final class AnswerFraming {
  /// A longer line of a head is not looked into. Much less is usual.
  private static final int LONGEST_LINE = 8 * 1024;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \t]*(;.*)?");
  private static final int SWITCHING = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final StringBuilder line = new StringBuilder();
  private Part part = Part.STATUS_LINE;
  private int status;
  private @Nullable String length;
  private @Nullable String coding;
  private boolean contradictory;
  private long left;

  /// What the next byte belongs to.
  private enum Part {
    STATUS_LINE,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    ENDLESS,
    OVER
  }

  /// Another request is sent: what comes is its answer.
  void begin() {
    line.setLength(0);
    part = Part.STATUS_LINE;
  }

  /// Whether the answer has come to its end.
  boolean isOver() {
    return part == Part.OVER;
  }

  /// How many of the bytes at `from` to `to`, exclusively, belong to the answer.
  int take(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && part != Part.OVER) {
      at =
          switch (part) {
            case BODY, CHUNK -> content(at, to);
            case ENDLESS -> to;
            case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> line(bytes, at, to);
            case OVER -> throw new IllegalStateException("the answer is over");
          };
    }
    return at - from;
  }

  private int content(int from, int to) {
    int count = (int) Math.min(left, to - from);
    left -= count;
    if (left == 0) {
      part = part == Part.CHUNK ? Part.CHUNK_END : Part.OVER;
    }
    return from + count;
  }

  private int line(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        part = next(taken());
        return at + 1;
      }
      if (line.length() == LONGEST_LINE) {
        part = Part.ENDLESS;
        return at;
      }
      line.append((char) (bytes[at] & 0xff));
    }
    return to;
  }

  /// The line without its end, which is `\n` or `\r\n`.
  private String taken() {
    int end = line.length();
    var text = line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    line.setLength(0);
    return text;
  }

  private Part next(String text) {
    return switch (part) {
      case STATUS_LINE -> afterStatus(text);
      case HEADERS -> text.isEmpty() ? afterHead() : afterHeader(text);
      case CHUNK_SIZE -> afterChunkSize(text);
      case CHUNK_END -> text.isEmpty() ? Part.CHUNK_SIZE : Part.ENDLESS;
      case TRAILERS -> text.isEmpty() ? Part.OVER : Part.TRAILERS;
      case BODY, CHUNK, ENDLESS, OVER -> throw new IllegalStateException("no line of " + part);
    };
  }

  private Part afterStatus(String text) {
    var match = STATUS.matcher(text);
    if (!match.matches()) {
      return Part.ENDLESS;
    }
    status = Integer.parseInt(match.group(1));
    length = null;
    coding = null;
    contradictory = false;
    return Part.HEADERS;
  }

  private Part afterHeader(String text) {
    int colon = text.indexOf(':');
    var name = colon < 0 ? "" : text.substring(0, colon);
    if (name.equalsIgnoreCase("Content-Length")) {
      var value = text.substring(colon + 1).strip();
      contradictory |= length != null && !length.equals(value);
      length = value;
    } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
      contradictory |= coding != null;
      coding = text.substring(colon + 1).strip();
    }
    return Part.HEADERS;
  }

  private Part afterHead() {
    if (status < 200) {
      return status == SWITCHING ? Part.ENDLESS : Part.STATUS_LINE;
    }
    if (contradictory || (coding != null && length != null)) {
      return Part.ENDLESS;
    }
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return Part.OVER;
    }
    if (coding != null) {
      return coding.equalsIgnoreCase("chunked") ? Part.CHUNK_SIZE : Part.ENDLESS;
    }
    if (length == null || !LENGTH.matcher(length).matches()) {
      return Part.ENDLESS;
    }
    left = Long.parseLong(length);
    return left == 0 ? Part.OVER : Part.BODY;
  }

  private Part afterChunkSize(String text) {
    var match = CHUNK.matcher(text);
    if (!match.matches()) {
      return Part.ENDLESS;
    }
    left = Long.parseLong(match.group(1), 16);
    return left == 0 ? Part.TRAILERS : Part.CHUNK;
  }
}
