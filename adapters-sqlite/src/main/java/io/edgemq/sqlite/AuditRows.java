package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog.Sealer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows of the audit log. None is ever changed or removed but the head.
final class AuditRows {
  private static final String COLUMNS =
      "seq, at, actor, action, target, tenant, address, outcome, request, hash";
  private static final String INSERT =
      "INSERT INTO audit (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String AFTER =
      "SELECT " + COLUMNS + " FROM audit WHERE seq > ? ORDER BY seq LIMIT ?";
  private static final String BEFORE =
      "SELECT " + COLUMNS + " FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?";
  private static final String LAST =
      "SELECT seq FROM audit WHERE seq > 0 ORDER BY seq DESC LIMIT 1";
  private static final String HEAD = "SELECT count, hash, seal FROM audit_head WHERE id = 1";
  private static final String SAVE_HEAD =
      "INSERT OR REPLACE INTO audit_head (id, count, hash, seal) VALUES (1, ?, ?, ?)";

  private AuditRows() {}

  /// Adds an entry behind the head, and moves the head to it. Throws [StoreException.Damaged] when
  /// there are entries behind the head: whoever went on from them would seal what somebody did to
  /// the head. Takes room of the reserve when the store is full: keys are revoked then, too.
  static AuditEntry append(Transaction tx, AuditRecord what, Sealer sealer) throws SQLException {
    var head = head(tx.database());
    long count = head.map(AuditHead::count).orElse(0L);
    if (last(tx.database()) > count) {
      throw new StoreException.Damaged(
          "the head of the audit log", new IllegalStateException("entries behind " + count));
    }
    tx.requireReserve();
    long sequence = count + 1;
    var hash = sealer.hash(head.map(AuditHead::hash).orElse(AuditEntry.NO_HASH), sequence, what);
    var entry = new AuditEntry(sequence, what, hash);
    var seal = sealer.seal(sequence, hash);
    insert(tx, entry);
    tx.sql(SAVE_HEAD).set(sequence).set(hash).set(seal).run();
    return entry;
  }

  private static void insert(Transaction tx, AuditEntry entry) throws SQLException {
    var what = entry.what();
    var tenant = what.tenant();
    tx.sql(INSERT)
        .set(entry.sequence())
        .set(what.at().toString())
        .set(what.actor())
        .set(what.action())
        .set(what.target())
        .set(tenant == null ? null : tenant.value())
        .set(what.address())
        .set(what.outcome().name())
        .set(what.requestId())
        .set(entry.hash())
        .run();
  }

  /// The sequence of the last entry; 0 when there is none.
  static long last(Database database) throws SQLException {
    return database.sql(LAST).number(0);
  }

  /// The head, if there is one.
  static Optional<AuditHead> head(Database database) throws SQLException {
    try (var rows = database.sql(HEAD).rows()) {
      return rows.next()
          ? Optional.of(new AuditHead(rows.getLong(1), rows.getString(2), rows.getString(3)))
          : Optional.empty();
    }
  }

  /// The entries behind `sequence`, the oldest first.
  static List<AuditEntry> after(Database database, long sequence, int limit) throws SQLException {
    return entries(database.sql(AFTER).set(sequence).set(limit));
  }

  /// The entries before `sequence`, the newest first.
  static List<AuditEntry> before(Database database, long sequence, int limit) throws SQLException {
    return entries(database.sql(BEFORE).set(sequence).set(limit));
  }

  private static List<AuditEntry> entries(Sql query) throws SQLException {
    var entries = new ArrayList<AuditEntry>();
    try (var rows = query.rows()) {
      while (rows.next()) {
        entries.add(entry(rows));
      }
    }
    return entries;
  }

  /// Throws [StoreException.Damaged] when it is none that this class has written.
  private static AuditEntry entry(ResultSet rows) throws SQLException {
    long sequence = rows.getLong(1);
    try {
      return new AuditEntry(sequence, read(rows), rows.getString(10));
    } catch (IllegalArgumentException | DateTimeException changed) {
      throw new StoreException.Damaged("entry " + sequence + " of the audit log", changed);
    }
  }

  private static AuditRecord read(ResultSet rows) throws SQLException {
    var tenant = rows.getString(6);
    return new AuditRecord(
        Instant.parse(rows.getString(2)),
        rows.getString(3),
        rows.getString(4),
        rows.getString(5),
        tenant == null ? null : new TenantId(tenant),
        rows.getString(7),
        AuditRecord.Outcome.valueOf(rows.getString(8)),
        rows.getString(9));
  }
}
