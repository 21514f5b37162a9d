package io.edgemq.application.quota;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.PeerUsage;
import io.github.bucket4j.TimeMeter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Counts the messages that are taken in, by tenant and by key, and refuses those above a rate.
/// There is no lock but an account's own.
final class MessageRates {
  /// Tells that there is no rate.
  static final long NONE = 0;

  private final TimeMeter time;
  private final PeerUsage peers;
  private final Map<TenantId, RateAccount> tenants = new ConcurrentHashMap<>();
  private final Map<KeyRef, RateAccount> keys = new ConcurrentHashMap<>();

  /// @param nanoTime as [System#nanoTime]
  MessageRates(LongSupplier nanoTime, PeerUsage peers) {
    this.time = new Meter(nanoTime);
    this.peers = peers;
  }

  /// Takes `messages` in at the tenant's rate; [#NONE]: it has none. Empty when they may come.
  Optional<Refusal> take(TenantId tenant, long rate, int messages) {
    while (true) {
      var account = account(tenant);
      synchronized (account) {
        if (!account.isForgotten()) {
          return take(account, rate, messages);
        }
      }
    }
  }

  /// As the other, and at the key's rate besides. What one of them refuses is taken of neither.
  Optional<Refusal> take(KeyRef key, long keyRate, long rate, int messages) {
    while (true) {
      var ofTenant = account(key.tenant());
      var ofKey = account(key);
      synchronized (ofTenant) {
        synchronized (ofKey) {
          if (!ofTenant.isForgotten() && !ofKey.isForgotten()) {
            return take(ofKey, keyRate, ofTenant, rate, messages);
          }
        }
      }
    }
  }

  private static Optional<Refusal> take(RateAccount account, long rate, int messages) {
    account.want(messages);
    if (rate == NONE) {
      return Optional.empty();
    }
    var objection = account.objection(messages, rate, Refusal.RateAccount.TENANT);
    if (objection.isEmpty()) {
      account.take(messages, rate);
    }
    return objection;
  }

  /// What the key's rate refuses does not count as wanted of the tenant's.
  private static Optional<Refusal> take(
      RateAccount ofKey, long keyRate, RateAccount ofTenant, long rate, int messages) {
    ofKey.want(messages);
    var objection = ofKey.objection(messages, keyRate, Refusal.RateAccount.KEY);
    if (objection.isEmpty()) {
      objection = take(ofTenant, rate, messages);
    }
    if (objection.isEmpty()) {
      ofKey.take(messages, keyRate);
    }
    return objection;
  }

  private RateAccount account(TenantId tenant) {
    var known = tenants.get(tenant);
    return known != null
        ? known
        : tenants.computeIfAbsent(
            tenant, id -> new RateAccount(time, Peers.wanted(peers, id.value())));
  }

  private RateAccount account(KeyRef key) {
    var known = keys.get(key);
    return known != null
        ? known
        : keys.computeIfAbsent(
            key, ref -> new RateAccount(time, Peers.wanted(peers, Peers.account(ref))));
  }

  /// How many messages came for the tenant within the last second, here and elsewhere.
  long wanted(TenantId tenant) {
    var known = tenants.get(tenant);
    return Peers.wanted(peers, tenant.value()) + (known == null ? 0 : wanted(known));
  }

  private static long wanted(RateAccount account) {
    synchronized (account) {
      return account.wanted();
    }
  }

  /// How many messages came for each account within the last second.
  Map<String, Long> wanted() {
    var all = new HashMap<String, Long>();
    tenants.forEach((id, account) -> add(all, id.value(), wanted(account)));
    keys.forEach((ref, account) -> add(all, Peers.account(ref), wanted(account)));
    return all;
  }

  private static void add(Map<String, Long> all, String name, long wanted) {
    if (wanted > 0) {
      all.put(name, wanted);
    }
  }

  /// Hears what other processes tell, and forgets the accounts that nobody has used of late.
  void refresh() {
    tenants.forEach((id, account) -> refresh(tenants, id, account, id.value()));
    keys.forEach((ref, account) -> refresh(keys, ref, account, Peers.account(ref)));
  }

  private <K> void refresh(Map<K, RateAccount> all, K key, RateAccount account, String name) {
    synchronized (account) {
      account.hear(Peers.wanted(peers, name));
      if (account.isIdle()) {
        account.forget();
        all.remove(key, account);
      }
    }
  }

  /// How many accounts are in memory.
  int accounts() {
    return tenants.size() + keys.size();
  }

  /// The clock of the buckets.
  private record Meter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
