package io.edgemq.domain.invite;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody asks for an invite.
///
/// @param id its public name, `req_` and 24 letters or digits
/// @param name 1 to 200 characters, of the person
/// @param email 1 to 200 characters
/// @param reason at most 2 000 characters
/// @param address from where it was asked for
/// @param decision null while it is pending
public record InviteRequest(
    String id,
    String name,
    String email,
    String reason,
    String address,
    Instant createdAt,
    @Nullable Decision decision) {
  /// What operators made of it.
  ///
  /// @param by an operator's name
  /// @param note for other operators; may be empty
  /// @param invite the id of the invite; null: it was declined
  public record Decision(Instant at, String by, String note, @Nullable String invite) {}

  /// How far a request is.
  public enum Status {
    /// Nobody has decided.
    PENDING,
    /// There is an invite.
    APPROVED,
    /// There will be none.
    DECLINED
  }

  /// How far it is.
  public Status status() {
    if (decision == null) {
      return Status.PENDING;
    }
    return decision.invite() == null ? Status.DECLINED : Status.APPROVED;
  }

  /// The same with a decision.
  public InviteRequest decided(Decision made) {
    return new InviteRequest(id, name, email, reason, address, createdAt, made);
  }
}
