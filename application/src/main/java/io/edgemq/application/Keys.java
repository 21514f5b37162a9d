package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.util.List;

/// Makes, lists and revokes keys. A key that a tenant may not make, because it may not manage keys
/// at all, leaves no entry in the audit: nothing was looked at.
public final class Keys implements ManageKeys {
  private static final String CREATE = "key.create";
  private static final String REVOKE = "key.revoke";

  private final Access access;
  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final AuditTrail trail;
  private final KeyIssuer issuer;

  /// How keys are made, and where it is written down.
  public record Tools(AuditTrail trail, KeyIssuer issuer) {}

  public Keys(Access access, TenantStore tenants, KeyDirectory keys, Tools tools) {
    this.access = access;
    this.tenants = tenants;
    this.keys = keys;
    this.trail = tools.trail();
    this.issuer = tools.issuer();
  }

  @Override
  public Outcome<Issued> issue(Actor by, TenantId tenant, Wish wish) {
    KeyRules.requireLabel(wish);
    return issue(by, tenant, there(tenant).then(_ -> KeyRules.expiring(wish, issuer.now())));
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return access.toManageKeys(who).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Issued> issue(Principal who, Origin from, Wish wish) {
    KeyRules.requireLabel(wish);
    if (wish.kind() != ApiKey.Kind.TENANT) {
      throw new IllegalArgumentException("only operators make support keys");
    }
    return access
        .toManageKeys(who)
        .then(
            tenant ->
                issue(
                    AuditedAction.actor(who, from),
                    tenant,
                    own(who)
                        .then(_ -> KeyRules.within(who, wish))
                        .then(within -> KeyRules.expiring(within, issuer.now()))));
  }

  /// A key that somebody makes with a support key would outlast it, unseen in the audit.
  private static Outcome<Unit> own(Principal who) {
    return who.credential() instanceof Principal.SupportKey
        ? Outcome.refused(new Refusal.KeyNeeded())
        : Unit.done();
  }

  private Outcome<Issued> issue(Actor by, TenantId tenant, Outcome<Wish> checked) {
    var id = issuer.newId();
    var action = new AuditedAction(by, CREATE, id, tenant);
    return switch (checked) {
      case Outcome.Done<Wish>(var wish) -> trail.during(action, () -> add(tenant, id, wish));
      case Outcome.Refused<Wish>(var why) -> trail.refuse(action, why);
    };
  }

  /// Whoever removes the tenant at the same time may not have seen the key.
  private Outcome<Issued> add(TenantId tenant, String id, Wish wish) {
    var issued = issuer.issue(tenant, id, wish);
    return switch (there(tenant)) {
      case Outcome.Done<Unit> _ -> Outcome.done(issued);
      case Outcome.Refused<Unit>(var gone) -> {
        boolean unused = keys.revoke(tenant, id, issuer.now());
        yield Outcome.refused(gone);
      }
    };
  }

  /// Makes a key of a token that is kept elsewhere already, on the machine itself.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  public Outcome<ApiKey> keep(Actor by, TenantId tenant, String label, String token) {
    var key = ApiKey.lasting(issuer.newId(), tenant, Sha256.of(token), label, issuer.now());
    return trail.during(
        new AuditedAction(by, CREATE, key.id(), tenant),
        () -> {
          keys.add(key);
          return Outcome.done(key);
        });
  }

  @Override
  public Outcome<Slice<ApiKey>> list(TenantId tenant, Paging paging) {
    return there(tenant).then(_ -> Outcome.done(page(keys.list(tenant), paging)));
  }

  @Override
  public Outcome<Slice<ApiKey>> list(Principal who, Paging paging) {
    return access.toManageKeys(who).then(tenant -> Outcome.done(page(keys.list(tenant), paging)));
  }

  private static Slice<ApiKey> page(List<ApiKey> all, Paging paging) {
    var after = paging.after();
    var rest =
        after == null
            ? all
            : all.stream().dropWhile(key -> !key.id().equals(after)).skip(1).toList();
    return rest.size() <= paging.limit()
        ? new Slice<>(rest, null)
        : new Slice<>(rest.subList(0, paging.limit()), rest.get(paging.limit() - 1).id());
  }

  @Override
  public Outcome<Unit> revoke(Actor by, TenantId tenant, String keyId) {
    return switch (there(tenant)) {
      case Outcome.Done<Unit> _ -> revokeKnown(by, tenant, keyId);
      case Outcome.Refused<Unit>(var why) -> refuse(by, tenant, keyId, why);
    };
  }

  @Override
  public Outcome<Unit> revoke(Principal who, Origin from, String keyId) {
    return access
        .toManageKeys(who)
        .then(tenant -> revokeKnown(AuditedAction.actor(who, from), tenant, keyId));
  }

  private Outcome<Unit> revokeKnown(Actor by, TenantId tenant, String keyId) {
    boolean isThere =
        keys.find(new KeyRef(tenant, keyId)).filter(key -> key.revokedAt() == null).isPresent();
    return isThere
        ? trail.during(new AuditedAction(by, REVOKE, keyId, tenant), () -> revoke(tenant, keyId))
        : refuse(by, tenant, keyId, new Refusal.NoSuchKey());
  }

  private Outcome<Unit> refuse(Actor by, TenantId tenant, String keyId, Refusal why) {
    return trail.refuse(new AuditedAction(by, REVOKE, KeyRules.shown(keyId), tenant), why);
  }

  private Outcome<Unit> revoke(TenantId tenant, String keyId) {
    return keys.revoke(tenant, keyId, issuer.now())
        ? Unit.done()
        : Outcome.refused(new Refusal.NoSuchKey());
  }

  private Outcome<Unit> there(TenantId tenant) {
    return Tenants.known(tenants, tenant).isPresent()
        ? Unit.done()
        : Outcome.refused(new Refusal.NoSuchTenant());
  }
}
