package io.edgemq.application;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.TenantStore;

/// Ends the open calls of this process whose tenant is served no more, and stops or begins its
/// deliveries, whichever process has changed the tenant. When the store is out it waits, and then
/// looks after every tenant.
public final class TenantWatch implements AutoCloseable {
  private final ChangeWatch<TenantId> watch;

  public TenantWatch(TenantStore tenants, OpenCalls calls, Deliveries deliveries) {
    this.watch =
        new ChangeWatch<>(
            "tenant-watch",
            new ChangeWatch.Listener<>() {
              @Override
              public Changes<TenantId> changes() {
                return tenants.changes();
              }

              @Override
              public void changed(TenantId tenant) {
                calls.refresh(tenant);
                deliveries.refresh(tenant);
              }

              @Override
              public void anyChanged() {
                calls.refreshAll();
                deliveries.refreshAll();
              }
            });
  }

  /// Begins to watch; once.
  public void start() {
    watch.start();
  }

  /// Ends the watching.
  @Override
  public void close() {
    watch.close();
  }
}
