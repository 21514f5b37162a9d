package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.testkit.AuditTexts;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The audit log as it is read from the file, and what is done to the file behind its back.
@Timeout(120)
class SqliteAuditTest {
  private static final int MANY = 10_000;

  @TempDir private Path directory;

  private SqliteConfig config() {
    return SqliteConfig.in(directory);
  }

  private SqliteStore open() {
    return SqliteStore.open(config(), new TestTime());
  }

  private SqliteStore.Audit audit() {
    return SqliteStore.readAudit(config());
  }

  private static List<AuditEntry> append(SqliteStore store, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> store.audit().append(AuditTexts.record(number), AuditTexts.SEALER))
        .toList();
  }

  private void tamper(String statement) throws SQLException {
    try (var database = Database.writing(config())) {
      database.execute(statement);
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// Reads as whoever verifies does: the head, then the entries up to it.
  private static int verify(SqliteStore.Audit audit) {
    var head = audit.head();
    int count = Math.toIntExact(head.map(known -> known.count()).orElse(0L));
    if (count > 0) {
      AuditTexts.assertWhole(audit.after(0, count), head.orElseThrow());
    }
    return count;
  }

  @Test
  void a_log_is_whole_while_it_is_written() {
    try (var store = open();
        var audit = audit()) {
      var writing =
          IntStream.range(0, 4)
              .mapToObj(
                  thread ->
                      Background.start(() -> append(store, thread * 100 + 1, thread * 100 + 100)))
              .toList();

      while (!writing.stream().allMatch(Background::hasEnded)) {
        verify(audit);
      }

      writing.forEach(Background::result);
      assertThat(verify(audit)).isEqualTo(400);
      assertThat(audit.after(0, MANY)).isEqualTo(store.audit().after(0, MANY));
    }
  }

  @Test
  void a_log_at_rest_is_whole_and_no_file_is_made() throws IOException {
    try (var store = open()) {
      append(store, 1, 3);
    }
    var before = files();

    try (var audit = audit()) {
      assertThat(verify(audit)).isEqualTo(3);
      assertThat(audit.after(1, 1)).extracting(AuditEntry::sequence).containsExactly(2L);
    }

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void a_log_that_nobody_wrote_to_is_empty() {
    open().close();

    try (var audit = audit()) {
      assertThat(audit.head()).isEmpty();
      assertThat(audit.after(0, MANY)).isEmpty();
    }
  }

  @Test
  void a_log_after_a_crash_is_whole(@TempDir Path crashed) throws IOException {
    var before = new HashMap<String, byte[]>();
    try (var store = open()) {
      append(store, 1, 3);
      for (var file : List.of("edgemq.db", "edgemq.db-wal")) {
        Files.copy(directory.resolve(file), crashed.resolve(file));
        before.put(file, Files.readAllBytes(crashed.resolve(file)));
      }
    }

    try (var audit = SqliteStore.readAudit(SqliteConfig.in(crashed))) {
      assertThat(verify(audit)).isEqualTo(3);
    }
    for (var file : List.of("edgemq.db", "edgemq.db-wal")) {
      assertThat(Files.readAllBytes(crashed.resolve(file))).as(file).isEqualTo(before.get(file));
    }
  }

  @Test
  void who_reads_keeps_the_log_of_the_database_from_nothing() throws SQLException {
    try (var store = open();
        var audit = audit();
        var checkpointing = Database.checkpointing(config())) {
      append(store, 1, 3);
      assertThat(verify(audit)).isEqualTo(3);

      try (var rows = checkpointing.sql("PRAGMA wal_checkpoint(TRUNCATE)").rows()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).as("whether somebody was in the way").isZero();
      }
      append(store, 4, 4);

      assertThat(verify(audit)).isEqualTo(4);
    }
  }

  @Test
  void who_reads_is_not_in_the_way_of_a_restart() {
    var first = open();
    append(first, 1, 3);
    try (var audit = audit()) {
      assertThat(verify(audit)).isEqualTo(3);
      first.close();

      try (var second = open()) {
        append(second, 4, 6);

        assertThat(verify(audit)).isEqualTo(6);
      }

      assertThat(verify(audit)).isEqualTo(6);
    }
    try (var third = open()) {
      assertThat(third.audit().head().orElseThrow().count()).isEqualTo(6);
    }
  }

  @Test
  void what_has_no_log_is_told_in_words() throws Exception {
    assertThatExceptionOfType(StoreOpenException.Unusable.class)
        .isThrownBy(this::audit)
        .withMessageContaining(config().file().toString());
    try (var database = Database.writing(config())) {
      new Migrations(Schema.VERSIONS.subList(0, 8)).apply(database, config().file());
    }
    assertThatExceptionOfType(StoreOpenException.Unusable.class)
        .isThrownBy(this::audit)
        .withMessageContaining("has no audit log");
    tamper("PRAGMA user_version=1000");
    assertThatExceptionOfType(StoreOpenException.Newer.class)
        .isThrownBy(this::audit)
        .withMessageContaining("version 1000");
  }

  @Test
  void an_entry_that_is_none_is_named() throws SQLException {
    try (var store = open()) {
      append(store, 1, 3);
    }
    tamper("UPDATE audit SET outcome = 'MAYBE' WHERE seq = 2");

    try (var audit = audit()) {
      assertThat(audit.after(2, MANY)).hasSize(1);
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> audit.after(0, MANY))
          .withMessageContaining("entry 2 of the audit log");
    }
  }

  @Test
  void nothing_is_appended_to_a_log_whose_head_is_gone() throws SQLException {
    try (var store = open()) {
      append(store, 1, 3);
    }
    tamper("DELETE FROM audit_head");

    try (var store = open()) {
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> append(store, 4, 4))
          .withMessageContaining("the head of the audit log");

      assertThat(store.audit().head()).isEmpty();
      assertThat(store.audit().after(0, MANY)).hasSize(3);
    }
  }

  @Test
  void a_log_that_was_cut_keeps_its_hole() throws SQLException {
    List<AuditEntry> before;
    try (var store = open()) {
      before = append(store, 1, 3);
    }
    tamper("DELETE FROM audit WHERE seq = 3");

    try (var store = open()) {
      var next = append(store, 4, 4).getFirst();

      assertThat(next.sequence()).isEqualTo(4);
      assertThat(next.hash())
          .isEqualTo(AuditTexts.SEALER.hash(before.getLast().hash(), 4, AuditTexts.record(4)));
      assertThat(store.audit().after(0, MANY))
          .extracting(AuditEntry::sequence)
          .containsExactly(1L, 2L, 4L);
    }
  }
}
