package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes invites and takes them back, and decides about requests. A decision is made once; the
/// invite of one that was approved follows from it alone, and is made after it: what a crash
/// prevents, the next approval makes up for.
public final class Invites implements ManageInvites {
  private final InviteStore invites;
  private final RequestDecisions requests;
  private final InviteTokens tokens;
  private final AuditTrail trail;
  private final IdSource ids;
  private final InstantSource clock;

  /// Where invites get their identity, token and times, and where it is written down.
  public record Tools(AuditTrail trail, InviteTokens tokens, IdSource ids, InstantSource clock) {}

  public Invites(InviteStore invites, InviteRequestStore requests, Tools tools) {
    this.invites = invites;
    this.tokens = tools.tokens();
    this.trail = tools.trail();
    this.ids = tools.ids();
    this.clock = tools.clock();
    this.requests = new RequestDecisions(requests, trail);
  }

  @Override
  public Outcome<Issued> create(Actor by, String tag, Duration time) {
    if (!time.isPositive() || time.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException("an invite is not good for " + time);
    }
    var now = now();
    var id = "inv_" + ids.next();
    return make(by, Invite.open(id, tokens.hash(id), tag, by.name(), now, now.plus(time)));
  }

  private Outcome<Issued> make(Actor by, Invite invite) {
    return trail.during(
        new AuditedAction(by, "invite.create", invite.id(), null),
        () -> {
          var there = invites.add(invite) ? invite : invites.find(invite.id()).orElseThrow();
          return Outcome.done(tokens.issued(there));
        });
  }

  @Override
  public Slice<Issued> list(Paging paging) {
    return invites.list(paging).map(tokens::issued);
  }

  @Override
  public Outcome<Unit> remove(Actor by, String token) {
    var found = invites.find(Sha256.of(token));
    var target = found.map(Invite::id).orElse("unknown");
    var action = new AuditedAction(by, "invite.remove", target, null);
    return found
        .map(invite -> trail.during(action, () -> Revision.of(invite, this::removing)))
        .orElseGet(() -> trail.refuse(action, new Refusal.NoSuchInvite()));
  }

  private Revision.Step<Invite, Unit> removing(Invite invite) {
    return switch (invite.state()) {
      case REMOVED -> new Revision.Settled<>(Unit.done());
      case CLAIMING, CLAIMED -> Revision.refused(new Refusal.InviteGone());
      case OPEN ->
          invites.replace(invite, invite.in(Invite.State.REMOVED, invite.tenant()))
              ? new Revision.Settled<>(Unit.done())
              : new Revision.Overtaken<>(invites.find(invite.id()).orElseThrow());
    };
  }

  @Override
  public Slice<InviteRequest> requests(InviteRequest.@Nullable Status status, Paging paging) {
    return requests.list(status, paging);
  }

  @Override
  public Outcome<Approved> approve(Actor by, String requestId, String note) {
    var decision = new InviteRequest.Decision(now(), by.name(), note, tokens.idFor(requestId));
    return requests
        .decide(by, "invite_request.approve", requestId, decision)
        .then(request -> invite(by, request));
  }

  private Outcome<Approved> invite(Actor by, InviteRequest approved) {
    var id = tokens.idFor(approved.id());
    return invites
        .find(id)
        .map(there -> Outcome.done(tokens.issued(there)))
        .orElseGet(() -> make(by, wanted(id, approved)))
        .then(issued -> Outcome.done(new Approved(approved, issued)));
  }

  private Invite wanted(String id, InviteRequest approved) {
    var decision = approved.decision();
    if (decision == null) {
      throw new IllegalStateException("nobody has decided about " + approved.id());
    }
    var at = decision.at();
    return Invite.open(
        id, tokens.hash(id), approved.name(), decision.by(), at, at.plus(DEFAULT_TIME));
  }

  @Override
  public Outcome<InviteRequest> decline(Actor by, String requestId, String note) {
    var decision = new InviteRequest.Decision(now(), by.name(), note, null);
    return requests.decide(by, "invite_request.decline", requestId, decision);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
