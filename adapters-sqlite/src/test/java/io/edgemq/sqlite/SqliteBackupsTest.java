package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.about;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.DatabaseBackup.Copy;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.AuditTexts;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies of the database.
@Timeout(120)
class SqliteBackupsTest {
  private static final TopicRef TOPIC = new TopicRef(new TenantId("acme"), new TopicName("orders"));
  private static final long PLENTY = 1L << 40;

  @TempDir private Path directory;
  @TempDir private Path elsewhere;
  private final AtomicLong usable = new AtomicLong(PLENTY);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private boolean hold;
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(SqliteConfig.in(directory), new TestTime(), _ -> this::usable);
    var topic = new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH);
    store.topicCatalog().create(TOPIC.tenant(), topic);
  }

  @AfterEach
  void close() {
    held.countDown();
    store.close();
  }

  /// A copy that is being made asks for room, and may be held up there.
  private long usable() throws IOException {
    if (Thread.currentThread().getName().equals("sqlite-backup")) {
      reached.countDown();
      if (hold) {
        try {
          held.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
    return usable.get();
  }

  private long append(String text) {
    var result = (TopicLog.Appended) store.topicLog().append(TOPIC, List.of(about("orders", text)));
    return result.entries().getFirst().sequence();
  }

  private Path folder() {
    return directory.resolve("backups");
  }

  private List<String> copies() throws IOException {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private SqliteStore restored(Copy copy) throws IOException {
    var config = SqliteConfig.in(elsewhere);
    Files.copy(Path.of(copy.file()), config.file());
    return SqliteStore.open(config, new TestTime());
  }

  @Test
  void a_copy_holds_all_that_was_acknowledged_before_it_was_begun() throws Exception {
    var last = new AtomicLong();
    var over = new AtomicBoolean();
    var text = "x".repeat(2_000);
    var writing =
        IntStream.range(0, 4)
            .mapToObj(
                number ->
                    Background.start(
                        () -> {
                          while (!over.get()) {
                            last.accumulateAndGet(append(text), Math::max);
                            store.audit().append(AuditTexts.record(number), AuditTexts.SEALER);
                          }
                          return true;
                        }))
            .toList();
    while (last.get() < 500) {
      Thread.onSpinWait();
    }
    long appended = last.get();
    long written = store.audit().head().orElseThrow().count();

    var copy = store.backups().copy("one.db");

    over.set(true);
    writing.forEach(Background::result);
    assertThat(integrity(Path.of(copy.file()))).isEqualTo("ok");
    try (var other = restored(copy)) {
      var bounds = other.topicLog().bounds(TOPIC).orElseThrow();
      assertThat(bounds.last()).isBetween(appended, append("the end"));
      var page =
          (TopicLog.Page)
              other
                  .topicLog()
                  .read(TOPIC, new TopicLog.Query(1, SubjectFilter.ALL, 1_000_000, 1L << 40));
      assertThat(page.messages()).hasSize(Math.toIntExact(bounds.last()));
      var head = other.audit().head().orElseThrow();
      assertThat(head.count()).isGreaterThanOrEqualTo(written);
      AuditTexts.assertWhole(other.audit().after(0, 1_000_000), head);
    }
  }

  private static String integrity(Path file) throws Exception {
    try (var database = Database.examining(file);
        var rows = database.sql("PRAGMA integrity_check").rows()) {
      return rows.getString(1);
    }
  }

  @Test
  void a_copy_is_one_file_that_its_owner_alone_can_read() throws Exception {
    append("m");

    var copy = store.backups().copy("one.db");

    var file = folder().resolve("one.db");
    var bytes = Files.readAllBytes(file);
    var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat(copy)
        .isEqualTo(
            new Copy(
                file.toAbsolutePath().toString(), bytes.length, HexFormat.of().formatHex(digest)));
    assertThat(copies()).containsExactly("one.db");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void a_copy_stays_as_it_is() throws IOException {
    append("m");
    var copy = store.backups().copy("one.db");
    append("n");

    assertThatExceptionOfType(StoreException.Refused.class)
        .isThrownBy(() -> store.backups().copy("one.db"))
        .withMessageContaining("one.db");

    try (var other = restored(copy)) {
      assertThat(other.topicLog().bounds(TOPIC).orElseThrow().last()).isEqualTo(1);
    }
    store.backups().copy("two.db");
    assertThat(copies()).containsExactly("one.db", "two.db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../out.db", "a/b.db", "/tmp/a.db", "a\\b", ".a", "a\0b"})
  void a_name_that_is_no_plain_one_is_refused(String name) throws IOException {
    assertThatIllegalArgumentException().isThrownBy(() -> store.backups().copy(name));
    assertThatIllegalArgumentException().isThrownBy(() -> store.backups().copy("a".repeat(201)));

    assertThat(copies()).isEmpty();
  }

  @Test
  void a_copy_that_would_fill_the_disk_is_not_begun() throws IOException {
    append("m");
    usable.set(Room.DISK_RESERVE + 1);

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> store.backups().copy("one.db"));

    assertThat(copies()).isEmpty();
    usable.set(PLENTY);
    store.backups().copy("one.db");
    assertThat(copies()).containsExactly("one.db");
  }

  @Test
  void a_folder_that_cannot_be_made_is_told_in_words() throws IOException {
    Files.writeString(folder(), "in the way");

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.backups().copy("one.db"))
        .withMessageContaining("it is not a directory");
  }

  @Test
  void a_copy_that_is_given_up_leaves_nothing() throws IOException {
    hold = true;
    var copying =
        Background.startAndAwaitBlocked(
            () -> {
              Thread.currentThread().interrupt();
              return store.backups().copy("one.db");
            });
    held.countDown();

    assertThat(copying.failure())
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("given up");

    assertThat(copies()).isEmpty();
  }

  @Test
  void a_store_that_is_closed_gives_up_the_copy_and_waits_for_its_end() throws Exception {
    hold = true;
    var copying = Background.start(() -> store.backups().copy("one.db"));
    reached.await();
    var closing =
        Background.startAndAwaitBlocked(
            () -> {
              store.close();
              return true;
            });
    assertThat(closing.hasEnded()).isFalse();

    held.countDown();

    assertThat(copying.failure())
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("given up");
    assertThat(closing.result()).isTrue();
    assertThat(copies()).isEmpty();
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.backups().copy("two.db"));
  }

  @Test
  void what_a_crash_left_of_a_copy_is_no_obstacle() throws Exception {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve(".unfinished-edgemq.db"), "half a copy");

    var copy = store.backups().copy("one.db");

    assertThat(copies()).containsExactly("one.db");
    assertThat(integrity(Path.of(copy.file()))).isEqualTo("ok");
  }

  @Test
  void writes_go_on_while_a_copy_is_made() throws Exception {
    append("m");
    hold = true;
    var copying = Background.start(() -> store.backups().copy("one.db"));
    reached.await();

    append("n");

    assertThat(copying.hasEnded()).isFalse();
    held.countDown();
    assertThat(copying.result().bytes()).isPositive();
  }
}
