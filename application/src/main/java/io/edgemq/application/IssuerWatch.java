package io.edgemq.application;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;

/// Ends the open calls of this process whose token's issuer is trusted no more, in any process. In
/// an outage it does as [KeyWatch] does.
public final class IssuerWatch implements AutoCloseable {
  private final ChangeWatch<TenantId> watch;

  public IssuerWatch(IssuerStore issuers, OpenCalls calls) {
    this.watch =
        new ChangeWatch<>(
            "issuer-watch",
            new ChangeWatch.Listener<>() {
              @Override
              public Changes<TenantId> changes() {
                return issuers.changes();
              }

              @Override
              public void changed(TenantId tenant) {
                calls.refresh(tenant);
              }

              @Override
              public void anyChanged() {
                calls.refreshAll();
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
