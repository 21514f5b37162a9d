package io.edgemq.sqlite;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/// Keeps everything about a message but its body in one column: texts in UTF-8, each behind its
/// length. First the subject (topics only), then the media type, then the names and values of the
/// attributes. So there is one value to bind instead of three, and no text for the driver to
/// convert. The default media type is written as an empty text, which no media type is.
final class ContentCodec {
  private static final String COMMON_TYPE = Content.DEFAULT_TYPE;

  private static final byte[] NO_BODY = {};

  private ContentCodec() {}

  /// The column of a queue's message.
  static byte[] encode(Content content) {
    var out = new Output();
    out.put(content);
    return out.bytes();
  }

  /// The column of a topic's message.
  static byte[] encode(Subject subject, Content content) {
    var out = new Output();
    out.text(subject.value());
    out.put(content);
    return out.bytes();
  }

  /// The content of a queue's message.
  static Content decode(byte[] meta, byte[] body) {
    return new Input(meta).content(body);
  }

  /// The content of a queue's message with an empty body.
  static Content decodeWithoutBody(byte[] meta) {
    return decode(meta, NO_BODY);
  }

  /// The bytes of the attributes of a queue's message, as [Attributes#sizeInBytes] counts them.
  static int attributeBytes(byte[] meta) {
    return new Input(meta).textBytesAfterFirst();
  }

  /// The subject of a topic's message.
  static Subject subject(byte[] meta) {
    return new Subject(new Input(meta).text());
  }

  /// The content of a topic's message.
  static Content decodeAfterSubject(byte[] meta, byte[] body) {
    var in = new Input(meta);
    in.skip();
    return in.content(body);
  }

  private static final class Output {
    private byte[] buffer = new byte[64];
    private int size;

    private void put(Content content) {
      text(content.contentType().equals(COMMON_TYPE) ? "" : content.contentType());
      content
          .attributes()
          .asMap()
          .forEach(
              (name, value) -> {
                text(name);
                text(value);
              });
    }

    private void text(String text) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      int needed = size + 5 + bytes.length;
      if (needed > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
      }
      int length = bytes.length;
      while (length > 0x7f) {
        buffer[size++] = (byte) (length | 0x80);
        length >>>= 7;
      }
      buffer[size++] = (byte) length;
      System.arraycopy(bytes, 0, buffer, size, bytes.length);
      size += bytes.length;
    }

    private byte[] bytes() {
      return Arrays.copyOf(buffer, size);
    }
  }

  private static final class Input {
    private final byte[] buffer;
    private int at;

    private Input(byte[] buffer) {
      this.buffer = buffer;
    }

    private int length() {
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int next = buffer[at++];
        length |= (next & 0x7f) << shift;
        if (next >= 0) {
          return length;
        }
      }
    }

    private void skip() {
      int length = length();
      at += length;
    }

    private int textBytesAfterFirst() {
      skip();
      int bytes = 0;
      while (at < buffer.length) {
        int length = length();
        at += length;
        bytes += length;
      }
      return bytes;
    }

    private String text() {
      int length = length();
      var text = new String(buffer, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    private Content content(byte[] body) {
      var type = text();
      var payload = body.length == 0 ? Payload.EMPTY : new Payload(body);
      return new Content(type.isEmpty() ? COMMON_TYPE : type, attributes(), payload);
    }

    private Attributes attributes() {
      if (at == buffer.length) {
        return Attributes.NONE;
      }
      var values = new TreeMap<String, String>();
      while (at < buffer.length) {
        var name = text();
        values.put(name, text());
      }
      return Attributes.of(values);
    }
  }
}
