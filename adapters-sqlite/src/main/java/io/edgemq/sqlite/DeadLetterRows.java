package io.edgemq.sqlite;

import io.edgemq.domain.push.DeadLetter;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.store.DeadLetterFormat;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The dead letters of one delivery, in a transaction of the writer. A letter either rests, or has
/// a number among those that are tried again. Its time is when it became what it is.
final class DeadLetterRows {
  /// What clears the letters of a delivery away, some of them at a time; give each its number.
  static final List<String> CLEAR =
      List.of(
          """
          DELETE FROM dead_letter_message WHERE id IN (
            SELECT message FROM dead_letter WHERE delivery = ? ORDER BY seq LIMIT 1000)""",
          """
          DELETE FROM dead_letter WHERE (delivery, seq) IN (
            SELECT delivery, seq FROM dead_letter WHERE delivery = ? ORDER BY seq LIMIT 1000)""");

  private static final int PORTION = 500;
  private static final String HEAD = "SELECT redrives, letters, dropped FROM delivery WHERE id = ?";
  private static final String SAVE =
      "UPDATE delivery SET redrives = ?, letters = ?, dropped = ? WHERE id = ?";
  private static final String FIND =
      "SELECT redrive, about FROM dead_letter WHERE delivery = ? AND seq = ?";
  private static final String INSERT =
      """
      INSERT INTO dead_letter (delivery, seq, message, kept_at, about) VALUES (?, ?, ?, ?, ?)""";
  private static final String INSERT_MESSAGE =
      "INSERT INTO dead_letter_message (id, ts, meta, body) VALUES (?, ?, ?, ?)";
  private static final String REST =
      """
      UPDATE dead_letter SET redrive = NULL, kept_at = ?, about = ?
      WHERE delivery = ? AND seq = ?""";
  private static final String REDRIVE =
      """
      UPDATE dead_letter SET redrive = ?, kept_at = ?
      WHERE delivery = ? AND seq = ? AND redrive IS NULL AND kept_at > ?""";
  private static final String EXPIRED =
      "SELECT seq, message FROM dead_letter WHERE delivery = ? AND seq = ? AND kept_at <= ?";
  private static final String NUMBERED =
      "SELECT seq, message FROM dead_letter WHERE delivery = ? AND redrive = ?";
  private static final String OLDEST =
      """
      SELECT seq, message FROM dead_letter WHERE delivery = ? ORDER BY kept_at, seq LIMIT 1""";
  private static final String DELETE = "DELETE FROM dead_letter WHERE delivery = ? AND seq = ?";
  private static final String DELETE_MESSAGE = "DELETE FROM dead_letter_message WHERE id = ?";
  private static final String OLD =
      """
      SELECT l.delivery FROM dead_letter l CROSS JOIN delivery d ON d.id = l.delivery
      WHERE l.kept_at <= ? ORDER BY l.kept_at LIMIT 1""";
  private static final String OLD_OF =
      """
      SELECT seq, message FROM dead_letter WHERE delivery = ? AND kept_at <= ?
      ORDER BY kept_at LIMIT 1""";

  private final Transaction tx;
  private final long delivery;
  private long redrives;
  private long letters;
  private long dropped;

  private DeadLetterRows(Transaction tx, long delivery) {
    this.tx = tx;
    this.delivery = delivery;
  }

  /// The letters of a delivery.
  static DeadLetterRows open(Transaction tx, long delivery) throws SQLException {
    var opened = new DeadLetterRows(tx, delivery);
    try (var rows = tx.sql(HEAD).set(delivery).rows()) {
      if (!rows.next()) {
        throw new IllegalStateException("a delivery without its row");
      }
      opened.redrives = rows.getLong(1);
      opened.letters = rows.getLong(2);
      opened.dropped = rows.getLong(3);
    }
    return opened;
  }

  /// The oldest time of what is kept at `now` is after this one.
  static long horizon(long now) {
    return now - DeadLetterStore.KEPT.toMillis();
  }

  /// A letter as it is written.
  record Outgoing(long seq, long ts, byte[] meta, byte[] body, String about) {
    static Outgoing of(DeadLetter letter) {
      var message = letter.message();
      return new Outgoing(
          message.sequence(),
          message.timestamp().toEpochMilli(),
          ContentCodec.encode(message.subject(), message.content()),
          message.content().payload().bytes(),
          DeadLetterFormat.text(letter));
    }
  }

  /// A row, or the part of it that removes it.
  private record Found(long seq, long message) {}

  private record State(@Nullable Long redrive, String about) {}

  /// Keeps what is dead, removes what was tried again and is not, and drops the oldest beyond what
  /// is kept: no more of them than there are new ones.
  void settle(Collection<Outgoing> dead, Collection<Long> redriven) throws SQLException {
    var settled = new HashSet<>(redriven);
    for (var letter : dead) {
      keep(letter, settled);
    }
    for (long number : redriven) {
      remove(found(tx.sql(NUMBERED).set(delivery).set(number)));
    }
    while (letters > DeadLetterStore.MOST && remove(found(tx.sql(OLDEST).set(delivery)))) {
      dropped++;
    }
    save();
  }

  private void keep(Outgoing letter, Set<Long> settled) throws SQLException {
    var expired = tx.sql(EXPIRED).set(delivery).set(letter.seq()).set(horizon(tx.now()));
    if (remove(found(expired))) {
      dropped++;
    }
    var before = state(letter.seq());
    if (before == null) {
      insert(letter);
      return;
    }
    var number = before.redrive();
    // Otherwise this was saved before, and whoever has it tried again since meant this very letter.
    if ((number != null && settled.contains(number)) || !before.about().equals(letter.about())) {
      tx.sql(REST).set(tx.now()).set(letter.about()).set(delivery).set(letter.seq()).run();
    }
  }

  private @Nullable State state(long seq) throws SQLException {
    try (var rows = tx.sql(FIND).set(delivery).set(seq).rows()) {
      if (!rows.next()) {
        return null;
      }
      long number = rows.getLong(1);
      return new State(rows.wasNull() ? null : number, rows.getString(2));
    }
  }

  private void insert(Outgoing letter) throws SQLException {
    long message = tx.newId();
    tx.sql(INSERT_MESSAGE)
        .set(message)
        .set(letter.ts())
        .set(letter.meta())
        .set(letter.body())
        .run();
    tx.sql(INSERT)
        .set(delivery)
        .set(letter.seq())
        .set(message)
        .set(tx.now())
        .set(letter.about())
        .run();
    tx.wrote(letter.meta().length + letter.body().length);
    letters++;
  }

  private static @Nullable Found found(Sql statement) throws SQLException {
    try (var rows = statement.rows()) {
      return rows.next() ? new Found(rows.getLong(1), rows.getLong(2)) : null;
    }
  }

  private boolean remove(@Nullable Found letter) throws SQLException {
    if (letter == null) {
      return false;
    }
    tx.sql(DELETE).set(delivery).set(letter.seq()).run();
    tx.sql(DELETE_MESSAGE).set(letter.message()).run();
    letters--;
    return true;
  }

  /// Gives those of the letters that rest the next numbers, in this order; how many there were.
  long redrive(Collection<Long> sequences) throws SQLException {
    long before = redrives;
    for (long seq : sequences) {
      redrives +=
          tx.sql(REDRIVE)
              .set(redrives + 1)
              .set(tx.now())
              .set(delivery)
              .set(seq)
              .set(horizon(tx.now()))
              .run();
    }
    save();
    return redrives - before;
  }

  private void save() throws SQLException {
    tx.sql(SAVE).set(redrives).set(letters).set(dropped).set(delivery).run();
  }

  /// Drops some of the letters, of whichever delivery, that are too old to be kept. Answers whether
  /// there are more.
  static boolean dropOld(Transaction tx) throws SQLException {
    long horizon = horizon(tx.now());
    long delivery = tx.sql(OLD).set(horizon).number(0);
    return delivery != 0 && open(tx, delivery).dropUpTo(horizon);
  }

  private boolean dropUpTo(long horizon) throws SQLException {
    long before = dropped;
    while (dropped - before < PORTION && remove(found(tx.sql(OLD_OF).set(delivery).set(horizon)))) {
      dropped++;
    }
    save();
    return true;
  }
}
