package io.edgemq.sqlite;

import io.edgemq.sqlite.QueueLeasing.Leased;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the long bodies of leased messages, beside the writer. To be asked once the lease is
/// committed: a statement that begins then sees everything that was committed before.
final class QueueBodies {
  private static final String BODY = "SELECT body FROM queue_message WHERE store = ? AND seq = ?";
  private static final String BODIES =
      "SELECT seq, body FROM queue_message WHERE store = ? AND seq >= ? AND seq <= ?";

  private QueueBodies() {}

  /// The bodies by sequence, of those that are still there: a message may have been purged or
  /// removed for its age since. All of `leased` are of one store.
  static Map<Long, byte[]> read(Database database, List<Leased> leased) throws SQLException {
    var bodies = new HashMap<Long, byte[]>();
    var run = Run.around(leased);
    if (run.last() - run.first() == leased.size() - 1) {
      readRun(database, leased.getFirst().key().store(), run, bodies);
    } else {
      for (var each : leased) {
        readOne(database, each.key(), bodies);
      }
    }
    return bodies;
  }

  /// The sequences from one to another.
  private record Run(long first, long last) {
    static Run around(List<Leased> leased) {
      long first = Long.MAX_VALUE;
      long last = 0;
      for (var each : leased) {
        first = Math.min(first, each.key().seq());
        last = Math.max(last, each.key().seq());
      }
      return new Run(first, last);
    }
  }

  private static void readRun(Database database, long store, Run run, Map<Long, byte[]> bodies)
      throws SQLException {
    var query = database.sql(BODIES).set(store).set(run.first()).set(run.last());
    try (var rows = query.rows()) {
      while (rows.next()) {
        bodies.put(rows.getLong(1), rows.getBytes(2));
      }
    }
  }

  private static void readOne(Database database, LeaseKey key, Map<Long, byte[]> bodies)
      throws SQLException {
    try (var rows = database.sql(BODY).set(key.store()).set(key.seq()).rows()) {
      if (rows.next()) {
        bodies.put(key.seq(), rows.getBytes(1));
      }
    }
  }
}
