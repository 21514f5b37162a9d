package io.edgemq.nats.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Deployed;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The audit log on a real server, as several processes share it.
@Timeout(180)
class NatsAuditLogTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private AuditLog one;
  private AuditLog other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(config()));
    one = store().audit();
    other = store().audit();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsConfig config() {
    return NatsConfig.of(server.url());
  }

  private NatsStore store() {
    return opened.add(NatsStore.open(config(), new TestTime()));
  }

  private StreamClient stream() {
    return new StreamClient(cluster, AuditStream.NAME);
  }

  private static AuditRecord record(int number) {
    return AuditChains.record("key.create", number);
  }

  private static AuditEntry append(AuditLog log, int number) {
    return log.append(record(number), AuditChains.SEALER);
  }

  private static void assertChain(AuditLog log) {
    AuditChains.assertChain(log.after(0, 100_000), log.head().orElseThrow());
  }

  @Test
  void three_processes_that_append_at_once_make_one_chain() throws Exception {
    var logs = List.of(one, other, store().audit());
    var appends =
        IntStream.range(0, 300)
            .<Callable<AuditEntry>>mapToObj(i -> () -> append(logs.get(i % 3), i))
            .toList();

    var written = new ArrayList<AuditEntry>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var append : threads.invokeAll(appends)) {
        written.add(append.get());
      }
    }

    for (var log : logs) {
      assertThat(log.after(0, 1_000)).hasSize(300).containsExactlyInAnyOrderElementsOf(written);
      assertChain(log);
    }
    assertThat(stream().info().orElseThrow().messages()).isEqualTo(301);
  }

  @Test
  void entries_are_read_in_parts_from_either_end() {
    for (int i = 1; i <= 600; i++) {
      append(one, i);
    }

    assertThat(one.after(0, 600)).extracting(AuditEntry::sequence).hasSize(600);
    assertThat(one.after(597, 10))
        .extracting(AuditEntry::sequence)
        .containsExactly(598L, 599L, 600L);
    assertThat(one.after(3, 2)).extracting(AuditEntry::what).containsExactly(record(4), record(5));
    assertThat(one.after(600, 10)).isEmpty();
    assertThat(one.after(AuditLog.END, 10)).isEmpty();
    assertThat(other.before(AuditLog.END, 2))
        .extracting(AuditEntry::sequence)
        .containsExactly(600L, 599L);
    assertThat(other.before(599, 300))
        .extracting(AuditEntry::sequence)
        .startsWith(598L)
        .hasSize(300);
    assertThat(other.before(3, 10)).extracting(AuditEntry::sequence).containsExactly(2L, 1L);
    assertThat(other.before(1, 10)).isEmpty();
  }

  @Test
  void an_empty_log_has_no_head() {
    assertThat(one.head()).isEmpty();
    assertThat(one.after(0, 10)).isEmpty();
    assertThat(one.before(AuditLog.END, 10)).isEmpty();
  }

  @Test
  void what_somebody_else_writes_into_the_stream_moves_no_entry() {
    append(one, 1);
    var foreign = new Outgoing("mq.audit.other", new MessageHeaders(), new byte[1]);
    for (int i = 0; i < 5; i++) {
      assertThat(stream().publish(foreign, Condition.NONE)).isInstanceOf(Published.Kept.class);
    }

    append(other, 2);
    append(one, 3);

    assertThat(one.after(1, 1)).extracting(AuditEntry::what).containsExactly(record(2));
    assertThat(one.before(3, 1)).extracting(AuditEntry::what).containsExactly(record(2));
    assertChain(other);
  }

  /// The server gets the first attempt's batch when it goes on, and the second one's after it.
  @Test
  void an_append_whose_answer_was_lost_is_stored_once() throws Exception {
    var limit = Duration.ofSeconds(2);
    var hasty = opened.add(NatsStore.open(config().withTimeout(limit), new TestTime())).audit();
    var answered = new ArrayList<AuditEntry>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 4; round++) {
        int number = round;
        answered.add(append(hasty, 100 + number));
        server.stop();
        long stopped = System.nanoTime();
        var late = threads.submit(() -> append(hasty, number));
        Await.until(() -> System.nanoTime() - stopped > limit.plusMillis(500).toNanos());
        server.proceed();
        answered.add(late.get());
      }
    }

    assertThat(one.after(0, 100)).isEqualTo(answered);
    assertChain(one);
  }

  @Test
  void a_late_append_that_others_overtook_goes_behind_them() throws Exception {
    var limit = Duration.ofSeconds(2);
    var hasty = opened.add(NatsStore.open(config().withTimeout(limit), new TestTime())).audit();
    append(hasty, 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.stop();
      long stopped = System.nanoTime();
      var late =
          IntStream.of(1, 2)
              .mapToObj(number -> threads.submit(() -> append(number == 1 ? hasty : one, number)))
              .toList();
      Await.until(() -> System.nanoTime() - stopped > limit.plusMillis(500).toNanos());
      server.proceed();

      assertThat(List.of(late.get(0).get().what(), late.get(1).get().what()))
          .containsExactly(record(1), record(2));
    }
    assertThat(one.after(0, 100))
        .extracting(AuditEntry::what)
        .containsExactlyInAnyOrder(record(0), record(1), record(2));
    assertChain(other);
  }

  @Test
  void entries_survive_a_server_that_is_killed() {
    for (int i = 0; i < 20; i++) {
      append(i % 2 == 0 ? one : other, i);
    }

    server.kill();
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(one, 20));
    server.restart();

    for (var log : List.of(one, other)) {
      Await.untilTold(() -> log.head().orElseThrow().count() >= 20);
    }
    append(other, 21);
    append(one, 22);
    var again = store().audit();
    assertThat(again.before(AuditLog.END, 2))
        .extracting(AuditEntry::what)
        .containsExactly(record(22), record(21));
    assertChain(again);
  }

  @Test
  void whoever_waits_hears_of_an_entry_within_a_second() throws Exception {
    append(one, 1);
    assertThat(other.await(1, Duration.ZERO)).isFalse();
    assertThat(other.await(0, Duration.ZERO)).isTrue();
    var times = new ArrayList<Duration>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 7; i++) {
        long seen = i;
        var waiting =
            List.of(
                threads.submit(() -> other.await(seen, LONG)),
                threads.submit(() -> one.await(seen, LONG)));
        append(one, i + 1);
        long appended = System.nanoTime();
        for (var each : waiting) {
          assertThat(each.get()).isTrue();
        }
        times.add(Duration.ofNanos(System.nanoTime() - appended));
      }
    }

    times.sort(null);
    assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whoever_waits_is_told_that_the_store_is_closed() throws Exception {
    var closing = NatsStore.open(config(), new TestTime());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> closing.audit().await(0, LONG));

      closing.close();

      assertThat(waiting)
          .failsWithin(LONG)
          .withThrowableThat()
          .withCauseInstanceOf(StoreException.class);
    }
  }

  @Test
  void the_very_first_entries_may_come_from_several_processes_at_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          Stream.of(one, other, one).map(log -> threads.submit(() -> append(log, 1))).toList();
      for (var each : first) {
        assertThat(each.get().sequence()).isBetween(1L, 3L);
      }
    }

    assertChain(other);
  }

  @Test
  void a_log_without_its_head_is_damaged() {
    var entry = new Outgoing("mq.audit.entry.1", new MessageHeaders(), new byte[1]);
    assertThat(stream().publish(entry, Condition.NONE)).isInstanceOf(Published.Kept.class);

    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> append(one, 1));
    assertThat(one.head()).isEmpty();
  }

  @Test
  void a_log_that_was_lost_is_no_empty_log() {
    append(one, 1);
    var admin = opened.add(Cluster.connect(config().as(Deployed.User.ADMIN.login())));
    assertThat(new StreamClient(admin, AuditStream.NAME).delete()).isTrue();

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> append(one, 2))
        .withMessageContaining(AuditStream.NAME);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(other::head);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> other.after(0, 1));
    var again = store().audit();
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> append(again, 2));
  }
}
