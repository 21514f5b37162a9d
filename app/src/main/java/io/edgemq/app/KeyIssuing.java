package io.edgemq.app;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.KeyDirectory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// Creates keys from tokens.
final class KeyIssuing {
  private final KeyDirectory keys;
  private final SecretIds ids;
  private final InstantSource clock;

  KeyIssuing(KeyDirectory keys, SecretIds ids, InstantSource clock) {
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
  }

  /// Creates a key of the tenant with the token `token`. It never expires.
  ApiKey issue(TenantId tenant, String label, String token) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var key = new ApiKey("ak_" + ids.next(), tenant, hash(token), label, now, null, null);
    keys.add(key);
    return key;
  }

  private static TokenHash hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(token.getBytes(StandardCharsets.UTF_8));
      return new TokenHash(HexFormat.of().formatHex(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
