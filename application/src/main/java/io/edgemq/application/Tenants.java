package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.TenantStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes, shows, suspends and removes tenants. What a removed one had is left to [TenantRemovals].
public final class Tenants implements ManageTenants {
  private final TenantStore store;
  private final TenantRemovals removals;
  private final AuditTrail trail;
  private final IdSource ids;
  private final InstantSource clock;

  /// Where tenants get their identity and times, and where it is written down.
  public record Tools(AuditTrail trail, IdSource ids, InstantSource clock) {}

  public Tenants(TenantStore store, TenantRemovals removals, Tools tools) {
    this.store = store;
    this.removals = removals;
    this.trail = tools.trail();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  /// A new identity of a tenant.
  static TenantId newId(IdSource ids) {
    return new TenantId("t_" + ids.next());
  }

  /// The tenant, unless it was removed.
  static Optional<Tenant> known(TenantStore store, TenantId id) {
    return store.find(id).filter(tenant -> tenant.state() != Tenant.State.DELETED);
  }

  @Override
  public Outcome<Tenant> create(Actor by, String tag) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var tenant = Tenant.active(newId(ids), tag, now);
    return trail.during(action(by, "tenant.create", tenant.id()), () -> create(tenant));
  }

  /// Makes the tenant with an id of the operator's choice, on the machine itself. When there is one
  /// with that id already, it is answered.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  public Outcome<Tenant> create(Actor by, TenantId id, String tag) {
    var there = store.find(id);
    if (there.isPresent()) {
      return there.get().state() == Tenant.State.DELETED ? noSuch() : Outcome.done(there.get());
    }
    var tenant = Tenant.active(id, tag, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return trail.during(action(by, "tenant.create", id), () -> create(tenant));
  }

  private Outcome<Tenant> create(Tenant tenant) {
    if (!store.create(tenant)) {
      throw new IllegalStateException("an id that nobody can guess is taken: " + tenant.id());
    }
    return Outcome.done(tenant);
  }

  @Override
  public Outcome<Tenant> find(TenantId id) {
    return known(store, id).map(Outcome::done).orElseGet(Tenants::noSuch);
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    return store.list(paging).only(tenant -> tenant.state() != Tenant.State.DELETED);
  }

  @Override
  public Outcome<Tenant> suspend(Actor by, TenantId id) {
    return move(action(by, "tenant.suspend", id), id, Tenant.State.SUSPENDED);
  }

  @Override
  public Outcome<Tenant> unsuspend(Actor by, TenantId id) {
    return move(action(by, "tenant.unsuspend", id), id, Tenant.State.ACTIVE);
  }

  @Override
  public Outcome<Unit> delete(Actor by, TenantId id) {
    return move(action(by, "tenant.delete", id), id, Tenant.State.DELETED)
        .then(
            tenant -> {
              removals.begin(tenant.id());
              return Unit.done();
            });
  }

  private Outcome<Tenant> move(AuditedAction action, TenantId id, Tenant.State to) {
    return known(store, id)
        .map(found -> trail.during(action, () -> move(found, to)))
        .orElseGet(() -> trail.refuse(action, new Refusal.NoSuchTenant()));
  }

  private Outcome<Tenant> move(Tenant found, Tenant.State to) {
    return Revision.of(found, current -> attempt(current, to));
  }

  private Revision.Step<Tenant, Tenant> attempt(Tenant current, Tenant.State to) {
    if (current.state() == to) {
      return Revision.done(current);
    }
    var moved = current.in(to);
    if (store.replace(current, moved)) {
      return Revision.done(moved);
    }
    return known(store, current.id())
        .<Revision.Step<Tenant, Tenant>>map(Revision.Overtaken::new)
        .orElseGet(() -> Revision.refused(new Refusal.NoSuchTenant()));
  }

  private static AuditedAction action(Actor by, String name, TenantId id) {
    return new AuditedAction(by, name, id.value(), id);
  }

  private static <T> Outcome<T> noSuch() {
    return Outcome.refused(new Refusal.NoSuchTenant());
  }
}
