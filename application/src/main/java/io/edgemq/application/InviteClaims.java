package io.edgemq.application;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.ClaimInvites;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.ports.out.TenantStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes tenants of invites. Of all who claim an invite one gets it: the one who finds it open and
/// marks it. Whoever is refused leaves no entry in the audit, since everybody may ask.
public final class InviteClaims implements ClaimInvites {
  private static final Logger LOG = System.getLogger(InviteClaims.class.getName());

  private final InviteStore invites;
  private final InviteRequestStore requests;
  private final TenantStore tenants;
  private final Provisioning provisioning;
  private final AuditTrail trail;
  private final IdSource ids;
  private final InstantSource clock;

  /// Marked invites whose tenant was not made, and which could not be opened again yet.
  private final Set<String> stuck = ConcurrentHashMap.newKeySet();

  /// Where it is kept who was invited.
  public record Stores(InviteStore invites, InviteRequestStore requests, TenantStore tenants) {}

  /// Where tenants and requests get their identity and times, and where it is written down.
  public record Tools(AuditTrail trail, IdSource ids, InstantSource clock) {}

  public InviteClaims(Stores stores, Provisioning provisioning, Tools tools) {
    this.invites = stores.invites();
    this.requests = stores.requests();
    this.tenants = stores.tenants();
    this.provisioning = provisioning;
    this.trail = tools.trail();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  /// Opens the invites that the end of an earlier process left marked; before anybody claims one.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public void resume() {
    for (var invite : invites.claiming()) {
      boolean unused = invites.replace(invite, invite.in(Invite.State.OPEN, invite.tenant()));
    }
  }

  @Override
  public Outcome<Invite> look(String token) {
    return invites
        .find(Sha256.of(token))
        .map(this::unstuck)
        .map(this::open)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchInvite()));
  }

  private Outcome<Invite> open(Invite invite) {
    return invite.isOpen(clock.instant())
        ? Outcome.done(invite)
        : Outcome.refused(new Refusal.InviteGone());
  }

  @Override
  public Outcome<Claimed> claim(Origin from, String token, @Nullable String tag) {
    return look(token).then(invite -> claim(from, invite, tag));
  }

  private Outcome<Claimed> claim(Origin from, Invite invite, @Nullable String tag) {
    var id = tenantFor(invite);
    var tenant = Tenant.active(id, tag == null ? invite.tag() : tag, now());
    var marked = invite.in(Invite.State.CLAIMING, id);
    return invites.replace(invite, marked)
        ? provision(from, marked, tenant)
        : Outcome.refused(new Refusal.InviteGone());
  }

  /// The one that a claim which failed has left, unless an operator has removed it since.
  private TenantId tenantFor(Invite invite) {
    var former = invite.tenant();
    return former == null || isRemoved(former) ? Tenants.newId(ids) : former;
  }

  private boolean isRemoved(TenantId id) {
    return tenants.find(id).filter(tenant -> tenant.state() == Tenant.State.DELETED).isPresent();
  }

  /// Only one thread comes here with an invite at a time.
  private Outcome<Claimed> provision(Origin from, Invite marked, Tenant tenant) {
    var actor = new Actor(marked.id(), from);
    var action = new AuditedAction(actor, "invite.claim", marked.id(), tenant.id());
    boolean isDone = false;
    try {
      var outcome = trail.during(action, () -> make(marked, tenant));
      isDone = outcome instanceof Outcome.Done;
      return outcome;
    } finally {
      if (!isDone) {
        reopen(marked);
      }
    }
  }

  private Outcome<Claimed> make(Invite marked, Tenant tenant) {
    var made = provisioning.provision(tenant, marked.id());
    if (!invites.replace(marked, marked.in(Invite.State.CLAIMED, tenant.id()))) {
      throw new IllegalStateException("invite " + marked.id() + " was changed by somebody else");
    }
    return Outcome.done(made);
  }

  private void reopen(Invite marked) {
    try {
      boolean unused = invites.replace(marked, marked.in(Invite.State.OPEN, marked.tenant()));
    } catch (RuntimeException outage) {
      stuck.add(marked.id());
      LOG.log(Level.WARNING, "an invite that was not claimed is opened again later", outage);
    }
  }

  private Invite unstuck(Invite invite) {
    if (invite.state() != Invite.State.CLAIMING || !stuck.contains(invite.id())) {
      return invite;
    }
    var opened = invite.in(Invite.State.OPEN, invite.tenant());
    if (!invites.replace(invite, opened)) {
      return invite;
    }
    stuck.remove(invite.id());
    return opened;
  }

  @Override
  public Outcome<InviteRequest> ask(Origin from, String name, String email, String reason) {
    var id = "req_" + ids.next();
    var request = new InviteRequest(id, name, email, reason, from.address(), now(), null);
    var action = new AuditedAction(new Actor(id, from), "invite_request.create", id, null);
    return trail.during(
        action,
        () -> {
          if (!requests.add(request)) {
            throw new IllegalStateException("an id that nobody can guess is taken: " + id);
          }
          return Outcome.done(request);
        });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
