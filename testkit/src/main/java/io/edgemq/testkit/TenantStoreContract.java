package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tenants are kept, and changed by who knows them as they are.
public abstract class TenantStoreContract extends StoreContract {
  private static Tenant tenant(String id) {
    return Tenant.active(new TenantId(id), "Tag of " + id + " ü", TestTime.START.plusMillis(7));
  }

  @Test
  void a_tenant_is_found_as_it_was_made() {
    assertThat(ports().tenants().create(tenant("a"))).isTrue();

    assertThat(ports().tenants().find(new TenantId("a"))).contains(tenant("a"));
    assertThat(ports().tenants().find(new TenantId("A"))).isEmpty();
  }

  @Test
  void an_id_is_taken_once() {
    ports().tenants().create(tenant("a"));

    var second = Tenant.active(new TenantId("a"), "other", TestTime.START);

    assertThat(ports().tenants().create(second)).isFalse();
    assertThat(ports().tenants().find(new TenantId("a"))).contains(tenant("a"));
  }

  @Test
  void a_tenant_is_kept_in_any_state() {
    var suspended = tenant("a").in(Tenant.State.SUSPENDED);
    var deleted = tenant("b").in(Tenant.State.DELETED);

    ports().tenants().create(suspended);
    ports().tenants().create(deleted);

    assertThat(ports().tenants().find(suspended.id())).contains(suspended);
    assertThat(ports().tenants().find(deleted.id())).contains(deleted);
    assertThat(ports().tenants().list(new Paging(null, 10)).items())
        .containsExactly(suspended, deleted);
  }

  @Test
  void a_tenant_is_replaced_by_another_state_of_it() {
    ports().tenants().create(tenant("a"));
    ports().tenants().create(tenant("b"));
    var after =
        Tenant.active(new TenantId("a"), "Another tag", TestTime.START).in(Tenant.State.SUSPENDED);

    assertThat(ports().tenants().replace(tenant("a"), after)).isTrue();

    assertThat(ports().tenants().find(after.id())).contains(after);
    assertThat(ports().tenants().find(new TenantId("b"))).contains(tenant("b"));
    assertThat(ports().tenants().list(new Paging(null, 10)).items())
        .containsExactly(after, tenant("b"));
  }

  @Test
  void a_tenant_that_is_another_by_now_is_not_replaced() {
    ports().tenants().create(tenant("a"));
    var suspended = tenant("a").in(Tenant.State.SUSPENDED);
    ports().tenants().replace(tenant("a"), suspended);

    assertThat(ports().tenants().replace(tenant("a"), tenant("a").in(Tenant.State.DELETED)))
        .isFalse();
    assertThat(ports().tenants().replace(tenant("b"), tenant("b").in(Tenant.State.DELETED)))
        .isFalse();

    assertThat(ports().tenants().find(new TenantId("a"))).contains(suspended);
    assertThat(ports().tenants().find(new TenantId("b"))).isEmpty();
  }

  @Test
  void a_tenant_has_one_id() {
    ports().tenants().create(tenant("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ports().tenants().replace(tenant("a"), tenant("b")));

    assertThat(ports().tenants().find(new TenantId("b"))).isEmpty();
  }

  @Test
  void one_of_many_who_replace_a_tenant_at_once_does() {
    ports().tenants().create(tenant("a"));

    var replaced =
        IntStream.range(0, 16)
            .mapToObj(
                number ->
                    Background.start(
                        () ->
                            ports()
                                .tenants()
                                .replace(
                                    tenant("a"),
                                    Tenant.active(
                                        new TenantId("a"), "by " + number, TestTime.START))))
            .toList()
            .stream()
            .filter(Background::result)
            .count();

    assertThat(replaced).isEqualTo(1);
    assertThat(ports().tenants().find(new TenantId("a")).orElseThrow().tag()).startsWith("by ");
  }

  @Test
  void a_list_comes_in_pages_by_id() {
    for (var id : List.of("c", "a", "d", "B", "b")) {
      ports().tenants().create(tenant(id));
    }
    var ids = new ArrayList<String>();

    var page = ports().tenants().list(new Paging(null, 2));
    page.items().forEach(t -> ids.add(t.id().value()));
    while (page.next() != null) {
      page = ports().tenants().list(new Paging(page.next(), 2));
      page.items().forEach(t -> ids.add(t.id().value()));
    }

    assertThat(ids).containsExactly("B", "a", "b", "c", "d");
  }

  @Test
  void a_tenants_quota_is_kept_with_it() {
    var bounded = tenant("a").within(quota());
    var other = tenant("a").within(Quota.NONE.with(QuotaKind.QUEUES, 0));
    ports().tenants().create(bounded);
    assertThat(ports().tenants().find(bounded.id())).contains(bounded);

    assertThat(ports().tenants().replace(tenant("a"), other)).isFalse();
    assertThat(ports().tenants().replace(bounded, other)).isTrue();

    assertThat(ports().tenants().find(bounded.id())).contains(other);
    assertThat(ports().tenants().list(new Paging(null, 10)).items()).containsExactly(other);
  }

  /// A bound of each kind.
  private static Quota quota() {
    var quota = Quota.NONE;
    long less = 0;
    for (var kind : QuotaKind.values()) {
      quota = quota.with(kind, Quota.greatest(kind) - less++);
    }
    return quota;
  }

  @Test
  void a_tenants_quota_is_there_after_a_reopening() {
    var bounded = tenant("a").within(quota()).in(Tenant.State.SUSPENDED);
    ports().tenants().create(tenant("a"));
    ports().tenants().replace(tenant("a"), bounded);
    ports().tenants().create(tenant("b"));

    store().reopen();

    var found = ports().tenants().find(bounded.id());
    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(found).contains(bounded);
        assertThat(ports().tenants().find(new TenantId("b"))).contains(tenant("b"));
      }
      case VOLATILE -> assertThat(found).isEmpty();
    }
  }

  @Test
  void tenants_are_there_after_a_reopening() {
    var suspended = tenant("b").in(Tenant.State.SUSPENDED);
    ports().tenants().create(tenant("a"));
    ports().tenants().create(tenant("b"));
    ports().tenants().replace(tenant("b"), suspended);

    store().reopen();

    var found = ports().tenants().find(new TenantId("a"));
    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(found).contains(tenant("a"));
        assertThat(ports().tenants().find(new TenantId("b"))).contains(suspended);
      }
      case VOLATILE -> assertThat(found).isEmpty();
    }
  }
}
