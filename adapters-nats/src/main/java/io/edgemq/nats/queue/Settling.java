package io.edgemq.nats.queue;

import io.edgemq.domain.lease.Handle;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.SettleLeases;
import io.edgemq.domain.lease.SettleLeases.Claim;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.Unreceive;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The command that settles leases. It needs no message to have arrived, apart from those that it
/// settles: [Evidence] brings them.
///
/// @param claims whose handles were parsed in the caller's thread, because the replica's one thread
///     serves everybody
/// @param evidence null: what the replica has read so far must be enough
public record Settling(
    long incarnation, List<Claim> claims, MoveTargets targets, @Nullable Evidence evidence)
    implements Command<Settling.Result> {

  /// What the servers have of some messages, apart from what was decided about them.
  ///
  /// @param found those that are there
  /// @param missing those that are not, and will not come again
  public record Evidence(List<MessageEntry> found, List<Long> missing) {
    private void bring(Proposal proposal) {
      var book = proposal.book();
      found.forEach(book::arrive);
      missing.forEach(sequence -> book.apply(new Gone(sequence)));
      var unused = book.passTime(proposal.moment(), proposal.config()); // they may be past it
    }
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
  public boolean readsMessages() {
    return false;
  }

  @Override
  public Optional<Result> perform(Proposal proposal) {
    if (evidence != null) {
      evidence.bring(proposal);
    }
    if (claims.stream().anyMatch(claim -> isAhead(proposal.book(), claim.handle()))) {
      return Optional.of(new Ahead());
    }
    var before = proposal.point();
    var settled = new SettleLeases(claims, Leasing.handles(incarnation), targets).decide(proposal);
    // only an append proves that the book is up to date
    boolean doubtful =
        evidence == null
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
      List<Optional<Handle>> handles, @Nullable Evidence evidence) {
    return Command.onLedger(
        proposal -> {
          if (evidence != null) {
            evidence.bring(proposal);
          }
          boolean ahead =
              evidence == null
                  && handles.stream().anyMatch(handle -> isAhead(proposal.book(), handle));
          if (!ahead) {
            new Unreceive(handles).decide(proposal);
          }
          return Optional.of(!ahead);
        });
  }

  /// Whether this adapter has to read more before it can judge the handle.
  private static boolean isAhead(LeaseBook book, Optional<Handle> handle) {
    return handle.filter(said -> !book.hasHeardOf(said)).isPresent();
  }
}
