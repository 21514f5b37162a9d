package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// Turns what a ticket permits into a token and back. A token is `tk_` and the base64url of the
/// first 16 bytes of the MAC over path and content, and of the content: when it expires, the tenant
/// and the key. So every process with the same secret can verify it, and nothing is stored.
public final class TicketSigner {
  private static final String PREFIX = "tk_";
  private static final String PURPOSE = "ticket";
  private static final int MAC_BYTES = 16;
  private static final int MAX_LENGTH = 512;
  private static final int PARTS = 3;

  private final DeploymentKey key;

  public TicketSigner(DeploymentKey key) {
    this.key = key;
  }

  /// Whose ticket it is, and until when.
  record Content(KeyRef key, Instant expiresAt) {}

  /// The token for `path`. What it says of the time is in whole milliseconds.
  String sign(Content content, String path) {
    var text =
        content.expiresAt().toEpochMilli()
            + "\n"
            + content.key().tenant().value()
            + "\n"
            + content.key().keyId();
    var bytes = text.getBytes(UTF_8);
    var token = Arrays.copyOf(mac(text, path), MAC_BYTES + bytes.length);
    System.arraycopy(bytes, 0, token, MAC_BYTES, bytes.length);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// What the token says; empty when it was not made for `path`.
  Optional<Content> verify(String token, String path) {
    var bytes = decode(token);
    if (bytes.length <= MAC_BYTES) {
      return Optional.empty();
    }
    var text = new String(bytes, MAC_BYTES, bytes.length - MAC_BYTES, UTF_8);
    var given = Arrays.copyOf(bytes, MAC_BYTES);
    return MessageDigest.isEqual(mac(text, path), given)
        ? Optional.of(read(text))
        : Optional.empty();
  }

  private static Content read(String text) {
    var parts = text.split("\n", PARTS);
    return new Content(
        new KeyRef(new TenantId(parts[1]), parts[2]),
        Instant.ofEpochMilli(Long.parseLong(parts[0])));
  }

  private byte[] mac(String text, String path) {
    return Arrays.copyOf(key.mac(PURPOSE, text + "\n" + path), MAC_BYTES);
  }

  private static byte[] decode(String token) {
    try {
      return token.startsWith(PREFIX) && token.length() <= MAX_LENGTH
          ? Base64.getUrlDecoder().decode(token.substring(PREFIX.length()).getBytes(UTF_8))
          : new byte[0];
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
