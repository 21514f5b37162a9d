package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.testkit.StorePorts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Faults in what the control plane keeps.
enum ControlFault implements UnaryOperator<StorePorts> {
  /// A tenant is replaced without a comparison with the expected one.
  LOSES_CHANGES_OF_TENANTS {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withTenants(
          new Tenants(ports.tenants()) {
            @Override
            public boolean replace(Tenant before, Tenant after) {
              return find(before.id()).map(present -> super.replace(present, after)).orElse(false);
            }
          });
    }
  },

  /// Followers of tenants are never told.
  TELLS_NO_FOLLOWER_OF_TENANTS {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withTenants(
          new Tenants(ports.tenants()) {
            @Override
            public Changes<TenantId> changes() {
              return new Deaf(super.changes());
            }
          });
    }
  },

  /// The hash of an entry does not depend on what was before it.
  BREAKS_THE_CHAIN {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withAudit(
          new Audit(ports.audit()) {
            @Override
            public AuditEntry append(AuditRecord what, Sealer sealer) {
              return super.append(what, new Forgetful(sealer));
            }
          });
    }
  },

  /// The head stays where it was at first.
  LEAVES_THE_HEAD {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withAudit(
          new Audit(ports.audit()) {
            @Override
            public Optional<AuditHead> head() {
              var first = super.after(0, 1);
              return super.head()
                  .map(head -> new AuditHead(1, first.getFirst().hash(), head.seal()));
            }
          });
    }
  },

  /// The newest entries are read with the oldest of them first.
  READS_BACKWARDS_FORWARDS {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withAudit(
          new Audit(ports.audit()) {
            @Override
            public List<AuditEntry> before(long sequence, int limit) {
              return super.before(sequence, limit).reversed();
            }
          });
    }
  },

  /// Who waits is not told.
  LETS_WAIT_IN_VAIN {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withAudit(
          new Audit(ports.audit()) {
            @Override
            public boolean await(long sequence, Duration wait) throws InterruptedException {
              return super.await(sequence, Duration.ZERO);
            }
          });
    }
  };

  /// Hashes each entry as if it were the first.
  private record Forgetful(AuditLog.Sealer inner) implements AuditLog.Sealer {
    @Override
    public String hash(String before, long sequence, AuditRecord what) {
      return inner.hash(AuditEntry.NO_HASH, sequence, what);
    }

    @Override
    public String seal(long count, String hash) {
      return inner.seal(count, hash);
    }
  }

  /// Passes every call to another one.
  private static class Tenants implements TenantStore {
    private final TenantStore inner;

    Tenants(TenantStore inner) {
      this.inner = inner;
    }

    @Override
    public boolean create(Tenant tenant) {
      return inner.create(tenant);
    }

    @Override
    public Optional<Tenant> find(TenantId id) {
      return inner.find(id);
    }

    @Override
    public Slice<Tenant> list(Paging paging) {
      return inner.list(paging);
    }

    @Override
    public boolean replace(Tenant before, Tenant after) {
      return inner.replace(before, after);
    }

    @Override
    public Changes<TenantId> changes() {
      return inner.changes();
    }
  }

  /// Passes every call to another one.
  private static class Audit implements AuditLog {
    private final AuditLog inner;

    Audit(AuditLog inner) {
      this.inner = inner;
    }

    @Override
    public AuditEntry append(AuditRecord what, Sealer sealer) {
      return inner.append(what, sealer);
    }

    @Override
    public List<AuditEntry> after(long sequence, int limit) {
      return inner.after(sequence, limit);
    }

    @Override
    public List<AuditEntry> before(long sequence, int limit) {
      return inner.before(sequence, limit);
    }

    @Override
    public Optional<AuditHead> head() {
      return inner.head();
    }

    @Override
    public boolean await(long sequence, Duration wait) throws InterruptedException {
      return inner.await(sequence, wait);
    }
  }

  /// Hears nothing; what it waits for in vain takes no time.
  private record Deaf(Changes<TenantId> inner) implements Changes<TenantId> {
    @Override
    public News<TenantId> next(Duration wait) {
      return new Changed<>(Set.of());
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
