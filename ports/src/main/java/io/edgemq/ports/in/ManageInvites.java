package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes invites and decides about requests for them, for operators. Each change stands in the
/// audit before it is made; when it cannot be written there, nothing is done.
public interface ManageInvites {
  /// How long an invite is good when nobody says otherwise.
  Duration DEFAULT_TIME = Duration.ofDays(7);

  /// How long an invite may be good.
  Duration LONGEST_TIME = Duration.ofDays(90);

  /// Makes an invite.
  ///
  /// @param tag of the tenant to be
  /// @param time how long it is good
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Issued> create(Actor by, String tag, Duration time);

  /// The invites, the newest first, whatever their state.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Slice<Issued> list(Paging paging);

  /// Takes an invite back that nobody has claimed. To take it back again is no mistake.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Unit> remove(Actor by, String token);

  /// The requests, the newest first.
  ///
  /// @param status only those; null: all
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Slice<InviteRequest> requests(InviteRequest.@Nullable Status status, Paging paging);

  /// Makes an invite for who has asked; the same one however often.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Approved> approve(Actor by, String requestId, String note);

  /// Decides that there will be no invite. To decide so again is no mistake.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<InviteRequest> decline(Actor by, String requestId, String note);

  /// An invite and what its holder sends.
  record Issued(Invite invite, String token) {
    /// Shows no token.
    @Override
    public String toString() {
      return "Issued[" + invite.id() + "]";
    }
  }

  /// A request and its invite.
  record Approved(InviteRequest request, Issued invite) {}
}
