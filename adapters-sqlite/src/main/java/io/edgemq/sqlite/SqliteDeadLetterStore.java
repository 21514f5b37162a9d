package io.edgemq.sqlite;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.store.DeadLetterFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// [DeadLetterStore] in SQLite. Redrives go through the writer, in portions; reads go beside it. A
/// letter that is too old is not shown, whether its row is still there or not.
final class SqliteDeadLetterStore implements DeadLetterStore {
  private static final int PORTION = 500;

  /// The time stands without its index: there are few that are too old, and the order is another.
  private static final String LETTERS =
      """
      FROM delivery d JOIN dead_letter l ON l.delivery = d.id
      WHERE d.subscription = ? AND +l.kept_at > ? AND\
      """;

  private static final String CONTENT =
      """
      SELECT l.seq, l.redrive, l.about, m.ts, m.meta, m.body
      FROM delivery d JOIN dead_letter l ON l.delivery = d.id
        JOIN dead_letter_message m ON m.id = l.message
      WHERE d.subscription = ? AND +l.kept_at > ? AND\
      """;
  private static final String LIST =
      CONTENT + " l.redrive IS NULL AND l.seq > ? ORDER BY l.seq LIMIT ?";
  private static final String REDRIVEN = CONTENT + " l.redrive >= ? ORDER BY l.redrive LIMIT ?";
  private static final String COUNT =
      "SELECT count(*) " + LETTERS + " l.redrive IS NULL AND l.seq >= ? AND l.seq <= ?";
  private static final String SEQUENCES =
      "SELECT l.seq "
          + LETTERS
          + " l.redrive IS NULL AND l.seq >= ? AND l.seq <= ? ORDER BY l.seq LIMIT "
          + PORTION;
  private static final String COUNTS =
      """
      SELECT
        (SELECT count(*) FROM dead_letter l
          WHERE l.delivery = d.id AND l.redrive IS NULL AND +l.kept_at > ?),
        d.dropped + (SELECT count(*) FROM dead_letter l WHERE l.delivery = d.id AND l.kept_at <= ?)
      FROM delivery d WHERE d.subscription = ?\
      """;
  private static final String DELIVERY = "SELECT id FROM delivery WHERE subscription = ?";

  private static final Between EVERYTHING = new Between(0, Long.MAX_VALUE);

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;
  private final SqliteSubscriptionStore subscriptions;

  SqliteDeadLetterStore(Engine engine, SqliteSubscriptionStore subscriptions) {
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.clock = engine.clock();
    this.subscriptions = subscriptions;
  }

  private <R> R read(SubscriptionRef subscription, Readers.Query<R> query, R none) {
    writer.refuseIfClosed();
    return subscriptions.has(subscription) ? readers.call(query) : none;
  }

  private long horizon() {
    return DeadLetterRows.horizon(clock.millis());
  }

  @Override
  public List<DeadLetter> list(SubscriptionRef subscription, long after, int limit) {
    long horizon = horizon();
    return read(
        subscription,
        db ->
            letters(of(db.sql(LIST), subscription, horizon).set(after).set(limit), Long.MAX_VALUE)
                .stream()
                .map(Redriven::letter)
                .toList(),
        List.of());
  }

  @Override
  public List<Redriven> redriven(
      SubscriptionRef subscription, long from, int limit, long maxBytes) {
    long horizon = horizon();
    return read(
        subscription,
        db -> letters(of(db.sql(REDRIVEN), subscription, horizon).set(from).set(limit), maxBytes),
        List.of());
  }

  private static Sql of(Sql statement, SubscriptionRef subscription, long horizon)
      throws SQLException {
    return statement.set(subscription.id().value()).set(horizon);
  }

  /// The letters of the rows, until they have `maxBytes` of payload.
  private static List<Redriven> letters(Sql statement, long maxBytes) throws SQLException {
    var found = new ArrayList<Redriven>();
    long bytes = 0;
    try (var rows = statement.rows()) {
      while ((found.isEmpty() || bytes < maxBytes) && rows.next()) {
        var letter = letter(rows);
        bytes += letter.message().content().payload().size();
        found.add(new Redriven(rows.getLong(2), letter));
      }
    }
    return List.copyOf(found);
  }

  private static DeadLetter letter(ResultSet rows) throws SQLException {
    var meta = rows.getBytes(5);
    var message =
        new TopicMessage(
            ContentCodec.subject(meta),
            rows.getLong(1),
            Instant.ofEpochMilli(rows.getLong(4)),
            ContentCodec.decodeAfterSubject(meta, rows.getBytes(6)));
    return DeadLetterFormat.parse(message, rows.getString(3));
  }

  @Override
  public Counts count(SubscriptionRef subscription) {
    long horizon = horizon();
    return read(subscription, db -> counts(db, subscription, horizon), new Counts(0, 0));
  }

  private static Counts counts(Database db, SubscriptionRef subscription, long horizon)
      throws SQLException {
    var id = subscription.id().value();
    try (var rows = db.sql(COUNTS).set(horizon).set(horizon).set(id).rows()) {
      return rows.next() ? new Counts(rows.getLong(1), rows.getLong(2)) : new Counts(0, 0);
    }
  }

  private static long count(
      Database db, SubscriptionRef subscription, long horizon, Between between)
      throws SQLException {
    return of(db.sql(COUNT), subscription, horizon).set(between.from()).set(between.to()).number(0);
  }

  @Override
  public long count(SubscriptionRef subscription, Selection selection) {
    long horizon = horizon();
    return read(
        subscription,
        db -> {
          long found = 0;
          for (var between : ranges(selection)) {
            found += count(db, subscription, horizon, between);
          }
          return found;
        },
        0L);
  }

  /// What a selection has, by sequence.
  private static List<Between> ranges(Selection selection) {
    return switch (selection) {
      case All _ -> List.of(EVERYTHING);
      case Between between -> List.of(between);
      case Sequences(var sequences) ->
          sequences.stream().sorted().map(each -> new Between(each, each)).toList();
    };
  }

  @Override
  public long redrive(SubscriptionRef subscription, Selection selection) {
    writer.refuseIfClosed();
    return switch (selection) {
      case All _ -> redrive(subscription, EVERYTHING);
      case Between between -> redrive(subscription, between);
      case Sequences(var sequences) -> redrive(subscription, sequences.stream().sorted().toList());
    };
  }

  private long redrive(SubscriptionRef subscription, List<Long> sequences) {
    long moved = 0;
    for (int begin = 0; begin < sequences.size(); begin += PORTION) {
      var some = sequences.subList(begin, Math.min(sequences.size(), begin + PORTION));
      moved += writer.<Long>call(tx -> redrive(tx, subscription, some));
    }
    return moved;
  }

  private long redrive(SubscriptionRef subscription, Between between) {
    long all = 0;
    long moved;
    do {
      moved =
          writer.<Long>call(tx -> redrive(tx, subscription, sequences(tx, subscription, between)));
      all += moved;
    } while (moved == PORTION);
    return all;
  }

  private static List<Long> sequences(Transaction tx, SubscriptionRef subscription, Between between)
      throws SQLException {
    var found = new ArrayList<Long>();
    long horizon = DeadLetterRows.horizon(tx.now());
    try (var rows =
        of(tx.sql(SEQUENCES), subscription, horizon).set(between.from()).set(between.to()).rows()) {
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
    }
    return found;
  }

  private long redrive(Transaction tx, SubscriptionRef subscription, List<Long> sequences)
      throws SQLException {
    long delivery = tx.sql(DELIVERY).set(subscription.id().value()).number(0);
    return delivery == 0 || sequences.isEmpty() || !subscriptions.has(subscription)
        ? 0
        : DeadLetterRows.open(tx, delivery).redrive(sequences);
  }
}
