package io.edgemq.app;

import io.edgemq.domain.TenantId;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that say whose keys in which store are meant.
final class KeyTarget {
  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "demo",
      description = "Whose key (default: ${DEFAULT-VALUE}).")
  private String tenant = "demo";

  @Mixin private StoreOptions store = new StoreOptions();

  TenantId tenant() {
    return new TenantId(tenant);
  }

  /// The store, open. Close it.
  Stores open(Map<String, String> environment) {
    return Stores.open(store.storage(0, environment), store.data(), InstantSource.system());
  }
}
