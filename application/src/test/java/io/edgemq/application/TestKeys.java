package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.KeyDirectory;
import java.time.Instant;

/// Keys of the callers that tests invent.
final class TestKeys {
  private TestKeys() {}

  /// `keys`, now with the key that `who` calls with.
  static KeyDirectory with(KeyDirectory keys, Principal who) {
    var id = who.key().orElseThrow().keyId();
    keys.add(
        new ApiKey(
            id,
            who.tenant(),
            new TokenHash("%064x".formatted(id.hashCode() & 0xffff_ffffL)),
            "test",
            ApiKey.Kind.TENANT,
            Scopes.EVERYTHING,
            Instant.EPOCH,
            who.expiresAt(),
            null));
    return keys;
  }
}
