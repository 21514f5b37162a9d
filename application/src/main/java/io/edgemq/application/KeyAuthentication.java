package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.out.KeyDirectory;
import java.time.InstantSource;

/// Tells who a bearer is by the keys in the directory.
public final class KeyAuthentication implements Authenticate {
  private final KeyDirectory keys;
  private final InstantSource clock;

  public KeyAuthentication(KeyDirectory keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public Verdict authenticate(TokenHash token) {
    return keys.find(token).map(this::judge).orElseGet(Unknown::new);
  }

  private Verdict judge(ApiKey key) {
    if (key.isActive(clock.instant())) {
      return new Known(new Principal(key.tenant(), key.id(), key.expiresAt()));
    }
    return key.revokedAt() == null ? new Expired() : new Unknown();
  }
}
