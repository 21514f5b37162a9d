package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Reads an event stream as browsers do: written from the HTML standard (9.2.6, "Interpreting an
/// event stream") and nothing of EdgeMQ's. Bytes may come in pieces of any size.
final class EventStreamParser {
  private static final String MARK = "\uFEFF";

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private final List<Event> events = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private String type = "";
  private String idBuffer = "";
  private String lastEventId = "";
  private long reconnectionMillis = -1;
  private boolean firstLine = true;
  private boolean afterCarriageReturn;

  /// An event that was dispatched.
  ///
  /// @param id the last event id by then
  record Event(String type, String data, String id) {}

  /// Takes the next bytes.
  void feed(byte... bytes) {
    for (byte each : bytes) {
      feed(each);
    }
  }

  /// Lines end with CR LF, with LF or with CR alone. Neither is a part of another character in
  /// UTF-8.
  private void feed(byte next) {
    boolean isRestOfEnd = afterCarriageReturn && next == '\n';
    afterCarriageReturn = next == '\r';
    if (isRestOfEnd) {
      return;
    }
    if (next == '\n' || next == '\r') {
      endLine();
    } else {
      line.write(next);
    }
  }

  private void endLine() {
    var text = line.toString(UTF_8);
    line.reset();
    if (firstLine && text.startsWith(MARK)) {
      text = text.substring(1);
    }
    firstLine = false;
    process(text);
  }

  private void process(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      dispatch();
    } else if (colon == 0) {
      comments.add(text.substring(1));
    } else if (colon > 0) {
      var value = text.substring(colon + 1);
      take(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    } else {
      take(text, "");
    }
  }

  private void take(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          idBuffer = value;
        }
      }
      case "retry" -> {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          reconnectionMillis = Long.parseLong(value);
        }
      }
      default -> {
        // The field is ignored.
      }
    }
  }

  private void dispatch() {
    lastEventId = idBuffer;
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
    }
    data.setLength(0);
    type = "";
  }

  /// What was dispatched so far. What has no empty line behind it never is.
  List<Event> events() {
    return List.copyOf(events);
  }

  List<String> comments() {
    return List.copyOf(comments);
  }

  /// What a reader that reconnects now sends as `Last-Event-ID`.
  String lastEventId() {
    return lastEventId;
  }

  /// After how long it reconnects; -1 when the stream has not said.
  long reconnectionMillis() {
    return reconnectionMillis;
  }
}
