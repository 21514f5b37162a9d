package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;
import org.junit.jupiter.api.Test;

/// Whoever follows issuers learns whose were made and removed.
public abstract class IssuerChangesContract extends ChangesContract<TenantId> {
  @Override
  protected abstract IdentityHarness open();

  private IssuerStore issuers() {
    return ((IdentityHarness) store()).issuers();
  }

  private static TenantId tenant(int number) {
    return new TenantId("tenant-" + number);
  }

  @Override
  protected TenantId make(int number) {
    var issuer = IdentityStoreContract.issuer(tenant(number), number, "api");
    assertThat(issuers().add(issuer)).isEqualTo(new IssuerStore.Added());
    return issuer.tenant();
  }

  @Override
  protected void change(int number) {
    assertThat(issuers().delete(tenant(number), "issuer-" + number)).isTrue();
  }

  @Override
  protected Changes<TenantId> changes() {
    return issuers().changes();
  }

  @Test
  void who_is_told_of_a_new_issuer_finds_it() throws Exception {
    try (var changes = changes()) {
      var made = make(1);

      awaitChange(changes, made);

      assertThat(issuers().find("https://id.example/1", "api")).isPresent();
    }
  }

  @Test
  void who_is_told_of_a_removed_issuer_finds_it_no_more() throws Exception {
    var made = make(1);
    try (var changes = changes()) {
      change(1);

      awaitChange(changes, made);

      assertThat(issuers().find("https://id.example/1", "api")).isEmpty();
    }
  }
}
