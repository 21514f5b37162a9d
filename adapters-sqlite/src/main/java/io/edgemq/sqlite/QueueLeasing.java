package io.edgemq.sqlite;

import static io.edgemq.ports.out.QueueStore.RECEIVE_BYTES;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.sqlite.QueueHeads.Candidate;
import io.edgemq.sqlite.QueueHeads.Extent;
import io.edgemq.sqlite.QueueHeads.Head;
import io.edgemq.sqlite.QueueHeads.Heads;
import io.edgemq.sqlite.QueueHeads.Listing;
import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Messages on their way out of queues. Leases those first that could be received for the longest
/// time.
final class QueueLeasing {
  private static final String NEXT_DUE =
      "SELECT due FROM queue_pending WHERE store = ? AND due > ? ORDER BY due LIMIT 1";
  private static final String LEASE_FRESH =
      """
      INSERT INTO queue_pending
      SELECT store, ?, seq, id, 1, 1, 1, NULL, 0 FROM queue_message
      WHERE store = ? AND seq > ? AND seq <= ? AND listed = 0""";
  private static final String LEASE_PENDING =
      """
      UPDATE queue_pending
      SET due = ?, rev = rev + 1, attempt = attempt + 1, leased = 1, relisted = 0
      WHERE store = ? AND due = ? AND seq = ?""";

  private final QueueExpiry expiry;
  private final QueueHeads heads;

  QueueLeasing(QueueExpiry expiry, QueueHeads heads) {
    this.expiry = expiry;
    this.heads = heads;
  }

  /// A message that was leased; a long body is still to be read.
  ///
  /// @param until when the lease ends, by the wall clock
  record Leased(Message message, LeaseKey key, int attempt, long until) {}

  /// What a receive came to.
  ///
  /// @param leased what it leased
  /// @param rest whether there may be more to be had
  record Harvest(List<Leased> leased, Rest rest) {
    /// Whether a receive saw all there was.
    enum Rest {
      /// It did.
      NONE,
      /// It did not, so the same request may find some or more at once.
      SOME,
      /// The queue is no more.
      GONE
    }
  }

  /// Leases up to `request.max()` messages that are visible now.
  Harvest receive(Transaction tx, SqliteQueue queue, ReceiveRequest request) throws SQLException {
    if (queue.isDeleted()) {
      return new Harvest(List.of(), Harvest.Rest.GONE);
    }
    if (expiry.raise(tx, queue)) {
      return new Harvest(List.of(), Harvest.Rest.SOME);
    }
    int max = request.max();
    var found = heads.collect(tx, queue, max);
    var chosen = choose(found, max);
    var config = queue.queue().config();
    long visibility = config.visibilityOr(request.visibility()).toMillis();
    long due = tx.queueTime() + visibility;
    var leased = lease(tx, queue, chosen, visibility);
    updateHints(tx, queue, found, chosen);
    if (!chosen.isEmpty()) {
      queue.leased(due);
    }
    boolean more = chosen.size() < found.size() || chosen.size() == max || found.isPart();
    more |= queue.cursor < queue.lastSeq;
    return new Harvest(leased, more ? Harvest.Rest.SOME : Harvest.Rest.NONE);
  }

  private static List<Candidate> choose(Heads found, int max) {
    if (found.always().ready().isEmpty() && found.timed().ready().isEmpty()) {
      return found.fresh();
    }
    var all = new ArrayList<>(found.always().ready());
    all.addAll(found.timed().ready());
    all.addAll(found.fresh());
    all.sort(Comparator.comparingLong(Candidate::since).thenComparingLong(Candidate::seq));
    int count = 0;
    long bytes = 0;
    while (count < all.size() && count < max && bytes < RECEIVE_BYTES) {
      bytes += all.get(count).message().size();
      count++;
    }
    return List.copyOf(all.subList(0, count));
  }

  private static List<Leased> lease(
      Transaction tx, SqliteQueue queue, List<Candidate> chosen, long visibility)
      throws SQLException {
    long due = tx.queueTime() + visibility;
    long until = tx.now() + visibility;
    var leased = new ArrayList<Leased>(chosen.size());
    long to = queue.cursor;
    for (var candidate : chosen) {
      long seq = candidate.seq();
      if (candidate.listing() == Listing.FRESH) {
        to = seq;
      } else {
        tx.sql(LEASE_PENDING).set(due).set(queue.store).set(candidate.due()).set(seq).run();
      }
      var key = new LeaseKey(queue.id(), queue.store, seq, due, candidate.rev() + 1);
      leased.add(new Leased(candidate.message(), key, candidate.attempt() + 1, until));
    }
    if (to > queue.cursor) {
      tx.sql(LEASE_FRESH).set(due).set(queue.store).set(queue.cursor).set(to).run();
      queue.cursor = to;
      queue.change(tx);
    }
    return leased;
  }

  /// Remembers when the next message can be received, so that receives before that need not look.
  private static void updateHints(
      Transaction tx, SqliteQueue queue, Heads found, List<Candidate> chosen) throws SQLException {
    queue.changeHints(tx);
    if (isUsedUp(found.always(), Listing.ALWAYS, chosen)) {
      queue.nextAlways = Long.MAX_VALUE;
    }
    if (queue.nextDue <= tx.queueTime() && isUsedUp(found.timed(), Listing.TIMED, chosen)) {
      queue.nextDue = tx.sql(NEXT_DUE).set(queue.store).set(tx.queueTime()).number(Long.MAX_VALUE);
    }
  }

  private static boolean isUsedUp(Head head, Listing listing, List<Candidate> chosen) {
    return head.extent() == Extent.ALL
        && (head.ready().isEmpty()
            || chosen.stream().filter(c -> c.listing() == listing).count() == head.ready().size());
  }
}
