package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.domain.invite.InviteRequest.Decision;
import io.edgemq.domain.invite.InviteRequest.Status;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.InviteRequestStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides about requests for invites, each once: the first decision stands, and to decide so again
/// is no mistake.
final class RequestDecisions {
  private final InviteRequestStore store;
  private final AuditTrail trail;

  RequestDecisions(InviteRequestStore store, AuditTrail trail) {
    this.store = store;
    this.trail = trail;
  }

  Slice<InviteRequest> list(@Nullable Status status, Paging paging) {
    return store.list(status, paging);
  }

  /// The request as it is decided now.
  Outcome<InviteRequest> decide(Actor by, String name, String id, Decision decision) {
    var found = store.find(id);
    var target = found.map(InviteRequest::id).orElse("unknown");
    var action = new AuditedAction(by, name, target, null);
    return found
        .map(
            request ->
                objection(request, decision)
                    .map(why -> trail.<InviteRequest>refuse(action, why))
                    .orElseGet(() -> trail.during(action, () -> decide(request, decision))))
        .orElseGet(() -> trail.refuse(action, new Refusal.NoSuchInviteRequest()));
  }

  private static Optional<Refusal> objection(InviteRequest request, Decision decision) {
    var status = request.status();
    return status == Status.PENDING || status == request.decided(decision).status()
        ? Optional.empty()
        : Optional.of(new Refusal.AlreadyDecided(status));
  }

  private Outcome<InviteRequest> decide(InviteRequest found, Decision decision) {
    return Revision.of(found, request -> attempt(request, decision));
  }

  private Revision.Step<InviteRequest, InviteRequest> attempt(
      InviteRequest request, Decision decision) {
    var objection = objection(request, decision);
    if (objection.isPresent()) {
      return Revision.refused(objection.get());
    }
    if (request.status() != Status.PENDING) {
      return Revision.done(request);
    }
    var decided = request.decided(decision);
    return store.replace(request, decided)
        ? Revision.done(decided)
        : new Revision.Overtaken<>(store.find(request.id()).orElseThrow());
  }
}
