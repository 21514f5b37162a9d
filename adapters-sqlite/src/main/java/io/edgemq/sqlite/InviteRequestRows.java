package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.store.Pages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of requests for invites.
final class InviteRequestRows {
  private static final String SELECT =
      """
      SELECT name, email, reason, address, created_at, decided_at, decided_by, note, invite, id
      FROM invite_request\s""";
  private static final String BY_ID = SELECT + "WHERE id = ?";
  private static final String NEWEST = SELECT + "WHERE number < ? ORDER BY number DESC LIMIT ?";
  private static final String NEWEST_OF_STATUS =
      SELECT + "WHERE status = ? AND number < ? ORDER BY number DESC LIMIT ?";
  private static final String NUMBER = "SELECT number FROM invite_request WHERE id = ?";
  private static final String ADD =
      """
      INSERT INTO invite_request (name, email, reason, address, created_at, status, decided_at,
        decided_by, note, invite, id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
  private static final String REPLACE =
      """
      UPDATE invite_request SET name = ?, email = ?, reason = ?, address = ?, created_at = ?,
        status = ?, decided_at = ?, decided_by = ?, note = ?, invite = ?
      WHERE id = ?""";

  private InviteRequestRows() {}

  /// Adds a request. Answers whether its id was free.
  static boolean add(Transaction tx, InviteRequest request) throws SQLException {
    tx.requireRoom();
    return write(tx.sql(ADD), request) == 1;
  }

  /// Puts `after` in the place of `before`, if that is what is there.
  static boolean replace(Transaction tx, InviteRequest before, InviteRequest after)
      throws SQLException {
    var present = find(tx.database(), before.id());
    if (present.isEmpty() || !present.get().equals(before)) {
      return false;
    }
    write(tx.sql(REPLACE), after);
    return true;
  }

  private static int write(Sql statement, InviteRequest request) throws SQLException {
    var decision = request.decision();
    return statement
        .set(request.name())
        .set(request.email())
        .set(request.reason())
        .set(request.address())
        .set(request.createdAt().toString())
        .set(request.status().name())
        .set(decision == null ? null : decision.at().toString())
        .set(decision == null ? null : decision.by())
        .set(decision == null ? null : decision.note())
        .set(decision == null ? null : decision.invite())
        .set(request.id())
        .run();
  }

  static Optional<InviteRequest> find(Database database, String id) throws SQLException {
    return all(database.sql(BY_ID).set(id)).stream().findFirst();
  }

  /// The newest first. The paging key is an id; behind one that nothing has there is nothing.
  static Slice<InviteRequest> list(
      Database database, InviteRequest.@Nullable Status status, Paging paging) throws SQLException {
    var after = paging.after();
    long before = after == null ? Long.MAX_VALUE : database.sql(NUMBER).set(after).number(0);
    var query =
        status == null ? database.sql(NEWEST) : database.sql(NEWEST_OF_STATUS).set(status.name());
    var found = all(query.set(before).set(paging.limit() + 1L));
    return Pages.cut(found, paging.limit(), InviteRequest::id);
  }

  private static List<InviteRequest> all(Sql query) throws SQLException {
    var all = new ArrayList<InviteRequest>();
    try (var rows = query.rows()) {
      while (rows.next()) {
        all.add(read(rows));
      }
    }
    return all;
  }

  private static InviteRequest read(ResultSet rows) throws SQLException {
    return new InviteRequest(
        rows.getString(10),
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        Instant.parse(rows.getString(5)),
        decision(rows));
  }

  private static InviteRequest.@Nullable Decision decision(ResultSet rows) throws SQLException {
    var at = rows.getString(6);
    return at == null
        ? null
        : new InviteRequest.Decision(
            Instant.parse(at), rows.getString(7), rows.getString(8), rows.getString(9));
  }
}
