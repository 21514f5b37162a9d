package io.edgemq.nats.queue;

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

/// The command that settles leases.
///
/// @param claims whose handles were parsed in the caller's thread, because the replica's one thread
///     serves everybody
public record Settling(
    long incarnation, List<Claim> claims, MoveTargets targets, Consistency consistency)
    implements Command<Settling.Result> {

  /// How much a replica must have read.
  public enum Consistency {
    /// What the replica has read so far.
    LOCAL,
    /// Everything that was stored when the command was submitted.
    LATEST
  }

  public sealed interface Result {}

  /// One outcome per settlement.
  ///
  /// @param moves the rejected messages, which have to be moved
  public record Done(List<SettleOutcome> outcomes, List<Moves> moves) implements Result {}

  /// A handle refers to something that the replica has not read yet, or looks stale in what it has
  /// read. Nothing was settled.
  public record Ahead() implements Result {}

  @Override
  public Optional<Result> perform(Proposal proposal) {
    if (claims.stream().anyMatch(claim -> isAhead(proposal.book(), claim.handle()))) {
      return Optional.of(new Ahead());
    }
    var before = proposal.point();
    var settled = new SettleLeases(claims, Leasing.handles(incarnation), targets).decide(proposal);
    // only an append proves that the book is up to date
    boolean doubtful =
        consistency == Consistency.LOCAL
            && !proposal.hasChangedSince(before)
            && settled.outcomes().stream().anyMatch(Settling::looksStale);
    return Optional.of(doubtful ? new Ahead() : new Done(settled.outcomes(), settled.moves()));
  }

  private static boolean looksStale(SettleOutcome outcome) {
    return outcome instanceof SettleOutcome.Stale || outcome instanceof SettleOutcome.GivenBack;
  }

  /// The command that takes back leases which never reached their receiver. Returns whether the
  /// replica knew the handles' leases; if not, nothing was done.
  public static Command<Boolean> unreceiving(
      List<Optional<Handle>> handles, Consistency consistency) {
    return proposal -> {
      boolean ahead =
          consistency == Consistency.LOCAL
              && handles.stream().anyMatch(handle -> isAhead(proposal.book(), handle));
      if (!ahead) {
        new Unreceive(handles).decide(proposal);
      }
      return Optional.of(!ahead);
    };
  }

  /// Whether this adapter has to read more before it can judge the handle.
  private static boolean isAhead(LeaseBook book, Optional<Handle> handle) {
    return handle.filter(said -> !book.hasHeardOf(said)).isPresent();
  }
}
