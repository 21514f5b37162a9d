package io.edgemq.http;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tenants and their keys, which remember what was asked of them.
final class FakeTenants
    implements ManageTenants, ManageKeys, ManageQuotas, DescribeSelf, MakeTickets {
  static final Map<QuotaKind, Long> USED =
      Map.of(
          QuotaKind.STORAGE_BYTES, 1_000L,
          QuotaKind.QUEUES, 2L,
          QuotaKind.TOPICS, 3L,
          QuotaKind.BUCKETS, 6L,
          QuotaKind.SUBSCRIPTIONS, 4L,
          QuotaKind.CONNECTIONS, 5L,
          QuotaKind.MESSAGES_PER_SECOND, 6L);

  final NavigableMap<String, Tenant> tenants = new TreeMap<>();
  final List<ApiKey> keys = new ArrayList<>();
  final List<String> done = new ArrayList<>();
  @Nullable Wish wish;
  @Nullable Stream stream;
  @Nullable Duration ticketTime;
  @Nullable Refusal refusal;

  FakeTenants() {
    tenants.put("t1", Tenant.active(FakeLogins.TENANT, "first", FakeQueues.BORN));
  }

  private <T> Outcome<T> done(Actor by, String what, T value) {
    done.add(by.name() + " " + by.from().address() + " " + what);
    return refusal == null ? Outcome.done(value) : Outcome.refused(refusal);
  }

  @Override
  public Outcome<Tenant> create(Actor by, String tag) {
    var made = Tenant.active(new TenantId("t2"), tag, FakeQueues.BORN);
    tenants.put("t2", made);
    return done(by, "create " + tag, made);
  }

  @Override
  public Outcome<Tenant> find(TenantId id) {
    var there = tenants.get(id.value());
    return there == null ? Outcome.refused(new Refusal.NoSuchTenant()) : Outcome.done(there);
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    var after = paging.after();
    var tail = after == null ? tenants : tenants.tailMap(after, false);
    var items = tail.values().stream().limit(paging.limit()).toList();
    boolean more = tail.size() > items.size();
    return new Slice<>(items, more ? items.getLast().id().value() : null);
  }

  @Override
  public Outcome<Tenant> suspend(Actor by, TenantId id) {
    return find(id).then(found -> done(by, "suspend", found.in(Tenant.State.SUSPENDED)));
  }

  @Override
  public Outcome<Tenant> unsuspend(Actor by, TenantId id) {
    return find(id).then(found -> done(by, "unsuspend", found));
  }

  @Override
  public Outcome<Unit> delete(Actor by, TenantId id) {
    return find(id).then(_ -> done(by, "delete", Unit.UNIT));
  }

  @Override
  public Outcome<Quota> quota(TenantId id) {
    return find(id).then(found -> Outcome.done(found.quota()));
  }

  @Override
  public Outcome<Quota> replace(Actor by, TenantId id, Quota quota) {
    return find(id)
        .then(
            found -> {
              tenants.put(id.value(), found.within(quota));
              return done(by, "quota", quota);
            });
  }

  @Override
  public Slice<Usage> usage(Paging paging) {
    return list(paging).map(tenant -> new Usage(tenant, USED));
  }

  @Override
  public Outcome<Issued> issue(Actor by, TenantId tenant, Wish wanted) {
    return find(tenant).then(_ -> done(by, "issue", issued(tenant, wanted)));
  }

  private Issued issued(TenantId tenant, Wish wanted) {
    wish = wanted;
    var scopes = wanted.scopes() == null ? Scopes.EVERYTHING : wanted.scopes();
    var key =
        new ApiKey(
            "ak_3",
            tenant,
            FakeLogins.hash("made-token"),
            wanted.label(),
            wanted.kind(),
            scopes,
            FakeQueues.BORN,
            wanted.expiresAt(),
            null,
            wanted.messagesPerSecond());
    keys.add(key);
    return new Issued(key, "made-token");
  }

  @Override
  public Outcome<Slice<ApiKey>> list(TenantId tenant, Paging paging) {
    return find(tenant).then(_ -> Outcome.done(new Slice<>(keys, null)));
  }

  @Override
  public Outcome<Unit> revoke(Actor by, TenantId tenant, String keyId) {
    return find(tenant).then(_ -> revoked(keyId)).then(_ -> done(by, "revoke", Unit.UNIT));
  }

  private static Outcome<Unit> revoked(String keyId) {
    return keyId.equals("ak_3") ? Unit.done() : Outcome.refused(new Refusal.NoSuchKey());
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return who.scopes().manages()
        ? Unit.done()
        : Outcome.refused(new Refusal.InsufficientScope("manage"));
  }

  @Override
  public Outcome<Issued> issue(Principal who, Origin from, Wish wanted) {
    return mayManage(who)
        .then(_ -> done(new Actor(who.actor(), from), "issue", issued(who.tenant(), wanted)));
  }

  @Override
  public Outcome<Slice<ApiKey>> list(Principal who, Paging paging) {
    return mayManage(who)
        .then(
            _ ->
                Outcome.done(
                    new Slice<>(keys, null).only(key -> key.tenant().equals(who.tenant()))));
  }

  @Override
  public Outcome<Unit> revoke(Principal who, Origin from, String keyId) {
    return mayManage(who)
        .then(_ -> revoked(who.tenant().equals(FakeLogins.TENANT) ? keyId : "none"));
  }

  @Override
  public Outcome<Self> describe(Principal who) {
    var key =
        who.key()
            .map(KeyRef::keyId)
            .map(
                id ->
                    ApiKey.lasting(id, who.tenant(), FakeLogins.hash("x"), "mine", FakeQueues.BORN))
            .orElse(null);
    var tenant = Tenant.active(who.tenant(), "first", FakeQueues.BORN);
    return Outcome.done(
        new Self(tenant, key, Limits.DEFAULT, USED, FakeQueues.BORN.plusSeconds(1)));
  }

  @Override
  public Outcome<Ticket> make(Principal who, Stream wanted, String path, Duration time) {
    stream = wanted;
    ticketTime = time;
    return refusal == null
        ? Outcome.done(new Ticket("tk_made", FakeQueues.BORN.plus(time)))
        : Outcome.refused(refusal);
  }
}
