package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tenants are kept.
public abstract class TenantStoreContract extends StoreContract {
  private static Tenant tenant(String id) {
    return new Tenant(new TenantId(id), "Tag of " + id + " ü", TestTime.START.plusMillis(7));
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

    var second = new Tenant(new TenantId("a"), "other", TestTime.START);

    assertThat(ports().tenants().create(second)).isFalse();
    assertThat(ports().tenants().find(new TenantId("a"))).contains(tenant("a"));
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
  void tenants_are_there_after_a_reopening() {
    ports().tenants().create(tenant("a"));

    store().reopen();

    var found = ports().tenants().find(new TenantId("a"));
    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(found).contains(tenant("a"));
      case VOLATILE -> assertThat(found).isEmpty();
    }
  }
}
