package io.edgemq.sqlite;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.letter;
import static io.edgemq.testkit.Pushes.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Overtaken;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.testkit.Pushes;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a data directory keeps of deliveries, and for how long.
@Timeout(60)
class DeliveryRowsTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final LaneRef LANE = LaneRef.of(new SubscriptionRef(TENANT, Pushes.id(1)));
  private static final OwnerId OWNER = new OwnerId("first");
  private static final List<String> TABLES =
      List.of("delivery", "lane", "dead_letter", "dead_letter_message", "attempt", "condemned");

  @TempDir private Path directory;
  private final TestTime time = new TestTime();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(SqliteConfig.in(directory).withMaxDatabaseBytes(8 << 20), time);
    var topic = new Topic(new TopicName("orders"), TopicConfig.DEFAULT, Instant.EPOCH);
    store.topicCatalog().create(TENANT, topic);
    store.subscriptions().create(TENANT, Pushes.subscription(1));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void restart() {
    store.close();
    store = SqliteStore.open(SqliteConfig.in(directory), time);
  }

  private Claim claim(OwnerId owner) {
    return ((Claimed) store.deliveries().claim(LANE, owner)).claim();
  }

  private long rows(String table) throws SQLException {
    try (var database = Database.reading(SqliteConfig.in(directory))) {
      return database.sql("SELECT count(*) FROM " + table).number(-1);
    }
  }

  private void awaitNoRows(List<String> tables) throws SQLException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    for (var table : tables) {
      while (rows(table) > 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(rows(table)).as(table).isZero();
    }
  }

  @Test
  void a_start_voids_every_claim_and_no_claim_is_like_an_earlier_one() {
    var before = claim(OWNER);
    store.deliveries().save(before, progress(5));
    restart();

    assertThat(store.deliveries().save(before, dead(letter(1)))).isEqualTo(new Overtaken());
    assertThat(store.deliveries().release(before, progress(9))).isEqualTo(new Overtaken());

    var after = claim(new OwnerId("second"));
    assertThat(after.fence()).isGreaterThan(before.fence());
    assertThat(store.deliveries().save(before, progress(9))).isEqualTo(new Overtaken());
    assertThat(store.deliveries().read(LANE)).contains(Pushes.upTo(5));
    assertThat(store.deliveries().save(after, progress(6))).isInstanceOf(Saved.class);
  }

  @Test
  void a_claim_of_what_was_forgotten_and_made_again_saves_nothing() {
    var before = claim(OWNER);
    store.deliveries().forget(LANE.subscription());
    claim(OWNER);

    assertThat(store.deliveries().save(before, progress(9))).isEqualTo(new Overtaken());
  }

  @Test
  void a_deleted_subscription_leaves_no_rows() throws SQLException {
    var claim = claim(OWNER);
    for (int i = 1; i <= 2_500; i += 500) {
      var letters = new DeadLetter[500];
      for (int j = 0; j < letters.length; j++) {
        letters[j] = letter(i + j);
      }
      store.deliveries().save(claim, dead(letters));
    }
    store.deadLetters().redrive(LANE.subscription(), new All());

    attempted(200);

    store.subscriptions().delete(TENANT, Pushes.id(1));

    awaitNoRows(TABLES);
    assertThat(store.deliveries().save(claim, dead(letter(1)))).isEqualTo(new Overtaken());
    assertThat(store.deliveries().claim(LANE, OWNER)).isInstanceOf(Claimed.class);
    assertThat(rows("lane")).isZero();
  }

  @Test
  void what_is_too_old_leaves_no_rows_and_stays_counted() throws SQLException {
    store.deliveries().save(claim(OWNER), dead(letter(1), letter(2), letter(3)));

    time.advance(Duration.ofDays(14));

    awaitNoRows(List.of("dead_letter", "dead_letter_message"));
    assertThat(store.deadLetters().count(LANE.subscription()).dropped()).isEqualTo(3);
    restart();
    assertThat(store.deadLetters().count(LANE.subscription()).dropped()).isEqualTo(3);
  }

  private void attempted(int count) {
    var attempt =
        new AttemptRecord(
            TestTime.START,
            1,
            1,
            OptionalInt.of(200),
            Duration.ofMillis(1),
            Optional.empty(),
            "x".repeat(1_000));
    store.attempts().append(Map.of(LANE.subscription(), Collections.nCopies(count, attempt)));
  }

  @Test
  void a_row_of_attempts_is_kept_as_long_as_one_of_them_is_shown() throws SQLException {
    attempted(150);
    attempted(50);
    assertThat(rows("attempt")).isEqualTo(2);
    attempted(149);
    assertThat(rows("attempt")).isEqualTo(3);
    attempted(1);
    assertThat(rows("attempt")).isEqualTo(3);
    attempted(200);
    assertThat(rows("attempt")).isEqualTo(1);

    time.advance(Duration.ofDays(3));

    awaitNoRows(List.of("attempt"));
  }

  @Test
  void a_full_store_keeps_no_attempt() {
    a_full_store_keeps_no_new_letter_but_saves_progress();

    assertThatExceptionOfType(StoreException.Full.class).isThrownBy(() -> attempted(1));
  }

  private static DeadLetter large(long sequence) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[100_000]));
    return new DeadLetter(
        new TopicMessage(new Subject("orders"), sequence, Instant.EPOCH, content),
        new Settlement.Reason.MaxDeliver(),
        OptionalInt.empty(),
        1,
        Instant.EPOCH);
  }

  @Test
  void a_full_store_keeps_no_new_letter_but_saves_progress() {
    var claim = claim(OWNER);
    var deliveries = store.deliveries();

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(
            () -> {
              for (int sequence = 1; sequence < 1_000; sequence++) {
                deliveries.save(claim, dead(large(sequence)));
              }
            });

    assertThat(deliveries.save(claim, progress(77))).isInstanceOf(Saved.class);
    assertThat(deliveries.read(LANE)).contains(Pushes.upTo(77));
  }

  @Test
  void what_is_delivered_after_all_frees_room_in_a_full_store() {
    a_full_store_keeps_no_new_letter_but_saves_progress();
    store.deadLetters().redrive(LANE.subscription(), new All());
    var claim = claim(OWNER);

    for (var redriven :
        store.deadLetters().redriven(LANE.subscription(), 1, 1_000, Long.MAX_VALUE)) {
      store.deliveries().save(claim, Pushes.delivered(redriven.number()));
    }

    assertThat(store.deadLetters().redriven(LANE.subscription(), 1, 1, Long.MAX_VALUE)).isEmpty();
  }
}
