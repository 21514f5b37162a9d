package io.edgemq.sqlite;

import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicLog.Page;
import io.edgemq.ports.out.TopicLog.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads stretches of a log, beside the writer. No call looks at more than it answers plus a
/// bounded number of messages that its filter does not accept.
final class TopicScan {
  private static final int SPARE = 4096;
  private static final String FORWARD =
      """
      SELECT seq, ts, meta, body FROM topic_message
      WHERE topic = ? AND seq >= ? AND seq <= ? ORDER BY seq""";
  private static final String BACKWARD =
      """
      SELECT seq, meta FROM topic_message
      WHERE topic = ? AND seq <= ? AND seq >= ? ORDER BY seq DESC LIMIT ?""";

  private static final String SUBJECTS =
      """
      SELECT seq, meta FROM topic_message
      WHERE topic = ? AND seq >= ? AND seq <= ? ORDER BY seq LIMIT ?""";
  private static final String META = "SELECT meta FROM topic_message WHERE topic = ? AND seq = ?";

  private TopicScan() {}

  /// The page that `query` asks for.
  static Page page(Database database, SqliteTopic topic, Query query, long now)
      throws SQLException {
    while (true) {
      var bounds = FloorSearch.view(database, topic, now).bounds();
      if (query.from() > bounds.last()) {
        return new Page(List.of(), bounds.last() + 1, bounds);
      }
      long from = Math.max(query.from(), bounds.first());
      var found = new ArrayList<TopicMessage>();
      long next = collect(database, topic, new Stretch(from, bounds.last(), query), found);
      // Otherwise the log was shortened meanwhile, so look again where it begins now.
      if (next > from || from > bounds.last() || topic.isDeleted()) {
        return new Page(found, next, bounds);
      }
    }
  }

  private record Stretch(long from, long last, Query query) {}

  /// Collects what the query accepts; where to go on, or `from` when its row is gone.
  private static long collect(
      Database database, SqliteTopic topic, Stretch stretch, List<TopicMessage> found)
      throws SQLException {
    var query = stretch.query();
    long next = stretch.from();
    long bytes = 0;
    int passed = 0;
    try (var rows = database.sql(FORWARD).set(topic.id()).set(next).set(stretch.last()).rows()) {
      while (found.size() < query.limit()
          && (found.isEmpty() || bytes < query.maxBytes())
          && passed < SPARE
          && rows.next()) {
        if (rows.getLong(1) != next) {
          return next;
        }
        next++;
        var message = read(rows, query.filter());
        if (message == null) {
          passed++;
        } else {
          found.add(message);
          bytes += message.content().payload().size();
        }
      }
    }
    return next;
  }

  private static @Nullable TopicMessage read(ResultSet rows, SubjectFilter filter)
      throws SQLException {
    var meta = rows.getBytes(3);
    var subject = ContentCodec.subject(meta);
    if (!filter.accepts(subject)) {
      return null;
    }
    var at = Instant.ofEpochMilli(rows.getLong(2));
    var content = ContentCodec.decodeAfterSubject(meta, rows.getBytes(4));
    return new TopicMessage(subject, rows.getLong(1), at, content);
  }

  /// The subjects of those of the messages with `sequences` that are kept.
  static Map<Long, Subject> subjects(
      Database database, SqliteTopic topic, Set<Long> sequences, long now) throws SQLException {
    long first = FloorSearch.view(database, topic, now).bounds().first();
    var found = new HashMap<Long, Subject>();
    for (long sequence : sequences) {
      try (var rows = database.sql(META).set(topic.id()).set(sequence).rows()) {
        if (sequence >= first && rows.next()) {
          found.put(sequence, ContentCodec.subject(rows.getBytes(1)));
        }
      }
    }
    return found;
  }

  /// Counting messages that a filter accepts, from a sequence on.
  ///
  /// @param at the next sequence to look at
  /// @param last the last one to look at
  /// @param found how many were found so far
  record Count(long at, long last, long found) {
    boolean isOver() {
      return at > last;
    }
  }

  /// Takes a count some messages further.
  static Count count(Database database, SqliteTopic topic, SubjectFilter filter, Count count)
      throws SQLException {
    long found = count.found();
    long at = count.at();
    boolean any = false;
    try (var rows =
        database.sql(SUBJECTS).set(topic.id()).set(at).set(count.last()).set(SPARE).rows()) {
      while (rows.next()) {
        any = true;
        at = rows.getLong(1) + 1;
        found += filter.accepts(ContentCodec.subject(rows.getBytes(2))) ? 1 : 0;
      }
    }
    return new Count(any ? at : count.last() + 1, count.last(), found);
  }

  /// Counting messages that a filter accepts, from the end of a log backwards.
  ///
  /// @param at the next sequence to look at
  /// @param first the last one to look at
  /// @param missing how many are still to be found
  /// @param found the earliest one found so far; the log's end when none was
  record Countdown(long at, long first, long missing, long found) {
    boolean isOver() {
      return missing == 0 || at < first;
    }
  }

  /// Takes a countdown some messages further.
  static Countdown countDown(
      Database database, SqliteTopic topic, SubjectFilter filter, Countdown countdown)
      throws SQLException {
    long missing = countdown.missing();
    long found = countdown.found();
    long at = countdown.at();
    boolean any = false;
    try (var rows =
        database.sql(BACKWARD).set(topic.id()).set(at).set(countdown.first()).set(SPARE).rows()) {
      while (missing > 0 && rows.next()) {
        any = true;
        at = rows.getLong(1) - 1;
        if (filter.accepts(ContentCodec.subject(rows.getBytes(2)))) {
          found = rows.getLong(1);
          missing--;
        }
      }
    }
    return new Countdown(any ? at : countdown.first() - 1, countdown.first(), missing, found);
  }

  /// The first message of `bounds` stored at `millis` or later; one after the last if none was.
  static long firstAt(Database database, SqliteTopic topic, FloorSearch.View view, long millis)
      throws SQLException {
    long low = view.bounds().first();
    long high = view.bounds().last() + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      var row = FloorSearch.row(database, topic.id(), middle);
      if (row != null && row.ts() >= millis) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
