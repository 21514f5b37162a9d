package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.store.Pages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows of invites.
final class InviteRows {
  private static final String SELECT =
      "SELECT token, tag, created_by, created_at, expires_at, state, tenant, id FROM invite ";
  private static final String BY_TOKEN = SELECT + "WHERE token = ?";
  private static final String BY_ID = SELECT + "WHERE id = ?";
  private static final String CLAIMING = SELECT + "WHERE state = 'CLAIMING' ORDER BY number";
  private static final String NEWEST = SELECT + "WHERE number < ? ORDER BY number DESC LIMIT ?";
  private static final String NUMBER = "SELECT number FROM invite WHERE id = ?";
  private static final String ADD =
      """
      INSERT INTO invite (token, tag, created_by, created_at, expires_at, state, tenant, id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
  private static final String REPLACE =
      """
      UPDATE invite SET token = ?, tag = ?, created_by = ?, created_at = ?, expires_at = ?,
        state = ?, tenant = ?
      WHERE id = ?""";

  private InviteRows() {}

  /// Adds an invite. Answers whether its id and token were free.
  static boolean add(Transaction tx, Invite invite) throws SQLException {
    tx.requireRoom();
    return write(tx.sql(ADD), invite) == 1;
  }

  /// Puts `after` in the place of `before`, if that is what is there.
  static boolean replace(Transaction tx, Invite before, Invite after) throws SQLException {
    var present = find(tx.database(), before.id());
    if (present.isEmpty() || !present.get().equals(before)) {
      return false;
    }
    write(tx.sql(REPLACE), after);
    return true;
  }

  private static int write(Sql statement, Invite invite) throws SQLException {
    var tenant = invite.tenant();
    return statement
        .set(invite.token().hex())
        .set(invite.tag())
        .set(invite.createdBy())
        .set(invite.createdAt().toString())
        .set(invite.expiresAt().toString())
        .set(invite.state().name())
        .set(tenant == null ? null : tenant.value())
        .set(invite.id())
        .run();
  }

  static Optional<Invite> find(Database database, TokenHash token) throws SQLException {
    return all(database.sql(BY_TOKEN).set(token.hex())).stream().findFirst();
  }

  static Optional<Invite> find(Database database, String id) throws SQLException {
    return all(database.sql(BY_ID).set(id)).stream().findFirst();
  }

  static List<Invite> claiming(Database database) throws SQLException {
    return all(database.sql(CLAIMING));
  }

  /// The newest first. The paging key is an id; behind one that nothing has there is nothing.
  static Slice<Invite> list(Database database, Paging paging) throws SQLException {
    var after = paging.after();
    long before = after == null ? Long.MAX_VALUE : database.sql(NUMBER).set(after).number(0);
    var found = all(database.sql(NEWEST).set(before).set(paging.limit() + 1L));
    return Pages.cut(found, paging.limit(), Invite::id);
  }

  private static List<Invite> all(Sql query) throws SQLException {
    var all = new ArrayList<Invite>();
    try (var rows = query.rows()) {
      while (rows.next()) {
        all.add(read(rows));
      }
    }
    return all;
  }

  private static Invite read(ResultSet rows) throws SQLException {
    var tenant = rows.getString(7);
    return new Invite(
        rows.getString(8),
        new TokenHash(rows.getString(1)),
        rows.getString(2),
        rows.getString(3),
        Instant.parse(rows.getString(4)),
        Instant.parse(rows.getString(5)),
        Invite.State.valueOf(rows.getString(6)),
        tenant == null ? null : new TenantId(tenant));
  }
}
