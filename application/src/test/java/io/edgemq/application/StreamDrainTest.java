package io.edgemq.application;

import static io.edgemq.application.QueueFixture.refusal;
import static io.edgemq.application.QueueFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.OpenSockets.OpenSocket;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the ends of streams are spread over a shutdown.
@Timeout(60)
final class StreamDrainTest {
  private static final Duration TIME = Duration.ofSeconds(10);

  private final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final OpenCalls calls =
      new OpenCalls(new Access(), TestKeys.with(store.keys(), demo), clock);
  private final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(10_000, new NoTraffic(), clock, new Random(1), calls));
  private final Sockets sockets = new Sockets(new Access(), streams.places());
  private final List<OpenSocket> open = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private long now;
  private Runnable meanwhile = () -> {};

  /// A socket that was told.
  private record End(int socket, Duration at, StreamItem.Reason reason, Duration retryAfter) {}

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void open(int count) {
    for (int i = 0; i < count; i++) {
      int socket = i;
      OpenSockets.SocketEnd end =
          (reason, retryAfter) ->
              ends.add(new End(socket, Duration.ofNanos(now), reason, retryAfter));
      open.add(value(sockets.open(demo, end)));
    }
  }

  private void drain() {
    streams.drain(
        new StreamDrain(
            TIME,
            () -> now,
            pause -> {
              now += pause.toNanos();
              meanwhile.run();
            }));
  }

  @Test
  void many_ends_are_spread_evenly_over_the_first_half_in_an_order_of_chance() {
    open(1000);

    drain();

    assertThat(ends).hasSize(1000).allMatch(end -> end.reason() == StreamItem.Reason.SHUTDOWN);
    assertThat(ends.getFirst().at()).isZero();
    for (int second = 0; second < 5; second++) {
      var from = Duration.ofSeconds(second);
      assertThat(ends)
          .filteredOn(end -> end.at().minus(from).toSeconds() == 0 && end.at().compareTo(from) >= 0)
          .hasSizeBetween(190, 210);
    }
    assertThat(ends.getLast().at()).isLessThanOrEqualTo(TIME.dividedBy(2));
    var order = ends.stream().map(End::socket).toList();
    assertThat(order).doesNotHaveDuplicates();
    assertThat(order.subList(0, 100)).anyMatch(socket -> socket >= 500);
    assertThat(order.subList(0, 100)).anyMatch(socket -> socket < 500);
  }

  @Test
  void their_returns_are_spread_over_the_whole_time() {
    open(1000);

    drain();

    var returns = ends.stream().map(End::retryAfter).sorted().toList();
    assertThat(returns.getFirst()).isPositive();
    assertThat(returns.get(250)).isLessThan(Duration.ofSeconds(4));
    assertThat(returns.get(750)).isGreaterThan(Duration.ofSeconds(7));
    assertThat(returns.getLast()).isLessThanOrEqualTo(TIME.plusMillis(500));
  }

  @Test
  void a_few_take_little_time() {
    open(3);

    drain();

    assertThat(ends.getFirst().at()).isZero();
    assertThat(ends.getLast().at()).isBetween(Duration.ofMillis(1), Duration.ofMillis(150));
  }

  @Test
  void without_any_it_takes_no_time() {
    drain();

    assertThat(now).isZero();
  }

  @Test
  void it_is_over_when_no_stream_is_left() {
    open(1000);
    meanwhile = () -> open.forEach(OpenSocket::close);

    drain();

    assertThat(ends).hasSize(1);
    assertThat(Duration.ofNanos(now)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void nothing_is_opened_from_the_first_moment_on() {
    open(100);
    var refusals = new ArrayList<Refusal>();
    meanwhile = () -> refusals.add(refusal(sockets.open(demo, (_, _) -> {})));

    drain();

    assertThat(refusals).isNotEmpty().allMatch(new Refusal.Draining()::equals);
  }

  @Test
  void a_socket_is_told_before_its_streams_and_counts_once() throws Exception {
    open(2);
    var topic = new TopicName("orders");
    var made = new Topic(topic, TopicConfig.DEFAULT, Instant.EPOCH);
    assertThat(store.topicCatalog().create(demo.tenant(), made)).isNotNull();
    var filter = SubjectFilter.ALL;
    var ofSocket =
        new StreamWish(new Cursor.Default(), SlowPolicy.CATCH_UP, StreamWish.Carrier.SOCKET);
    var own = StreamWish.at(new Cursor.Default());
    try (var carried = value(streams.ofTopic(demo, topic, filter, ofSocket));
        var alone = value(streams.ofTopic(demo, topic, filter, own))) {
      drain();

      assertThat(ends).hasSize(2);
      assertThat(carried.next(Duration.ZERO)).noneMatch(StreamItem.Closed.class::isInstance);
      assertThat(alone.next(Duration.ZERO))
          .first()
          .isInstanceOfSatisfying(
              StreamItem.Closed.class,
              closed -> assertThat(closed.reason()).isEqualTo(StreamItem.Reason.SHUTDOWN));
    }
  }

  @Test
  void a_clock_that_jumps_makes_it_no_longer() {
    open(1000);
    meanwhile = () -> now = Math.max(now, TIME.toNanos());

    drain();

    assertThat(ends).hasSize(1000);
    assertThat(Duration.ofNanos(now)).isEqualTo(TIME);
  }

  @Test
  void an_interrupt_ends_the_rest_at_once() {
    open(1000);
    streams.drain(
        new StreamDrain(
            TIME,
            () -> now,
            _ -> {
              throw new InterruptedException();
            }));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ends).hasSize(1000).allMatch(end -> end.at().isZero());
  }
}
