package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Paging;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.TenantStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenantsTest extends ControlFixture {
  private final AtomicBoolean overtake = new AtomicBoolean();
  private final TenantStore raced =
      failing(TenantStore.class, store.tenants(), method -> overtaken(method.getName()));
  private final TenantRemovals removals =
      new TenantRemovals(
          store.tenants(),
          new TenantRemoval(
              access,
              new TenantRemoval.Stores(
                  keys,
                  store.subscriptions(),
                  store.topicCatalog(),
                  store.queueCatalog(),
                  store.buckets(),
                  store.changeStreams(),
                  store.issuers(),
                  store.ingests()),
              clock),
          Duration.ofMinutes(1));
  private final Tenants tenants =
      new Tenants(raced, removals, new Tenants.Tools(trail, this::nextId, clock));

  /// Somebody else suspends the tenant just before it is changed. Nothing fails.
  private boolean overtaken(String method) {
    if (method.equals("replace") && overtake.getAndSet(false)) {
      put(Tenant.State.SUSPENDED);
    }
    return false;
  }

  @AfterEach
  void close() {
    removals.close();
  }

  @Test
  void a_tenant_has_an_id_of_its_own_and_no_key() {
    var made = value(tenants.create(OPS, "Acme Ltd"));

    assertThat(made.id().value()).isEqualTo("t_" + "0".repeat(23) + "1");
    assertThat(made.createdAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(value(tenants.find(made.id()))).isEqualTo(made);
    assertThat(store.keys().list(made.id())).isEmpty();
    assertThat(log.lines()).containsExactly("DONE ops tenant.create " + made.id().value());
    assertThat(last().what().tenant()).isEqualTo(made.id());
  }

  @Test
  void a_tag_that_is_too_long_is_a_mistake_of_the_caller_and_leaves_nothing() {
    var tag = "x".repeat(Tenant.MOST_TAG + 1);

    assertThatThrownBy(() -> tenants.create(OPS, tag)).isInstanceOf(IllegalArgumentException.class);
    assertThat(log.entries).isEmpty();
  }

  @Test
  void nothing_is_changed_that_cannot_be_written_down() {
    make(ACME);
    log.room = 0;

    assertThatThrownBy(() -> tenants.suspend(OPS, ACME)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> tenants.delete(OPS, ACME)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> tenants.create(OPS, "x")).isInstanceOf(StoreException.class);

    assertThat(store.tenants().list(new Paging(null, 9)).items())
        .containsExactly(Tenant.active(ACME, "acme", Instant.EPOCH));
  }

  @Test
  void suspension_stops_a_tenant_and_ends_and_repeating_it_is_no_mistake() {
    make(ACME);

    assertThat(value(tenants.suspend(OPS, ACME)).state()).isEqualTo(Tenant.State.SUSPENDED);
    assertThat(value(tenants.suspend(OPS, ACME)).state()).isEqualTo(Tenant.State.SUSPENDED);
    assertThat(access.serves(ACME)).isFalse();
    assertThat(value(tenants.unsuspend(OPS, ACME)).state()).isEqualTo(Tenant.State.ACTIVE);
    assertThat(access.serves(ACME)).isTrue();

    assertThat(log.lines())
        .containsExactly(
            "DONE ops tenant.suspend acme",
            "DONE ops tenant.suspend acme",
            "DONE ops tenant.unsuspend acme");
  }

  @Test
  void who_is_overtaken_tries_again_with_what_is_there() {
    make(ACME);
    overtake.set(true);

    var deleted = tenants.delete(OPS, ACME);

    value(deleted);
    assertThat(store.tenants().find(ACME).orElseThrow().state()).isEqualTo(Tenant.State.DELETED);
  }

  @Test
  void a_tenant_that_is_removed_is_not_there_and_its_keys_are_void() {
    make(ACME);
    caller(null, "manage");

    value(tenants.delete(OPS, ACME));

    assertThat(active(ACME)).isEmpty();
    assertThat(refusal(tenants.find(ACME))).isEqualTo(new Refusal.NoSuchTenant());
    assertThat(tenants.list(new Paging(null, 9)).items()).isEmpty();
    assertThat(store.tenants().create(Tenant.active(ACME, "again", now))).isFalse();
    assertThat(log.lines()).containsExactly("DONE ops tenant.delete acme");
  }

  @Test
  void a_tenant_is_removed_although_its_keys_cannot_be_revoked_now() {
    make(ACME);
    caller(null, "manage");
    keysOut = method -> method.getName().equals("revoke");

    value(tenants.delete(OPS, ACME));

    assertThat(access.serves(ACME)).isFalse();
  }

  @Test
  void who_is_not_there_is_refused_and_that_is_written_down_once() {
    var nobody = new TenantId("nobody");

    assertThat(refusal(tenants.suspend(OPS, nobody))).isEqualTo(new Refusal.NoSuchTenant());
    assertThat(refusal(tenants.delete(OPS, nobody))).isEqualTo(new Refusal.NoSuchTenant());

    assertThat(log.lines())
        .containsExactly("FAILED ops tenant.suspend nobody", "FAILED ops tenant.delete nobody");
  }
}
