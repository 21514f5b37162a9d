package io.edgemq.jetstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Encodes text as a header's value. Printable ASCII stays as it is, so that any NATS tool shows
/// it. Everything else is written as the bytes of UTF-8 as `%xx` (RFC 3986, 2.1): also `%`, and a
/// space at either end, which the server would trim.
public final class HeaderText {
  private static final String DIGITS = "0123456789ABCDEF";

  private HeaderText() {}

  /// `text` as a header's value.
  public static String encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text, i)) {
        return escaped(text);
      }
    }
    return text;
  }

  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    return c == ' ' ? at > 0 && at < text.length() - 1 : c > ' ' && c <= '~' && c != '%';
  }

  private static String escaped(String text) {
    var out = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (isPlain(text, i)) {
        out.append((char) point);
      } else {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(DIGITS.charAt((b >> 4) & 15)).append(DIGITS.charAt(b & 15));
        }
      }
      i += Character.charCount(point);
    }
    return out.toString();
  }

  /// The inverse of [#encode]. A value that `encode` did not write is returned as it is.
  public static String decode(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    var bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int high = c == '%' ? digit(value, i + 1) : -1;
      int low = high < 0 ? -1 : digit(value, i + 2);
      if (low < 0) {
        bytes.write(c);
      } else {
        bytes.write((high << 4) + low);
        i += 2;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(String value, int at) {
    return at < value.length() ? Character.digit(value.charAt(at), 16) : -1;
  }
}
