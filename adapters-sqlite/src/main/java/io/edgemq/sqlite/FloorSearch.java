package io.edgemq.sqlite;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.TopicConfig;
import io.edgemq.sqlite.SqliteTopic.Floor;
import io.edgemq.sqlite.SqliteTopic.Tail;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Where logs begin. Each row holds its time and how many bytes there ever were before it. Both
/// only grow, so a search finds the first message within retention and limits. Nothing has to be
/// counted, or kept up to date as messages come and go.
final class FloorSearch {
  private static final String ROW = "SELECT ts, pos FROM topic_message WHERE topic = ? AND seq = ?";

  private FloorSearch() {}

  /// What a log holds at one instant.
  record View(Floor floor, Tail tail) {
    LogBounds bounds() {
      return SqliteTopic.bounds(floor, tail);
    }

    LogState state() {
      var bounds = bounds();
      boolean empty = bounds.first() > bounds.last();
      return new LogState(
          bounds, bounds.last() - bounds.first() + 1, empty ? 0 : tail.pos() - floor.pos());
    }
  }

  /// What the log holds at `now`; null when the database must be asked.
  static @Nullable View known(SqliteTopic topic, long now) {
    var tail = topic.tail();
    var floor = topic.floor();
    boolean outdated = SqliteTopic.isOutdated(floor, tail, topic.topic().config(), now);
    return outdated ? null : new View(floor, tail);
  }

  /// What the log holds at `now`.
  static View view(Database database, SqliteTopic topic, long now) throws SQLException {
    var known = known(topic, now);
    return known == null ? look(database, topic, topic.tail(), now) : known;
  }

  private static View look(Database database, SqliteTopic topic, Tail tail, long now)
      throws SQLException {
    var begin = topic.floor();
    var found = search(database, topic, new Range(begin.seq(), tail), now);
    topic.raise(found);
    return new View(found, tail);
  }

  /// Where to search: from a sequence on to an end.
  private record Range(long from, Tail end) {}

  private static Floor search(Database database, SqliteTopic topic, Range range, long now)
      throws SQLException {
    var config = topic.topic().config();
    long low = range.from();
    long high = range.end().seq() + 1;
    var found = new Floor(high, Long.MAX_VALUE, range.end().pos());
    long probe = atLeast(config, range);
    long step = 1;
    boolean galloping = true;
    while (low < high) {
      var at = row(database, topic.id(), probe);
      if (at != null && SqliteTopic.isKept(at, range.end(), config, now)) {
        found = at;
        high = probe;
        galloping = false;
      } else {
        low = probe + 1;
      }
      long next = galloping ? low + step : low + (high - low) / 2;
      probe = Math.max(low, Math.min(next, high - 1));
      step *= 2;
    }
    return found;
  }

  /// The first sequence that the limit on the number of messages allows.
  private static long atLeast(TopicConfig config, Range range) {
    var max = config.maxMessages();
    return max == null ? range.from() : Math.max(range.from(), range.end().seq() - max + 1);
  }

  /// Reads where a log begins that was opened just now, as far as it was known before.
  static void read(Database database, SqliteTopic topic) throws SQLException {
    if (topic.floor().ts() == Floor.UNKNOWN) {
      var known = row(database, topic.id(), topic.floor().seq());
      if (known != null) {
        topic.raise(known);
      }
    }
  }

  /// The message of this sequence as a beginning; null when its row is gone.
  static @Nullable Floor row(Database database, long topic, long seq) throws SQLException {
    try (var rows = database.sql(ROW).set(topic).set(seq).rows()) {
      return rows.next() ? new Floor(seq, rows.getLong(1), rows.getLong(2)) : null;
    }
  }
}
