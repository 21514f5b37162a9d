package io.edgemq.application.quota;

import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.PeerUsage;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts what is open for each tenant: streams, and whatever else stays open for long.
final class Connections {
  private final PeerUsage peers;
  private final Map<TenantId, Integer> open = new ConcurrentHashMap<>();

  Connections(PeerUsage peers) {
    this.peers = peers;
  }

  /// Counts one more for the tenant, if it may have it.
  ///
  /// @param most empty: as many as it likes
  Outcome<OpenConnection> open(TenantId tenant, OptionalLong most) {
    long elsewhere = most.isPresent() ? Peers.connections(peers, tenant) : 0;
    long room = most.orElse(Long.MAX_VALUE) - elsewhere;
    var taken = new AtomicBoolean();
    open.compute(
        tenant,
        (_, here) -> {
          int count = here == null ? 0 : here;
          taken.set(count < room);
          return taken.get() ? Integer.valueOf(count + 1) : here;
        });
    return taken.get()
        ? Outcome.done(new Counted(tenant))
        : Outcome.refused(new Refusal.QuotaExceeded(QuotaKind.CONNECTIONS, most.orElseThrow()));
  }

  /// How many the tenant has open, here and elsewhere.
  long count(TenantId tenant) {
    return open.getOrDefault(tenant, 0) + Peers.connections(peers, tenant);
  }

  /// How many each tenant has open here.
  Map<TenantId, Integer> here() {
    return Map.copyOf(open);
  }

  /// One that is counted until it is closed.
  private final class Counted implements OpenConnection {
    private final TenantId tenant;
    private final AtomicBoolean closed = new AtomicBoolean();

    Counted(TenantId tenant) {
      this.tenant = tenant;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        open.computeIfPresent(tenant, (_, here) -> here == 1 ? null : Integer.valueOf(here - 1));
      }
    }
  }
}
