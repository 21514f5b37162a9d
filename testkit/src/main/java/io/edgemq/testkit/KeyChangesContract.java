package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.Changes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Whoever follows keys learns which were added and which were revoked.
public abstract class KeyChangesContract extends ChangesContract<KeyRef> {
  private static final Instant NOW = TestTime.START;

  private static ApiKey key(TenantId tenant, int number) {
    var hash = new TokenHash("%064x".formatted(number));
    return new ApiKey(
        "ak_" + number,
        tenant,
        hash,
        "label",
        ApiKey.Kind.TENANT,
        Scopes.EVERYTHING,
        NOW,
        null,
        null);
  }

  @Override
  protected KeyRef make(int number) {
    var key = key(TENANT, number);
    ports().keys().add(key);
    return key.ref();
  }

  @Override
  protected void change(int number) {
    assertThat(ports().keys().revoke(TENANT, "ak_" + number, NOW)).isTrue();
  }

  @Override
  protected Changes<KeyRef> changes() {
    return ports().keys().changes();
  }

  @Test
  void who_is_told_of_a_new_key_finds_it() throws Exception {
    try (var changes = changes()) {
      var made = make(1);

      awaitChange(changes, made);

      assertThat(ports().keys().find(key(TENANT, 1).hash())).contains(key(TENANT, 1));
      assertThat(ports().keys().find(made)).contains(key(TENANT, 1));
      assertThat(ports().keys().list(TENANT)).containsExactly(key(TENANT, 1));
    }
  }

  @Test
  void who_is_told_of_a_revoked_key_finds_it_revoked() throws Exception {
    var made = make(1);
    try (var changes = changes()) {
      change(1);

      awaitChange(changes, made);

      assertThat(ports().keys().find(key(TENANT, 1).hash()).orElseThrow().isActive(NOW)).isFalse();
      assertThat(ports().keys().find(made).orElseThrow().isActive(NOW)).isFalse();
      assertThat(ports().keys().list(TENANT)).noneMatch(key -> key.isActive(NOW));
    }
  }

  @Test
  void every_tenant_is_told_of() throws Exception {
    var other = new TenantId("other");
    try (var changes = changes()) {
      ports().keys().add(key(other, 1));

      awaitChange(changes, new KeyRef(other, "ak_1"));
    }
  }
}
