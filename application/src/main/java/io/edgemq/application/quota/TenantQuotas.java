package io.edgemq.application.quota;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.ports.out.TenantStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Holds tenants to their quotas (SPEC 7, docs/quotas.md). A use case asks here after it knows that
/// its caller may do what it wants. In one process everything is exact; processes that share a
/// store tell each other through [PeerUsage], and are as exact as that is fast.
public final class TenantQuotas {
  /// How long somebody waits for room while others are storing.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Room BOUNDLESS = () -> {};

  private final QuotaSource quotas;
  private final StorageUse storage;
  private final MessageRates rates;
  private final StorageRooms rooms;
  private final Duration patience;
  private final TenantLocks locks = new TenantLocks();
  private final Connections connections;
  private final Map<QuotaKind, LongAdder> refused = new EnumMap<>(QuotaKind.class);

  /// Tells what a tenant may have.
  @FunctionalInterface
  interface QuotaSource {
    /// From memory: it is asked on every call.
    Quota of(TenantId tenant);
  }

  /// The quotas that `tenants` have.
  ///
  /// @param nanoTime as [System#nanoTime]
  public TenantQuotas(
      TenantStore tenants, StorageUse storage, PeerUsage peers, LongSupplier nanoTime) {
    this(id -> quota(tenants, id), storage, peers, nanoTime, PATIENCE);
  }

  TenantQuotas(
      QuotaSource quotas,
      StorageUse storage,
      PeerUsage peers,
      LongSupplier nanoTime,
      Duration patience) {
    this.quotas = quotas;
    this.storage = storage;
    this.rates = new MessageRates(nanoTime, peers);
    this.rooms = new StorageRooms(storage);
    this.patience = patience;
    this.connections = new Connections(peers);
    for (var kind : QuotaKind.values()) {
      refused.put(kind, new LongAdder());
    }
  }

  private static Quota quota(TenantStore tenants, TenantId id) {
    return tenants.find(id).map(Tenant::quota).orElse(Quota.NONE);
  }

  /// Nobody has a quota, and nobody else tells anything.
  public static TenantQuotas none() {
    return new TenantQuotas(_ -> Quota.NONE, _ -> 0, new NoPeers(), () -> 0L, Duration.ZERO);
  }

  /// Whether `who` may hand over so many messages now: asked before the body of a single message is
  /// read, and of a batch when it is known how many it has. They count whatever becomes of them.
  public Outcome<Unit> takeIn(Principal who, int messages) {
    return who.credential() instanceof Principal.Key(var id, var rate) && rate != null
        ? answer(rates.take(who.key().orElseThrow(), rate, rate(who.tenant()), messages))
        : takeIn(who.tenant(), messages);
  }

  /// As [#takeIn], for what comes without a key.
  public Outcome<Unit> takeIn(TenantId tenant, int messages) {
    return answer(rates.take(tenant, rate(tenant), messages));
  }

  private long rate(TenantId tenant) {
    return quotas.of(tenant).of(QuotaKind.MESSAGES_PER_SECOND).orElse(MessageRates.NONE);
  }

  private Outcome<Unit> answer(Optional<Refusal> objection) {
    return objection.isEmpty() ? Unit.done() : counted(Outcome.refused(objection.get()));
  }

  /// What `work` answers, which stores messages of the tenant; refused when they have no room.
  ///
  /// @param bytes their payloads, attributes and subjects; asked for only when it matters
  public <T> Outcome<T> storing(TenantId tenant, LongSupplier bytes, Supplier<Outcome<T>> work) {
    return counted(room(tenant, bytes, patience))
        .then(
            room -> {
              try (room) {
                return work.get();
              }
            });
  }

  /// Room for messages that nobody is waiting for: whoever has none tries again later, and does not
  /// wait here.
  ///
  /// @param bytes as for [#storing]
  public Outcome<Room> room(TenantId tenant, LongSupplier bytes) {
    return room(tenant, bytes, Duration.ZERO);
  }

  private Outcome<Room> room(TenantId tenant, LongSupplier bytes, Duration wait) {
    var most = quotas.of(tenant).of(QuotaKind.STORAGE_BYTES);
    return most.isEmpty()
        ? Outcome.done(BOUNDLESS)
        : rooms.take(tenant, most.getAsLong(), bytes.getAsLong(), wait);
  }

  /// Creates something of which the tenant may have only so many. What is there already is answered
  /// also when the quota is used up.
  public <T> Outcome<Creation<T>> creating(TenantId tenant, QuotaKind kind, Creating<T> something) {
    var most = quotas.of(tenant).of(kind);
    return most.isEmpty()
        ? something.create()
        : locks.during(tenant, () -> creating(kind, most.getAsLong(), something));
  }

  private <T> Outcome<Creation<T>> creating(QuotaKind kind, long most, Creating<T> something) {
    return something.count() < most
        ? something.create()
        : something
            .there()
            .orElseGet(() -> counted(Outcome.refused(new Refusal.QuotaExceeded(kind, most))));
  }

  /// Counts a stream or socket of the tenant, which whoever opened it closes.
  public Outcome<OpenConnection> connect(TenantId tenant) {
    return counted(connections.open(tenant, quotas.of(tenant).of(QuotaKind.CONNECTIONS)));
  }

  private <T> Outcome<T> counted(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Refused<T>(var why)) {
      var kind =
          why instanceof Refusal.QuotaExceeded(var of, _) ? of : QuotaKind.MESSAGES_PER_SECOND;
      adder(kind).increment();
    }
    return outcome;
  }

  private LongAdder adder(QuotaKind kind) {
    return Objects.requireNonNull(refused.get(kind));
  }

  /// How many calls were refused because of a quota of that kind, or of a key's rate.
  public long refused(QuotaKind kind) {
    return adder(kind).sum();
  }

  /// The bytes that the tenant's messages take.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public long bytes(TenantId tenant) {
    return storage.bytes(tenant);
  }

  /// How many streams and sockets the tenant has open, in all processes.
  public long connections(TenantId tenant) {
    return connections.count(tenant);
  }

  /// How many messages of the tenant's were taken in within the last second, in all processes.
  public long messages(TenantId tenant) {
    long wanted = rates.wanted(tenant);
    long most = rate(tenant);
    return most == MessageRates.NONE ? wanted : Math.min(most, wanted);
  }

  /// What this process tells the others.
  PeerUsage.Report report(String process) {
    return new PeerUsage.Report(process, rates.wanted(), connections.here());
  }

  /// Hears what the others have told, and forgets what nobody uses.
  void refresh() {
    rates.refresh();
  }

  /// How many accounts are in memory.
  int accounts() {
    return rates.accounts();
  }
}
