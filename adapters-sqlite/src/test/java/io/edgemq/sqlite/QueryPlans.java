package io.edgemq.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// How SQLite carries out statements.
final class QueryPlans {
  private QueryPlans() {}

  /// The steps of a statement; none of one that is carried out once per start.
  static List<String> of(Database database, String text) throws SQLException {
    var steps = new ArrayList<String>();
    if (text.matches("(?s)(SELECT|INSERT|UPDATE|DELETE).*") && !text.contains("FROM queue\n")) {
      try (var rows = database.sql("EXPLAIN QUERY PLAN " + text).rows()) {
        while (rows.next()) {
          steps.add(rows.getString(4));
        }
      }
    }
    return steps;
  }

  /// Whether a step looks at all of a table that may be large, or sorts.
  static boolean isSlow(String step) {
    boolean scan = step.startsWith("SCAN ") && !step.contains("CONSTANT ROW");
    boolean small = step.equals("SCAN counter") || step.equals("SCAN condemned");
    return (scan && !small) || step.contains("TEMP B-TREE");
  }
}
