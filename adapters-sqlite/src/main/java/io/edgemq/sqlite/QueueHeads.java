package io.edgemq.sqlite;

import static io.edgemq.ports.out.QueueStore.RECEIVE_BYTES;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.sqlite.QueueBurial.Death;
import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The heads of a queue's three lists: messages that can be received whatever the clock says,
/// messages that waited and are due, and messages that were never handed out. Looks only at as many
/// as can be handed out.
final class QueueHeads {
  /// Rows that one receive looks at beyond those it hands out, before it lets others have a turn.
  private static final int SPARE = 256;

  private static final String DUE =
      "SELECT p.due, p.seq, p.rev, p.attempt, "
          + Message.COLUMNS
          + """
       FROM queue_pending p
      LEFT JOIN queue_message m ON m.id = p.message AND m.store = p.store AND m.seq = p.seq
      WHERE p.store = ? AND p.due >= ? AND p.due <= ? ORDER BY p.due, p.seq LIMIT ?""";
  private static final String FRESH =
      "SELECT "
          + Message.COLUMNS
          + """
       FROM queue_message m
      WHERE store = ? AND seq > ? ORDER BY seq LIMIT ?""";

  private final QueueRows rows;
  private final QueueBurial burial;

  QueueHeads(QueueRows rows, QueueBurial burial) {
    this.rows = rows;
    this.burial = burial;
  }

  /// A message that can be received, before it is leased.
  ///
  /// @param row null when only its listing is left
  /// @param due by which it is listed; when it was sent for one that is not listed yet, in queue
  /// time
  /// @param rev 0 for one that is not listed
  record Candidate(
      long seq, @Nullable Message row, long due, long rev, int attempt, Listing listing) {
    Message message() {
      return Objects.requireNonNull(row);
    }

    /// Since when it can be received.
    long since() {
      return DueTime.time(due);
    }
  }

  /// Where a candidate stands.
  enum Listing {
    /// Pending, and can be received whatever the clock says.
    ALWAYS,
    /// Pending, and waited until now.
    TIMED,
    /// Above the queue's cursor.
    FRESH
  }

  /// The head of one list.
  ///
  /// @param dropped how many were dropped before it was found
  record Head(List<Candidate> ready, Extent extent, int dropped) {
    static final Head EMPTY = new Head(List.of(), Extent.ALL, 0);
  }

  /// The heads of all lists.
  record Heads(Head always, Head timed, List<Candidate> fresh) {
    /// How many candidates there are.
    int size() {
      return always.ready().size() + timed.ready().size() + fresh.size();
    }

    boolean isPart() {
      return always.extent() == Extent.PART || timed.extent() == Extent.PART;
    }
  }

  /// How much of a list its head is.
  enum Extent {
    /// There may be more.
    PART,
    /// It is the whole list.
    ALL
  }

  private record Range(Listing listing, long from, long to) {}

  /// The heads of the queue's lists, each with `max` at most.
  Heads collect(Transaction tx, SqliteQueue queue, int max) throws SQLException {
    int dropped = 0;
    while (true) {
      var timed = timed(tx, queue, max);
      var always = always(tx, queue, max);
      dropped += always.dropped();
      // Where one was dropped, its successor may stand in the other list.
      if (always.dropped() == 0 || dropped > SPARE || tx.bytes() > RECEIVE_BYTES) {
        return new Heads(always, timed, fresh(tx, queue, max));
      }
    }
  }

  /// The first that can be received whatever the clock says.
  private Head always(Transaction tx, SqliteQueue queue, int max) throws SQLException {
    return queue.nextAlways == Long.MAX_VALUE
        ? Head.EMPTY
        : listed(
            tx, queue, new Range(Listing.ALWAYS, Long.MIN_VALUE, DueTime.FIRST_TIMED - 1), max);
  }

  /// The first that waited and are due.
  private Head timed(Transaction tx, SqliteQueue queue, int max) throws SQLException {
    return queue.nextDue > tx.queueTime()
        ? Head.EMPTY
        : listed(tx, queue, new Range(Listing.TIMED, DueTime.FIRST_TIMED, tx.queueTime()), max);
  }

  /// Drops what cannot be handed out. In a FIFO queue that may let a successor through, so the list
  /// is looked at again.
  private Head listed(Transaction tx, SqliteQueue queue, Range range, int max) throws SQLException {
    for (int dropped = 0; ; ) {
      var page = page(tx, queue, range, max);
      var ready = new ArrayList<Candidate>(page.rows().size());
      for (var candidate : page.rows()) {
        if (!drop(tx, queue, candidate)) {
          ready.add(candidate);
        }
      }
      boolean whole = page.rows().size() == ready.size();
      dropped += page.rows().size() - ready.size();
      if (whole || dropped > SPARE || tx.bytes() > RECEIVE_BYTES) {
        return new Head(ready, whole ? page.extent() : Extent.PART, dropped);
      }
    }
  }

  private static Page page(Transaction tx, SqliteQueue queue, Range range, int max)
      throws SQLException {
    var page = new ArrayList<Candidate>();
    long bytes = 0;
    try (var found =
        tx.sql(DUE).set(queue.store).set(range.from()).set(range.to()).set(max).rows()) {
      while (bytes < RECEIVE_BYTES && found.next()) {
        long seq = found.getLong(2);
        var message = found.getLong(5) == seq ? Message.read(found, 5) : null;
        bytes += message == null ? 0 : message.size();
        page.add(
            new Candidate(
                seq,
                message,
                found.getLong(1),
                found.getLong(3),
                Math.toIntExact(found.getLong(4)),
                range.listing()));
      }
    }
    return new Page(page, page.size() < max && bytes < RECEIVE_BYTES ? Extent.ALL : Extent.PART);
  }

  /// The first rows of a list, as many as one receive can hand out.
  private record Page(List<Candidate> rows, Extent extent) {}

  /// Drops a candidate that must not be handed out. Answers whether it did. A message that was
  /// removed for its age may still be listed; a message that was handed out too often goes to the
  /// dead letters.
  private boolean drop(Transaction tx, SqliteQueue queue, Candidate candidate) throws SQLException {
    var message = candidate.row();
    if (message == null || candidate.seq() < queue.floor) {
      rows.unlist(tx, queue, candidate.due(), candidate.seq());
      return true;
    }
    var policy = queue.queue().config().deadLetter();
    if (policy == null || !policy.isExhausted(candidate.attempt())) {
      return false;
    }
    rows.unlist(tx, queue, candidate.due(), candidate.seq());
    burial.bury(tx, queue, message, new Death(DeadLetterReason.MAX_RECEIVES, candidate.attempt()));
    rows.remove(tx, queue, candidate.seq(), message.group());
    return true;
  }

  /// Up to `max` messages that were never handed out. Moves the cursor past messages that are
  /// listed instead, when nothing else comes before them.
  private List<Candidate> fresh(Transaction tx, SqliteQueue queue, int max) throws SQLException {
    if (queue.cursor < queue.floor - 1) {
      queue.change(tx);
      queue.cursor = queue.floor - 1;
    }
    if (queue.isFifo() || queue.cursor >= queue.lastSeq) {
      return List.of();
    }
    int most = max + SPARE;
    int looked = 0;
    long last = queue.cursor;
    long bytes = 0;
    long ahead = tx.queueTime() - tx.now();
    var fresh = new ArrayList<Candidate>();
    try (var found = tx.sql(FRESH).set(queue.store).set(queue.cursor).set(most).rows()) {
      while (fresh.size() < max && bytes < RECEIVE_BYTES && found.next()) {
        looked++;
        last = found.getLong(1);
        if (found.getLong(2) == 0) {
          var message = Message.read(found, 1);
          bytes += message.size();
          fresh.add(new Candidate(last, message, message.ts() + ahead, 0, 0, Listing.FRESH));
        }
      }
    }
    if (fresh.isEmpty()) {
      queue.change(tx);
      queue.cursor = looked < most ? queue.lastSeq : last;
    }
    return fresh;
  }
}
