package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.ManageKeys.Issued;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.KeyDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes keys with tokens of their own. Whether somebody may have one made is decided elsewhere.
public final class KeyIssuer {
  private final KeyDirectory keys;
  private final IdSource ids;
  private final Supplier<String> tokens;
  private final InstantSource clock;

  /// @param tokens makes tokens that nobody can guess
  public KeyIssuer(KeyDirectory keys, IdSource ids, Supplier<String> tokens, InstantSource clock) {
    this.keys = keys;
    this.ids = ids;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// A new id of a key.
  String newId() {
    return "ak_" + ids.next();
  }

  /// Now, in whole milliseconds.
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Makes the key with that id.
  ///
  /// @param wish without scopes: it may do everything
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Issued issue(TenantId tenant, String id, Wish wish) {
    var token = tokens.get();
    var scopes = wish.scopes() == null ? Scopes.EVERYTHING : wish.scopes();
    var key =
        new ApiKey(
            id,
            tenant,
            Sha256.of(token),
            wish.label(),
            wish.kind(),
            scopes,
            now(),
            whole(wish.expiresAt()),
            null,
            wish.messagesPerSecond());
    keys.add(key);
    return new Issued(key, token);
  }

  private static @Nullable Instant whole(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS);
  }
}
