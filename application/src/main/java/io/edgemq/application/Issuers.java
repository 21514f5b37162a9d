package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scope;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Makes, lists and removes the issuers that tenants trust.
public final class Issuers implements ManageIssuers {
  private static final String CREATE = "issuer.create";
  private static final String DELETE = "issuer.delete";

  /// Every process knows them all.
  private static final int MOST = 100;

  private final Access access;
  private final IssuerStore store;
  private final TrustedIssuers trusted;
  private final Tools tools;

  /// What issuers are made with.
  ///
  /// @param urls which URLs may be read
  public record Tools(AuditTrail trail, WebhookClient urls, IdSource ids, InstantSource clock) {}

  public Issuers(Access access, IssuerStore store, TrustedIssuers trusted, Tools tools) {
    this.access = access;
    this.store = store;
    this.trusted = trusted;
    this.tools = tools;
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return access.toManageKeys(who).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Creation<Issuer>> create(
      Principal who, Origin from, String name, IssuerRule rule) {
    return access
        .toManageKeys(who)
        .then(
            tenant -> {
              var action = new AuditedAction(AuditedAction.actor(who, from), CREATE, name, tenant);
              return complaint(who, rule)
                  .map(why -> tools.trail().<Creation<Issuer>>refuse(action, why))
                  .orElseGet(() -> tools.trail().during(action, () -> add(tenant, name, rule)));
            });
  }

  /// What is wrong with it. Its tokens would outlast a key that ends, a token and a support key,
  /// and
  /// send faster than a key that has a rate.
  private Optional<Refusal> complaint(Principal who, IssuerRule rule) {
    return switch (who.credential()) {
      case Principal.SupportKey _, Principal.Token _ -> Optional.of(new Refusal.KeyNeeded());
      case Principal.Key(_, var rate) when rate != null || who.expiresAt() != null ->
          Optional.of(new Refusal.KeyNeeded());
      case Principal.Key _, Principal.AdminToken _ ->
          who.scopes()
              .firstBeyond(rule.scopes())
              .map(Scope::text)
              .<Refusal>map(Refusal.InsufficientScope::new)
              .or(() -> reach(rule))
              .or(
                  () ->
                      trusted.isShared(rule)
                          ? Optional.of(new Refusal.IssuerTaken())
                          : Optional.empty());
    };
  }

  /// A name that does not resolve now may do so later.
  private Optional<Refusal> reach(IssuerRule rule) {
    var url =
        rule.source().orElseThrow(() -> new IllegalArgumentException("no URL to read keys from"));
    return switch (tools.urls().check(url)) {
      case WebhookClient.Allowed _, WebhookClient.Unresolved _ -> Optional.empty();
      case WebhookClient.Forbidden _ -> Optional.of(new Refusal.UrlForbidden());
    };
  }

  private Outcome<Creation<Issuer>> add(TenantId tenant, String name, IssuerRule rule) {
    var others = store.list(tenant);
    if (others.size() >= MOST && others.stream().noneMatch(each -> each.name().equals(name))) {
      return Outcome.refused(new Refusal.TooManyIssuers(MOST));
    }
    var now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var issuer = new Issuer(Issuer.ID + tools.ids().next(), tenant, name, rule, now);
    return switch (store.add(issuer)) {
      case IssuerStore.Added _ -> Outcome.done(new Creation.Created<>(issuer));
      case IssuerStore.Exists(var there) ->
          there.rule().equals(rule)
              ? Outcome.done(new Creation.Existing<>(there))
              : Outcome.refused(new Refusal.IssuerExists(name));
      case IssuerStore.Taken _ -> Outcome.refused(new Refusal.IssuerTaken());
    };
  }

  @Override
  public Outcome<List<Issuer>> list(Principal who) {
    return access.toManageKeys(who).then(tenant -> Outcome.done(store.list(tenant)));
  }

  @Override
  public Outcome<Unit> delete(Principal who, Origin from, String name) {
    return access
        .toManageKeys(who)
        .then(
            tenant -> {
              var action = new AuditedAction(AuditedAction.actor(who, from), DELETE, name, tenant);
              return store.list(tenant).stream().anyMatch(issuer -> issuer.name().equals(name))
                  ? tools.trail().during(action, () -> remove(tenant, name))
                  : tools.trail().refuse(action, new Refusal.NoSuchIssuer());
            });
  }

  private Outcome<Unit> remove(TenantId tenant, String name) {
    return store.delete(tenant, name) ? Unit.done() : Outcome.refused(new Refusal.NoSuchIssuer());
  }
}
