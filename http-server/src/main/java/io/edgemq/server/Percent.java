package io.edgemq.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Percent-encoding (RFC 3986), read strictly.
public final class Percent {
  private Percent() {}

  /// What `text` encodes; empty when an escape is broken, the bytes are not UTF-8, or a character
  /// is not ASCII.
  public static Optional<String> decode(String text) {
    if (isPlain(text)) {
      return Optional.of(text);
    }
    var bytes = bytes(text);
    return bytes == null ? Optional.empty() : utf8(bytes);
  }

  /// `bytes` read as UTF-8; empty when they are not.
  public static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable ByteBuffer bytes(String text) {
    var bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c < 0x80) {
        bytes.put((byte) c);
      } else {
        return null;
      }
    }
    return bytes.flip();
  }
}
