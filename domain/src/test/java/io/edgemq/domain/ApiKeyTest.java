package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TenantId TENANT = new TenantId("acme");

  private static ApiKey key(String id, Instant createdAt) {
    var hash = new TokenHash("0".repeat(64));
    return new ApiKey(
        id,
        TENANT,
        hash,
        "label",
        ApiKey.Kind.TENANT,
        Scopes.EVERYTHING,
        createdAt,
        NOW.plusSeconds(60),
        null);
  }

  @Test
  void a_revoked_key_is_the_same_key_and_no_longer_active() {
    var key = key("ak_1", NOW);

    var revoked = key.revoked(NOW.plusSeconds(1));

    assertThat(key.isActive(NOW)).isTrue();
    assertThat(revoked.isActive(NOW)).isFalse();
    assertThat(revoked.revokedAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(revoked.expiresAt()).isEqualTo(key.expiresAt());
    assertThat(revoked.ref()).isEqualTo(key.ref()).isEqualTo(new KeyRef(TENANT, "ak_1"));
  }

  @Test
  void keys_of_one_instant_are_listed_by_id() {
    var first = key("ak_9", NOW);
    var second = key("ak_1", NOW.plusSeconds(1));
    var third = key("ak_2", NOW.plusSeconds(1));

    assertThat(List.of(third, second, first).stream().sorted(ApiKey.OLDEST_FIRST))
        .containsExactly(first, second, third);
  }
}
