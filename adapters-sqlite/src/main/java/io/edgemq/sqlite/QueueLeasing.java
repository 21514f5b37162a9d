package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.ports.out.QueueStore.ReceiveRequest;
import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Messages on their way out of queues: what can be received comes from two sorted lists, those
/// that are pending and due, and those that nobody was given yet. Only their heads are looked at.
final class QueueLeasing {
  /// Rows that one receive looks at beyond those it hands out, before it lets others have a turn.
  private static final int SPARE = 256;

  private static final String DUE =
      """
      SELECT p.due, p.seq, p.rev, p.attempt, m.id, m.seq, m.ts, m.listed, m.grp, m.meta, m.body
      FROM queue_pending p
      LEFT JOIN queue_message m ON m.id = p.message AND m.store = p.store AND m.seq = p.seq
      WHERE p.store = ? AND p.due <= ? ORDER BY p.due, p.seq LIMIT ?""";
  private static final String NEXT_DUE =
      "SELECT due FROM queue_pending WHERE store = ? AND due > ? ORDER BY due LIMIT 1";
  private static final String FRESH =
      """
      SELECT id, seq, ts, listed, grp, meta, body FROM queue_message
      WHERE store = ? AND seq > ? ORDER BY seq LIMIT ?""";
  private static final String LEASE_FRESH =
      """
      INSERT INTO queue_pending
      SELECT store, ?, seq, id, 1, 1, 1, NULL FROM queue_message
      WHERE store = ? AND seq > ? AND seq <= ? AND listed = 0""";
  private static final String LEASE_PENDING =
      """
      UPDATE queue_pending SET due = ?, rev = rev + 1, attempt = attempt + 1, leased = 1
      WHERE store = ? AND due = ? AND seq = ?""";

  private final QueueRows rows;
  private final QueueExpiry expiry;
  private final QueueBurial burial;

  QueueLeasing(QueueRows rows, QueueExpiry expiry, QueueBurial burial) {
    this.rows = rows;
    this.expiry = expiry;
    this.burial = burial;
  }

  /// A message that can be received, as it stands before it is.
  ///
  /// @param message null when only its listing is left
  /// @param due when it became visible: the time it was sent for one that nobody was given yet
  /// @param rev 0 for one that is not listed
  private record Candidate(
      long seq, @Nullable Message message, long due, long rev, int attempt, Listing listing) {
    private Message there() {
      return Objects.requireNonNull(message);
    }
  }

  private enum Listing {
    PENDING,
    FRESH
  }

  /// A message that was leased.
  record Leased(Message message, LeaseKey key, int attempt) {}

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
  Harvest receive(Transaction tx, QueueState queue, ReceiveRequest request) throws SQLException {
    if (queue.isDeleted()) {
      return new Harvest(List.of(), Harvest.Rest.GONE);
    }
    if (expiry.raise(tx, queue)) {
      return new Harvest(List.of(), Harvest.Rest.SOME);
    }
    int max = request.max();
    var due = collectDue(tx, queue, max);
    var fresh = queue.isFifo() ? List.<Candidate>of() : collectFresh(tx, queue, max);
    var chosen = merge(due.ready(), fresh, max);
    long until = tx.now() + request.visibility().toMillis();
    var leased = lease(tx, queue, chosen, until);
    updateNextDue(tx, queue, due, new Taken(chosen, until));
    boolean more =
        chosen.size() == max || due.extent() == Extent.PART || queue.cursor < queue.lastSeq;
    return new Harvest(leased, more ? Harvest.Rest.SOME : Harvest.Rest.NONE);
  }

  /// What of the pending list is due.
  private record Due(List<Candidate> ready, Extent extent) {}

  private enum Extent {
    /// Nothing was due, by what the queue knows without looking.
    NONE,
    /// Only the first ones.
    PART,
    /// Every one.
    ALL
  }

  /// The first of what is pending and due. What can not be handed out is dropped on the way, which
  /// in a FIFO queue may let a successor through, so the list is looked at again.
  private Due collectDue(Transaction tx, QueueState queue, int max) throws SQLException {
    if (queue.nextDue > tx.now()) {
      return new Due(List.of(), Extent.NONE);
    }
    for (int dropped = 0; ; ) {
      var page = due(tx, queue, max);
      var ready = new ArrayList<Candidate>(page.size());
      for (var candidate : page) {
        if (!drop(tx, queue, candidate)) {
          ready.add(candidate);
        }
      }
      dropped += page.size() - ready.size();
      if (page.size() == ready.size() || dropped > SPARE) {
        boolean all = page.size() == ready.size() && page.size() < max;
        return new Due(ready, all ? Extent.ALL : Extent.PART);
      }
    }
  }

  private List<Candidate> due(Transaction tx, QueueState queue, int max) throws SQLException {
    var page = new ArrayList<Candidate>(max);
    try (var found = tx.sql(DUE).set(queue.store).set(tx.now()).set(max).rows()) {
      while (found.next()) {
        long due = found.getLong(1);
        long seq = found.getLong(2);
        boolean there = found.getLong(6) == seq;
        var message = there ? Message.read(found, 5) : null;
        page.add(
            new Candidate(
                seq,
                message,
                due,
                found.getLong(3),
                Math.toIntExact(found.getLong(4)),
                Listing.PENDING));
      }
    }
    return page;
  }

  /// Drops what must not be handed out; whether it had to. The row of a message that was removed
  /// for
  /// its age may still be listed; one handed out too often goes to the dead letters.
  private boolean drop(Transaction tx, QueueState queue, Candidate candidate) throws SQLException {
    var message = candidate.message();
    if (message == null || candidate.seq() < queue.floor) {
      rows.unlist(tx, queue, candidate.due(), candidate.seq());
      return true;
    }
    var policy = queue.queue().config().deadLetter();
    if (policy == null || !policy.isExhausted(candidate.attempt())) {
      return false;
    }
    rows.unlist(tx, queue, candidate.due(), candidate.seq());
    rows.remove(tx, queue, candidate.seq(), message.group());
    burial.bury(
        tx,
        queue,
        message,
        new QueueBurial.Death(DeadLetterReason.MAX_RECEIVES, candidate.attempt()));
    return true;
  }

  /// The first of those that nobody was given yet.
  private List<Candidate> collectFresh(Transaction tx, QueueState queue, int max)
      throws SQLException {
    if (queue.cursor < queue.floor - 1) {
      queue.change(tx);
      queue.cursor = queue.floor - 1;
    }
    long from = queue.cursor;
    if (from >= queue.lastSeq) {
      return List.of();
    }
    var fresh = new ArrayList<Candidate>(max);
    int looked = 0;
    long last = from;
    try (var found = tx.sql(FRESH).set(queue.store).set(from).set(max + SPARE).rows()) {
      while (fresh.size() < max && found.next()) {
        looked++;
        last = found.getLong(2);
        if (found.getLong(4) == 0) {
          var message = Message.read(found, 1);
          fresh.add(new Candidate(message.seq(), message, message.ts(), 0, 0, Listing.FRESH));
        }
      }
    }
    if (fresh.isEmpty()) {
      queue.change(tx);
      queue.cursor = looked < max + SPARE ? queue.lastSeq : last;
    }
    return fresh;
  }

  /// The first `max` of both, the one that became visible earlier first.
  private static List<Candidate> merge(List<Candidate> due, List<Candidate> fresh, int max) {
    if (due.isEmpty() || fresh.isEmpty()) {
      return due.isEmpty() ? fresh : due;
    }
    var merged = new ArrayList<Candidate>(max);
    int i = 0;
    int j = 0;
    while (merged.size() < max && (i < due.size() || j < fresh.size())) {
      boolean takeDue =
          j == fresh.size() || (i < due.size() && due.get(i).due() <= fresh.get(j).due());
      merged.add(takeDue ? due.get(i++) : fresh.get(j++));
    }
    return merged;
  }

  private List<Leased> lease(Transaction tx, QueueState queue, List<Candidate> chosen, long until)
      throws SQLException {
    var leased = new ArrayList<Leased>(chosen.size());
    long from = queue.cursor;
    long to = from;
    for (var candidate : chosen) {
      if (candidate.listing() == Listing.FRESH) {
        to = candidate.seq();
      } else {
        long due = candidate.due();
        tx.sql(LEASE_PENDING).set(until).set(queue.store).set(due).set(candidate.seq()).run();
      }
      var key = new LeaseKey(queue.id(), queue.store, candidate.seq(), until, candidate.rev() + 1);
      leased.add(new Leased(candidate.there(), key, candidate.attempt() + 1));
    }
    if (to > from) {
      tx.sql(LEASE_FRESH).set(until).set(queue.store).set(from).set(to).run();
      queue.cursor = to;
      queue.change(tx);
    }
    return leased;
  }

  /// What a receive chose, and when the leases of that end.
  private record Taken(List<Candidate> chosen, long until) {
    /// Whether all of `ready` is among what was chosen.
    boolean hasAll(List<Candidate> ready) {
      long pending = chosen.stream().filter(each -> each.listing() == Listing.PENDING).count();
      return pending == ready.size();
    }
  }

  /// When the pending list must be looked at again. What was due and not chosen, because newer
  /// messages became visible before it, still is.
  private void updateNextDue(Transaction tx, QueueState queue, Due due, Taken taken)
      throws SQLException {
    long next = queue.nextDue;
    if (due.extent() == Extent.ALL && taken.hasAll(due.ready())) {
      next = tx.sql(NEXT_DUE).set(queue.store).set(tx.now()).number(Long.MAX_VALUE);
    }
    next = Math.min(next, taken.until());
    if (next != queue.nextDue) {
      queue.nextDue = next;
      queue.changeHints(tx);
    }
  }
}
