package io.edgemq.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys that the entries of a batch get from the key of their request. An entry keeps its key
/// wherever it stands in the batch, so a batch may be sent again with only some of its entries.
final class EntryKeys {
  private static final int LONGEST_KEY = 128;
  private static final byte[] ABSENT = ByteBuffer.allocate(Integer.BYTES).putInt(-1).array();

  private final @Nullable DedupKey request;
  private final Map<String, Integer> seen = new HashMap<>();

  /// @param request the key of the request; null when it has none
  EntryKeys(@Nullable DedupKey request) {
    this.request = request;
  }

  /// The key of the next entry: the request's, the SHA-256 of what the entry says, and its number
  /// among the entries that say the same, from 0. Null when the request has no key.
  ///
  /// @param more what the entry says besides its content, always as many texts in the same order
  @Nullable DedupKey next(Content content, List<@Nullable String> more) {
    if (request == null) {
      return null;
    }
    var digest = digest(content, more);
    int number = seen.merge(digest, 1, Integer::sum) - 1;
    var key = request.value() + "/" + digest + "/" + number;
    return new DedupKey(key.length() <= LONGEST_KEY ? key : "sha256:" + hex(key));
  }

  private static String hex(String key) {
    return HexFormat.of().formatHex(sha256().digest(key.getBytes(US_ASCII)));
  }

  /// Every part is preceded by its length, so that no two entries run together to the same bytes.
  private static String digest(Content content, List<@Nullable String> more) {
    var sha256 = sha256();
    add(sha256, content.contentType());
    content
        .attributes()
        .asMap()
        .forEach(
            (name, value) -> {
              add(sha256, name);
              add(sha256, value);
            });
    sha256.update(ABSENT);
    add(sha256, content.payload().bytes());
    for (var each : more) {
      if (each == null) {
        sha256.update(ABSENT);
      } else {
        add(sha256, each);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static void add(MessageDigest sha256, String text) {
    add(sha256, text.getBytes(UTF_8));
  }

  private static void add(MessageDigest sha256, byte[] bytes) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha256.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
