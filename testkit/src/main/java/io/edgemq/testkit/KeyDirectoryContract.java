package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Quota;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Keys are kept by the hash of their token.
public abstract class KeyDirectoryContract extends StoreContract {
  private static final Instant NOW = TestTime.START;

  private static TokenHash hash(int number) {
    return new TokenHash("%064x".formatted(number));
  }

  private static ApiKey key(int number) {
    return new ApiKey(
        "ak_" + "%032x".formatted(number),
        TENANT,
        hash(number),
        "label " + number,
        ApiKey.Kind.TENANT,
        Scopes.EVERYTHING,
        NOW.plusMillis(number),
        null,
        null);
  }

  @Test
  void a_key_is_found_by_its_hash() {
    var expiring =
        new ApiKey(
            "ak_e",
            TENANT,
            hash(2),
            "ünï",
            ApiKey.Kind.TENANT,
            Scopes.EVERYTHING,
            NOW,
            NOW.plusSeconds(5),
            null);
    ports().keys().add(key(1));
    ports().keys().add(expiring);

    assertThat(ports().keys().find(hash(1))).contains(key(1));
    assertThat(ports().keys().find(hash(2))).contains(expiring);
    assertThat(ports().keys().find(hash(3))).isEmpty();
  }

  private static ApiKey narrow() {
    return new ApiKey(
        "ak_narrow",
        TENANT,
        hash(5),
        "label",
        ApiKey.Kind.SUPPORT,
        Scopes.of(
            "subscribe:*.eu.>", "subscribe:orders.Ünï.>", "publish:orders", "queue:jobs-*", "kv:b"),
        NOW,
        NOW.plusSeconds(60),
        null);
  }

  @Test
  void what_a_key_is_for_and_may_do_is_kept_in_its_order() {
    ports().keys().add(narrow());

    assertThat(ports().keys().find(hash(5))).contains(narrow());
    assertThat(ports().keys().find(narrow().ref())).contains(narrow());
    assertThat(ports().keys().list(TENANT)).containsExactly(narrow());
  }

  @Test
  void a_revoked_key_has_the_scopes_that_it_had() {
    ports().keys().add(narrow());

    ports().keys().revoke(TENANT, narrow().id(), NOW.plusSeconds(1));

    assertThat(ports().keys().find(hash(5))).contains(narrow().revoked(NOW.plusSeconds(1)));
  }

  @Test
  void a_key_is_found_by_its_identity() {
    ports().keys().add(key(1));
    ports().keys().add(key(2));
    ports().keys().revoke(TENANT, key(2).id(), NOW.plusSeconds(1));

    assertThat(ports().keys().find(key(1).ref())).contains(key(1));
    assertThat(ports().keys().find(key(2).ref())).contains(key(2).revoked(NOW.plusSeconds(1)));
    assertThat(ports().keys().find(new KeyRef(TENANT, key(3).id()))).isEmpty();
    assertThat(ports().keys().find(new KeyRef(new TenantId("other"), key(1).id()))).isEmpty();
  }

  @Test
  void an_id_and_a_hash_are_taken_once() {
    ports().keys().add(key(1));
    var sameId =
        new ApiKey(
            key(1).id(),
            TENANT,
            hash(2),
            "x",
            ApiKey.Kind.TENANT,
            Scopes.EVERYTHING,
            NOW,
            null,
            null);
    var sameHash =
        new ApiKey(
            "ak_other",
            new TenantId("other"),
            hash(1),
            "x",
            ApiKey.Kind.TENANT,
            Scopes.EVERYTHING,
            NOW,
            null,
            null);

    assertThatIllegalArgumentException().isThrownBy(() -> ports().keys().add(sameId));
    assertThatIllegalArgumentException().isThrownBy(() -> ports().keys().add(sameHash));

    assertThat(ports().keys().find(hash(1))).contains(key(1));
    assertThat(ports().keys().find(hash(2))).isEmpty();
    assertThat(ports().keys().list(TENANT)).containsExactly(key(1));
  }

  @Test
  void a_tenants_keys_are_listed_oldest_first() {
    ports().keys().add(key(3));
    ports().keys().add(key(1));
    ports().keys().add(key(2));
    ports()
        .keys()
        .add(
            new ApiKey(
                "ak_x",
                new TenantId("other"),
                hash(9),
                "x",
                ApiKey.Kind.TENANT,
                Scopes.EVERYTHING,
                NOW,
                null,
                null));

    assertThat(ports().keys().list(TENANT)).containsExactly(key(1), key(2), key(3));
    assertThat(ports().keys().list(new TenantId("nobody"))).isEmpty();
  }

  @Test
  void a_revoked_key_is_still_found_and_not_active() {
    ports().keys().add(key(1));
    var then = NOW.plusSeconds(60);

    assertThat(ports().keys().revoke(TENANT, key(1).id(), then)).isTrue();

    var found = ports().keys().find(hash(1)).orElseThrow();
    assertThat(found.revokedAt()).isEqualTo(then);
    assertThat(found.isActive(then)).isFalse();
    assertThat(ports().keys().list(TENANT)).containsExactly(found);
  }

  @Test
  void a_key_is_revoked_once() {
    ports().keys().add(key(1));
    ports().keys().revoke(TENANT, key(1).id(), NOW.plusSeconds(1));

    assertThat(ports().keys().revoke(TENANT, key(1).id(), NOW.plusSeconds(2))).isFalse();

    assertThat(ports().keys().find(hash(1)).orElseThrow().revokedAt())
        .isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void nobody_revokes_the_key_of_another_tenant() {
    ports().keys().add(key(1));

    assertThat(ports().keys().revoke(new TenantId("other"), key(1).id(), NOW)).isFalse();
    assertThat(ports().keys().revoke(TENANT, "ak_nobody", NOW)).isFalse();

    assertThat(ports().keys().find(hash(1))).contains(key(1));
  }

  private static ApiKey limited(int number, long messagesPerSecond) {
    var key = key(number);
    return new ApiKey(
        key.id(),
        TENANT,
        key.hash(),
        key.label(),
        key.kind(),
        key.scopes(),
        NOW,
        null,
        null,
        messagesPerSecond);
  }

  @Test
  void a_keys_rate_stays_with_it_when_it_is_revoked_and_over_a_reopening() {
    var most = limited(1, Quota.MOST_RATE);
    var least = limited(2, 1);
    ports().keys().add(most);
    ports().keys().add(least);
    ports().keys().add(key(3));
    ports().keys().revoke(TENANT, least.id(), NOW.plusSeconds(1));

    assertThat(ports().keys().find(hash(1))).contains(most);
    assertThat(ports().keys().find(hash(2))).contains(least.revoked(NOW.plusSeconds(1)));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(ports().keys().find(hash(1))).contains(most);
        assertThat(ports().keys().find(hash(2))).contains(least.revoked(NOW.plusSeconds(1)));
        assertThat(ports().keys().find(hash(3))).contains(key(3));
      }
      case VOLATILE -> assertThat(ports().keys().find(hash(1))).isEmpty();
    }
  }

  @Test
  void keys_are_there_after_a_reopening() {
    ports().keys().add(key(1));
    ports().keys().add(key(2));
    ports().keys().add(narrow());
    ports().keys().revoke(TENANT, key(2).id(), NOW.plusSeconds(1));
    var before = ports().keys().list(TENANT);

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(ports().keys().list(TENANT)).isEqualTo(before);
        assertThat(ports().keys().find(hash(2)).orElseThrow().revokedAt()).isNotNull();
        assertThat(ports().keys().find(key(1).ref())).contains(key(1));
        assertThat(ports().keys().find(hash(5))).contains(narrow());
      }
      case VOLATILE -> assertThat(ports().keys().find(hash(1))).isEmpty();
    }
  }
}
