package io.edgemq.sqlite;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.sqlite.AttemptRows.Outgoing;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// [AttemptLog] in SQLite. Attempts go through the writer in portions, so that they hold nobody up;
/// reads go beside it. An attempt that is too old is not shown, whether its row is still there or
/// not.
final class SqliteAttemptLog implements AttemptLog {
  private static final int PORTION = 1_000;

  private static final String LIST =
      """
      SELECT a.number, a.about FROM delivery d JOIN attempt a ON a.delivery = d.id
      WHERE d.subscription = ? AND a.kept_at > ? ORDER BY a.number DESC""";
  private static final String DELIVERY = "SELECT id FROM delivery WHERE subscription = ?";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;
  private final SqliteSubscriptionStore subscriptions;

  SqliteAttemptLog(Engine engine, SqliteSubscriptionStore subscriptions) {
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.clock = engine.clock();
    this.subscriptions = subscriptions;
  }

  /// Attempts of one subscription, as they are written.
  private record Portion(SubscriptionRef subscription, Outgoing attempts) {}

  @Override
  public void append(Map<SubscriptionRef, List<AttemptRecord>> attempts) {
    var together = new ArrayList<Portion>();
    int size = 0;
    for (var each : attempts.entrySet()) {
      var portion = new Portion(each.getKey(), Outgoing.of(each.getValue()));
      together.add(portion);
      size += portion.attempts().size();
      if (size >= PORTION) {
        write(together);
        together.clear();
        size = 0;
      }
    }
    write(together);
  }

  private void write(List<Portion> portions) {
    var work = List.copyOf(portions);
    boolean unused = writer.call(tx -> write(tx, work));
  }

  private boolean write(Transaction tx, List<Portion> portions) throws SQLException {
    for (var portion : portions) {
      if (portion.attempts().size() > 0 && subscriptions.has(portion.subscription())) {
        tx.requireRoom();
        long delivery = DeliveryTable.delivery(tx, portion.subscription().id());
        AttemptRows.append(tx, delivery, portion.attempts());
      }
    }
    return true;
  }

  @Override
  public List<Logged> list(SubscriptionRef subscription, long before, int limit) {
    writer.refuseIfClosed();
    long horizon = AttemptRows.horizon(clock.millis());
    return subscriptions.has(subscription)
        ? readers.call(
            db -> list(db.sql(LIST).set(subscription.id().value()).set(horizon), before, limit))
        : List.of();
  }

  private static List<Logged> list(Sql statement, long before, int limit) throws SQLException {
    try (var rows = statement.rows()) {
      return AttemptRows.read(rows, before, limit);
    }
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    boolean unused = writer.call(tx -> forget(tx, subscription));
  }

  private boolean forget(Transaction tx, SubscriptionRef subscription) throws SQLException {
    // One that is gone has gone with all that it had.
    boolean there = subscriptions.has(subscription);
    if (there) {
      AttemptRows.forget(tx, tx.sql(DELIVERY).set(subscription.id().value()).number(0));
    }
    return there;
  }
}
