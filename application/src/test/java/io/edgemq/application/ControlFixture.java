package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.Origin;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.StoreTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// The control plane over stores in memory.
abstract class ControlFixture {
  static final Origin FROM = new Origin("192.0.2.1", "r1");
  static final Actor OPS = new Actor("ops", FROM);
  static final TenantId ACME = new TenantId("acme");

  volatile Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
  final InstantSource clock = () -> now;
  final MemoryStore store = new MemoryStore(StoreTime.of(InstantSource.system()));
  final Access access = new Access(store.tenants());
  final DeploymentKey secret = new DeploymentKey(new byte[ReceiptSigner.KEY_BYTES]);
  final AuditSealer sealer = new AuditSealer(secret);
  final FakeAuditLog log = new FakeAuditLog();
  final AuditTrail trail = new AuditTrail(log, sealer, clock);
  final AtomicInteger ids = new AtomicInteger();

  /// Which calls of the directory fail.
  Predicate<Method> keysOut = _ -> false;

  final KeyDirectory keys = failing(KeyDirectory.class, store.keys(), m -> keysOut.test(m));
  final KeyIssuer issuer =
      new KeyIssuer(keys, this::nextId, () -> "emq_" + nextId() + nextId(), clock);

  @AfterEach
  void closeStore() {
    store.close();
  }

  String nextId() {
    return "%024d".formatted(ids.incrementAndGet());
  }

  void make(TenantId tenant) {
    store.tenants().create(Tenant.active(tenant, tenant.value(), Instant.EPOCH));
  }

  void put(Tenant.State state) {
    var before = store.tenants().find(ACME).orElseThrow();
    store.tenants().replace(before, before.in(state));
  }

  /// Somebody with a key of ACME's.
  Principal caller(@Nullable Instant end, String... scopes) {
    var wish = new Wish("test", ApiKey.Kind.TENANT, Scopes.of(scopes), end);
    return Principal.of(issuer.issue(ACME, issuer.newId(), wish).key());
  }

  AuditEntry last() {
    return log.entries.getLast();
  }

  List<String> active(TenantId tenant) {
    return store.keys().list(tenant).stream()
        .filter(key -> key.revokedAt() == null)
        .map(ApiKey::id)
        .toList();
  }

  /// `inner`, of which those calls fail that `out` accepts: nothing is done then.
  static <T> T failing(Class<T> port, T inner, Predicate<Method> out) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              if (out.test(method)) {
                throw new StoreException.Unavailable("out", new IllegalStateException());
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            }));
  }

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  static Refusal refusal(Outcome<?> outcome) {
    return ((Outcome.Refused<?>) outcome).refusal();
  }
}
