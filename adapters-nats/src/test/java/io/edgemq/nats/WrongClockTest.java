package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.NatsSettings.Timekeeper;
import io.edgemq.nats.topic.StampLimit;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TopicSetup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Adapters whose clocks differ by days, on topics that they share.
@Timeout(120)
class WrongClockTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef REF = new TopicRef(TENANT, new TopicName("orders"));
  private static final SubjectFilter ALL = new SubjectFilter.All();
  private static final Duration DAYS = Duration.ofDays(2);

  /// The most by which a time may be wrong: the servers and this test have one clock.
  private static final Duration ALLOWED = StampLimit.TOLERANCE.plusSeconds(1);

  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore right;
  private NatsStore wrong;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    right = adapter(InstantSource.system(), Timekeeper.SERVERS);
    wrong = adapter(ahead(), Timekeeper.SERVERS);
  }

  private NatsStore adapter(InstantSource clock, Timekeeper keeper) {
    return opened.add(
        NatsStore.open(
            NatsConfig.of(server.url()), StoreTime.of(clock), new NatsSettings(keeper, null)));
  }

  private static InstantSource ahead() {
    return Clock.offset(Clock.systemUTC(), DAYS);
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private void make(TopicConfig config) {
    right.topicCatalog().create(TENANT, new Topic(REF.name(), config, Instant.now()));
    Await.until(() -> wrong.topicLog().bounds(REF).isPresent());
  }

  private static long append(NatsStore adapter, String text) {
    var message = TestMessages.about("orders", text);
    var appended = (TopicLog.Appended) adapter.topicLog().append(REF, List.of(message));
    return appended.entries().getFirst().sequence();
  }

  private static List<Instant> times(NatsStore adapter) {
    var page =
        (TopicLog.Page) adapter.topicLog().read(REF, new TopicLog.Query(1, ALL, 100, 1 << 20));
    return page.messages().stream().map(TopicMessage::timestamp).toList();
  }

  /// The times that a reader is given who reads the stream as it grows.
  private static List<Instant> followed(NatsStore adapter, int count) throws InterruptedException {
    try (var reader = adapter.topicLog().tail(REF, 1).orElseThrow()) {
      var tail = (TopicReader.Messages) reader.next(count, Duration.ofSeconds(20));
      return tail.messages().stream().map(TopicMessage::timestamp).toList();
    }
  }

  private static long locate(NatsStore adapter, Instant time) {
    return adapter.topicLog().locate(REF, new Start.AtTime(time), ALL).orElseThrow().sequence();
  }

  private static double offset(NatsStore adapter) {
    return adapter.monitor().readings().stream()
        .filter(reading -> reading.name().equals("clock_offset_seconds"))
        .mapToDouble(StoreMonitor.Reading::value)
        .sum();
  }

  @Test
  void an_adapter_whose_clock_is_days_ahead_stamps_with_the_time_of_the_servers() {
    make(TopicConfig.DEFAULT);
    var begin = Instant.now();

    append(wrong, "a");
    append(right, "b");

    assertThat(times(right))
        .hasSize(2)
        .isSorted()
        .allSatisfy(time -> assertThat(time).isBetween(begin.minus(ALLOWED), soon()));
    assertThat(offset(wrong)).isBetween(DAYS.toSeconds() - 5.0, DAYS.toSeconds() + 5.0);
    assertThat(offset(right)).isBetween(-5.0, 5.0);
  }

  @Test
  void a_time_that_is_days_ahead_does_not_spread() {
    make(TopicConfig.DEFAULT);
    var careless = adapter(ahead(), Timekeeper.PROCESS);
    append(right, "before");
    append(careless, "days ahead");
    assertThat(times(right)).hasSize(2);

    append(right, "after");

    assertThat(times(right)).isSorted().allSatisfy(time -> assertThat(time).isBefore(soon()));
  }

  @Test
  void a_time_that_is_days_ahead_is_read_as_the_same_at_every_adapter() throws Exception {
    make(TopicConfig.DEFAULT);
    var careless = adapter(ahead(), Timekeeper.PROCESS);
    append(right, "before");
    append(careless, "days ahead");
    assertThat(times(wrong)).hasSize(2);
    append(wrong, "after");

    var times = times(right);

    assertThat(times).isSorted().allSatisfy(time -> assertThat(time).isBefore(soon()));
    assertThat(times(wrong)).isEqualTo(times);
    assertThat(followed(wrong, 3)).isEqualTo(times);
    assertThat(followed(right, 3)).isEqualTo(times);
  }

  @Test
  void reading_from_a_time_finds_what_is_stored_behind_a_time_that_is_days_ahead() {
    make(TopicConfig.DEFAULT);
    var careless = adapter(ahead(), Timekeeper.PROCESS);
    append(right, "before");
    append(careless, "days ahead");
    assertThat(times(right)).hasSize(2);
    append(right, "after");

    var times = times(right);

    assertThat(locate(right, times.get(0))).isEqualTo(1);
    assertThat(locate(right, times.get(1))).isEqualTo(2);
    assertThat(locate(wrong, times.get(1))).isEqualTo(2);
    assertThat(locate(right, soon())).isEqualTo(4);
  }

  @Test
  void an_adapter_whose_clock_is_days_ahead_drops_nothing_before_its_time() {
    make(TopicSetup.retention(Duration.ofDays(1)));
    append(right, "a");

    append(wrong, "b");

    assertThat(times(wrong)).hasSize(2);
  }

  private static Instant soon() {
    return Instant.now().plus(ALLOWED);
  }
}
