package io.edgemq.sqlite;

import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.Finding.Ok;
import io.edgemq.ports.out.Finding.Problem;
import io.edgemq.store.IngestFormat;
import io.edgemq.store.IssuerFormat;
import io.edgemq.store.QuotaFormat;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/// Reads the rows of tenants' quotas, issuers and ingests as a start would: one that cannot be read
/// would stop it. Tells of none what is in it, because that may be a secret.
final class RowExamination {
  /// The version that brought them.
  static final int SINCE = 10;

  private static final int MOST_COMPLAINTS = 5;

  private final Database database;
  private final List<String> unreadable = new ArrayList<>();

  RowExamination(Database database) {
    this.database = database;
  }

  /// A row: what it is called, and what is to be read.
  private record Row(String id, String text) {}

  /// Reads a text; what it is called according to itself.
  @FunctionalInterface
  private interface Format {
    String idIn(Row row);
  }

  Finding finding() throws SQLException {
    int tenants = read("tenant", "quota", RowExamination::ofQuota);
    int issuers = read("issuer", "about", row -> IssuerFormat.parse(row.text()).id());
    int ingests = read("ingest", "about", row -> IngestFormat.parse(row.text()).id().value());
    return unreadable.isEmpty()
        ? new Ok(
            "rows",
            "%d quotas, %d issuers and %d ingests can be read".formatted(tenants, issuers, ingests))
        : new Problem(
            "rows",
            "these cannot be read: "
                + String.join(", ", unreadable.stream().limit(MOST_COMPLAINTS).toList()),
            "stop the server, keep a copy of the directory, and restore a backup");
  }

  /// A quota does not say whose it is.
  private static String ofQuota(Row row) {
    var unused = QuotaFormat.parse(row.text());
    return row.id();
  }

  /// Reads each row of a table; how many there are.
  private int read(String table, String column, Format format) throws SQLException {
    int count = 0;
    try (var rows = database.sql("SELECT id, " + column + " FROM " + table).rows()) {
      while (rows.next()) {
        count++;
        var row = new Row(rows.getString(1), rows.getString(2));
        if (!isReadable(row, format)) {
          unreadable.add(table + " " + row.id());
        }
      }
    }
    return count;
  }

  private static boolean isReadable(Row row, Format format) {
    try {
      return format.idIn(row).equals(row.id());
    } catch (IllegalArgumentException | DateTimeException malformed) {
      return false;
    }
  }
}
