package io.edgemq.nats;

import io.edgemq.domain.lease.Handle;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.SettleLeases;
import io.edgemq.domain.lease.SettleLeases.Claim;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.Unreceive;
import java.util.List;
import java.util.Optional;

/// The errand of somebody who has leases.
///
/// @param claims with handles that were read by who brings them, because the desk's one thread is
///     everybody's
record Settling(long incarnation, List<Claim> claims, MoveTargets targets, Hearing hearing)
    implements Errand<Settling.Result> {

  /// How much the desk has heard.
  enum Hearing {
    /// What it happened to hear.
    SO_FAR,
    /// All that there was when the handles came.
    ALL
  }

  sealed interface Result {}

  /// One outcome per settlement.
  ///
  /// @param moves what was rejected and has to be moved
  record Done(List<SettleOutcome> outcomes, List<Moves> moves) implements Result {}

  /// A handle tells of what the desk has not heard of, or is stale as far as it has heard; nothing
  /// was settled.
  record Ahead() implements Result {}

  @Override
  public Optional<Result> perform(Proposal proposal) {
    if (claims.stream().anyMatch(claim -> isAhead(proposal.book(), claim.handle()))) {
      return Optional.of(new Ahead());
    }
    var before = proposal.point();
    var settled = new SettleLeases(claims, Leasing.handles(incarnation), targets).decide(proposal);
    // what is appended is proven to be up to date; what is only answered is not
    boolean doubtful =
        hearing == Hearing.SO_FAR
            && !proposal.hasChangedSince(before)
            && settled.outcomes().stream().anyMatch(SettleOutcome.Stale.class::isInstance);
    return Optional.of(doubtful ? new Ahead() : new Done(settled.outcomes(), settled.moves()));
  }

  /// The errand of somebody whose leases never reached their receiver. Answers whether the desk
  /// knew what the handles tell of; if not, nothing was done.
  static Errand<Boolean> takingBack(List<Optional<Handle>> handles, Hearing hearing) {
    return proposal -> {
      boolean ahead =
          hearing == Hearing.SO_FAR
              && handles.stream().anyMatch(handle -> isAhead(proposal.book(), handle));
      if (!ahead) {
        new Unreceive(handles).decide(proposal);
      }
      return Optional.of(!ahead);
    };
  }

  /// Whether this adapter has to hear more before it can tell what the handle is worth.
  private static boolean isAhead(LeaseBook book, Optional<Handle> handle) {
    return handle.filter(said -> !book.hasHeardOf(said)).isPresent();
  }
}
