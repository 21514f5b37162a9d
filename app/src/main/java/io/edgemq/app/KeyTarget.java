package io.edgemq.app;

import io.edgemq.domain.TenantId;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that select a tenant and a store.
final class KeyTarget {
  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "demo",
      description = "The tenant that owns the key (default: ${DEFAULT-VALUE}).")
  private String tenant = "demo";

  @Mixin private StoreOptions store = new StoreOptions();

  TenantId tenant() {
    return new TenantId(tenant);
  }

  /// Opens the store. The caller closes it.
  Stores open(Map<String, String> environment) {
    return Stores.open(store.storage(0, environment), store.data(), InstantSource.system(), 0);
  }
}
