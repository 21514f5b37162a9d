package io.edgemq.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Writes JSON as UTF-8 bytes, on one line. Sets commas by itself and trusts its caller with the
/// rest of the grammar; names of fields are trusted to need no escaping. A hot path: a library's
/// generator spends more on its buffers than a message takes to write.
final class JsonOut {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int LONGEST_LONG = 20;

  /// How much room is kept when the bytes are drained.
  private static final int KEPT = 1 << 17;

  private byte[] bytes;
  private int size;

  /// @param expected how many bytes there will probably be
  JsonOut(int expected) {
    bytes = new byte[Math.max(expected, 64)];
  }

  /// Begins an object.
  JsonOut object() {
    return open('{');
  }

  /// Begins an array.
  JsonOut array() {
    return open('[');
  }

  /// Begins the object of a field.
  JsonOut object(String name) {
    return name(name).open('{');
  }

  /// Begins the array of a field.
  JsonOut array(String name) {
    return name(name).open('[');
  }

  /// Ends the object.
  JsonOut endObject() {
    return raw('}');
  }

  /// Ends the array.
  JsonOut endArray() {
    return raw(']');
  }

  /// A field of text, or of null.
  JsonOut field(String name, @Nullable String value) {
    return name(name).value(value);
  }

  /// A field of a whole number.
  JsonOut field(String name, long value) {
    return name(name).number(value);
  }

  /// A field of a whole number, or of null.
  JsonOut fieldOrNull(String name, @Nullable Long value) {
    return value == null ? field(name, (String) null) : field(name, value.longValue());
  }

  /// A field that is true or false.
  JsonOut field(String name, boolean value) {
    return name(name).ascii(value ? "true" : "false");
  }

  /// A field whose value is `json` already.
  JsonOut fieldOf(String name, String json) {
    return name(name).ascii(json);
  }

  /// A field whose value is `json` already, in UTF-8.
  JsonOut fieldOf(String name, byte[] json) {
    return name(name).copy(json);
  }

  /// A field of bytes in standard base64.
  JsonOut base64(String name, byte[] value) {
    name(name);
    return raw('"').copy(Base64.getEncoder().encode(value)).raw('"');
  }

  /// A text, or null.
  JsonOut value(@Nullable String text) {
    if (text == null) {
      return separate().ascii("null");
    }
    separate().raw('"');
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        raw(c);
      } else if (c < 0x80) {
        escape(c);
      } else {
        i += encode(text, i);
      }
    }
    return raw('"');
  }

  /// Text that is copied as it is; ASCII only.
  JsonOut ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
    return this;
  }

  /// How many bytes are here.
  int size() {
    return size;
  }

  /// Writes to `out` what is here, all but the last byte, which tells whether a comma is next, and
  /// forgets it.
  void drainTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size - 1);
    byte last = bytes[size - 1];
    if (bytes.length > KEPT) {
      bytes = new byte[KEPT];
    }
    bytes[0] = last;
    size = 1;
  }

  /// Writes all that is here to `out`.
  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /// What was written.
  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private JsonOut open(char bracket) {
    return separate().raw(bracket);
  }

  private JsonOut name(String name) {
    return separate().raw('"').ascii(name).raw('"').raw(':');
  }

  /// A comma, unless what is next is the first in its object or array, or belongs to a name.
  private JsonOut separate() {
    if (size > 0) {
      byte last = bytes[size - 1];
      if (last != '{' && last != '[' && last != ':' && last != ' ') {
        raw(',');
      }
    }
    return this;
  }

  private JsonOut number(long value) {
    separate();
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    reserve(LONGEST_LONG);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = size + digits;
    size = at;
    long rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return this;
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> raw('\\').raw(c);
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> ascii("\\u00").raw((char) HEX[c >> 4]).raw((char) HEX[c & 15]);
    }
  }

  /// Writes the code point at `i` in UTF-8 and returns how many further chars it took. A surrogate
  /// without its pair cannot be written; the replacement character stands for it.
  private int encode(String text, int i) {
    int point = text.codePointAt(i);
    int more = Character.charCount(point) - 1;
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      point = 0xfffd;
    }
    if (point < 0x800) {
      raw((char) (0xc0 | point >> 6));
    } else {
      if (point < 0x10000) {
        raw((char) (0xe0 | point >> 12));
      } else {
        raw((char) (0xf0 | point >> 18)).raw((char) (0x80 | (point >> 12 & 0x3f)));
      }
      raw((char) (0x80 | (point >> 6 & 0x3f)));
    }
    raw((char) (0x80 | (point & 0x3f)));
    return more;
  }

  private JsonOut copy(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  private JsonOut raw(char c) {
    if (size == bytes.length) {
      reserve(1);
    }
    bytes[size++] = (byte) c;
    return this;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, size + (size >> 1) + 64));
    }
  }
}
