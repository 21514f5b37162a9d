package io.edgemq.jetstream;

/// Headers as they are sent, for messages of which there are many: the maps of [MessageHeaders]
/// take several times as long. No name twice. For one thread.
public final class HeaderLines {
  private final StringBuilder lines = new StringBuilder(320);

  /// Adds a header; all of its value is printable ASCII.
  public HeaderLines put(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw new IllegalArgumentException("header " + name + " is no printable ASCII");
      }
    }
    lines.append(name).append(':').append(value).append("\r\n");
    return this;
  }

  /// These headers, to be sent only.
  public MessageHeaders headers() {
    return behind(new MessageHeaders());
  }

  /// The headers `first`, which nobody changes any more, and these; to be sent only.
  MessageHeaders behind(MessageHeaders first) {
    return MessageHeaders.of(new AddedHeaders(first.unwrap(), lines.toString()));
  }
}
