package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.sqlite.QueueExpiry.Floor;
import io.edgemq.sqlite.QueueExpiry.Search;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/// The search for the first message within its retention, against looking at each.
class QueueExpiryTest {
  private static final String INSERT =
      "INSERT INTO queue_message (store, seq, ts, listed, meta, body) VALUES (1, ?, ?, 0, x'', x'')";

  private static @Nullable Path directory;
  private static @Nullable Database database;

  @BeforeContainer
  static void open() throws Exception {
    directory = Files.createTempDirectory("edgemq-expiry");
    database = Database.writing(SqliteConfig.in(directory));
    new Migrations(Schema.VERSIONS).apply(database, directory);
  }

  @AfterContainer
  static void close() throws SQLException {
    if (database != null && directory != null) {
      database.close();
      SqliteHarness.delete(directory);
    }
  }

  @Property(tries = 300)
  void the_first_young_message_is_found_whatever_is_missing(
      @ForAll @Size(max = 60) Set<@LongRange(min = 1, max = 200) Long> sequences,
      @ForAll @IntRange(max = 200) int from,
      @ForAll @LongRange(max = 120) long expiry)
      throws SQLException {
    var rows = rows(sequences);
    long last = 200;
    var expected =
        rows.entrySet().stream()
            .filter(row -> row.getKey() >= from && row.getValue() > expiry)
            .findFirst()
            .map(row -> new Floor(row.getKey(), row.getValue()))
            .orElse(new Floor(last + 1, Long.MAX_VALUE));

    var found = QueueExpiry.find(store(rows), new Search(1, from, last, expiry));

    assertThat(found).isEqualTo(expected);
  }

  /// Times that never fall, some of them equal.
  private static Map<Long, Long> rows(Set<Long> sequences) {
    var rows = new TreeMap<Long, Long>();
    new TreeSet<>(sequences).forEach(sequence -> rows.put(sequence, sequence / 2));
    return rows;
  }

  private static Database store(Map<Long, Long> rows) throws SQLException {
    var open = Objects.requireNonNull(database);
    open.execute("BEGIN");
    open.execute("DELETE FROM queue_message");
    for (var row : rows.entrySet()) {
      open.sql(INSERT).set(row.getKey()).set(row.getValue()).run();
    }
    open.execute("COMMIT");
    return open;
  }
}
