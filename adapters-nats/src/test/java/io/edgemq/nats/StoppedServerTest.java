package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.topic.RetainedRange;
import io.edgemq.nats.topic.StampLimit;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many callers at once while the server does not answer: no caller waits for the timeouts of the
/// others.
@Timeout(180)
class StoppedServerTest {
  private static final int CALLERS = 14;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /// Three more for a busy machine. One after the other, the calls would take fourteen.
  private static final Duration TWO_LIMITS = LIMIT.multipliedBy(2 + 3);

  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final TopicRef NEWS = new TopicRef(TENANT, new TopicName("news"));

  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore patient;
  private NatsStore store;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    patient = opened.add(NatsStore.open(NatsConfig.of(server.url()), new TestTime()));
    assertThat(
            patient
                .queueCatalog()
                .create(
                    TENANT, new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START)))
        .isEqualTo(new QueueCatalog.Created());
    assertThat(
            patient
                .topicCatalog()
                .create(TENANT, new Topic(NEWS.name(), TopicConfig.DEFAULT, TestTime.START)))
        .isEqualTo(new TopicCatalog.Created());
    store =
        opened.add(NatsStore.open(NatsConfig.of(server.url()).withTimeout(LIMIT), new TestTime()));
    assertThat(store.queueCatalog().find(JOBS)).isPresent();
    assertThat(store.topicCatalog().find(NEWS)).isPresent();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// Until the test has ended.
  private void stop() {
    server.stop();
    opened.add(server::proceed);
  }

  /// The time that the slowest of many failed calls took.
  private static Duration slowest(Callable<?> call) throws Exception {
    var times = new ArrayList<Duration>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var began = System.nanoTime();
      List<Future<Duration>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        calls.add(callers.submit(() -> untilItFails(call, began)));
      }
      for (var each : calls) {
        times.add(each.get());
      }
    } catch (ExecutionException wrong) {
      throw new AssertionError(wrong.getCause());
    }
    return times.stream().max(Duration::compareTo).orElseThrow();
  }

  private static Duration untilItFails(Callable<?> call, long began) throws Exception {
    try {
      throw new AssertionError("answered: " + call.call());
    } catch (StoreException outage) {
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  @Test
  void receivers_of_a_queue_that_nobody_received_from_fail_within_two_limits() throws Exception {
    var request = new ReceiveRequest(1, Duration.ofSeconds(30), Duration.ZERO);

    stop();
    var slowest = slowest(() -> store.queueStore().receive(JOBS, request));

    assertThat(slowest).isLessThan(TWO_LIMITS);
  }

  @Test
  void publishers_to_a_topic_that_nobody_used_fail_within_two_limits() throws Exception {
    stop();
    var slowest = slowest(() -> store.topicLog().append(NEWS, List.of()));

    assertThat(slowest).isLessThan(TWO_LIMITS);
  }

  @Test
  void readers_of_what_may_be_past_its_retention_fail_within_two_limits() throws Exception {
    var cluster = opened.add(Cluster.connect(NatsConfig.of(server.url()).withTimeout(LIMIT)));
    var stream = new StreamClient(cluster, StreamNames.topic(NEWS));
    var bounds = opened.add(new RetainedRange(cluster, NEWS, stream, StampLimit.NONE));
    bounds.reaches(4);

    stop();
    var slowest = slowest(() -> bounds.at(TestTime.START, TopicConfig.DEFAULT));

    assertThat(slowest).isLessThan(TWO_LIMITS);
  }

  @Test
  void a_wait_during_which_the_server_is_lost_does_not_return_empty() throws Exception {
    var request = new ReceiveRequest(1, Duration.ofSeconds(30), Duration.ofSeconds(2));
    try (var receivers = Executors.newVirtualThreadPerTaskExecutor()) {
      var glance = new ReceiveRequest(1, Duration.ofSeconds(30), Duration.ZERO);
      assertThat(patient.queueStore().receive(JOBS, glance))
          .isInstanceOf(QueueStore.Received.class);
      var waiting = receivers.submit(() -> patient.queueStore().receive(JOBS, request));

      server.kill();

      assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreException.Unavailable.class);
    }
  }
}
