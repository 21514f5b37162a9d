package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsCluster;
import io.edgemq.jetstream.NatsMember;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.StoreTime;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ClusterInfo;
import io.nats.client.api.Replica;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks what the other cluster tests rely on: the cluster keeps what it acknowledged while any
/// one server is lost, and each way to lose a server really loses it.
@Tag("cluster")
@Timeout(300)
class NatsClusterTest {
  private static NatsCluster servers;
  private final Opened opened = new Opened();

  /// For calls that must not fail.
  private Cluster patient;

  /// For calls that are repeated: a lost server does not answer.
  private Cluster cluster;

  private StreamClient stream;
  private long sent;

  @BeforeAll
  static void start() {
    servers = NatsCluster.start();
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @BeforeEach
  void open() {
    patient = opened.add(Cluster.connect(servers.config()));
    cluster = opened.add(Await.connected(servers.config().withTimeout(Duration.ofSeconds(2))));
    stream = new StreamClient(cluster, "T_x");
    Await.untilTold(this::isMade); // its first leader may be chosen late
    sent = 0;
  }

  private boolean isMade() {
    var wanted =
        StreamConfiguration.builder()
            .name("T_x")
            .subjects("t.x")
            .replicas(3)
            .allowDirect(true)
            .build();
    try {
      return patient.administer(management -> management.addStream(wanted)) != null;
    } catch (JetStreamApiException failed) {
      throw Failures.of(failed);
    }
  }

  @AfterEach
  void close() throws Exception {
    servers.members().forEach(NatsMember::mend);
    servers.awaitReady();
    Await.untilTold(() -> stream.delete() || stream.info().isEmpty());
    opened.close();
  }

  /// Stores one more message, trying until it is stored; its id makes repetitions harmless.
  private void publish() {
    var id = "m" + ++sent;
    var message = new Outgoing("t.x", new MessageHeaders(), new byte[] {1});
    Await.untilTold(() -> !(stream.publish(message, Condition.id(id)) instanceof Published.Behind));
  }

  private static ClusterInfo placed(StreamInfo info) {
    return Objects.requireNonNull(info.getClusterInfo());
  }

  /// The stream's leader; empty while none is known.
  private Optional<NatsMember> leader() {
    return stream.rawInfo().map(info -> placed(info).getLeader()).map(servers::member);
  }

  private void awaitLeaderOtherThan(NatsMember lost) {
    Await.untilTold(() -> leader().filter(now -> now != lost).isPresent());
  }

  /// The state on which all replicas agree.
  private void awaitStored(long count) {
    Await.untilTold(() -> allCurrent() && stored() == count);
  }

  private long stored() {
    return stream.bounds().last();
  }

  @Test
  void one_id_that_many_store_at_once_is_stored_once() throws Exception {
    var message = new Outgoing("t.x", new MessageHeaders(), new byte[] {1});
    var storing = new StreamClient(patient, "T_x");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= 50; round++) {
        var id = Condition.id("m" + round);
        List<Callable<Published>> calls =
            Collections.nCopies(8, () -> storing.publish(message, id));

        var published = threads.invokeAll(calls);

        var answers = new ArrayList<Published>();
        for (var answer : published) {
          answers.add(answer.get());
        }
        assertThat(answers).containsOnlyOnce(new Published.Kept(round));
        assertThat(Collections.frequency(answers, new Published.Known(round))).isEqualTo(7);
      }
    }
    awaitStored(50);
  }

  @Test
  void a_stream_on_three_servers_outlives_the_kill_of_its_leader() {
    publish();
    var killed = Await.found(this::leader);

    killed.kill();
    publish();

    awaitLeaderOtherThan(killed);
    killed.restart();
    servers.awaitReady();
    awaitStored(2);
  }

  @Test
  void a_leader_that_is_cut_off_is_replaced_and_learns_of_it_once_reconnected() {
    publish();
    var lonely = Await.found(this::leader);

    lonely.cutOff();
    publish();

    awaitLeaderOtherThan(lonely);
    lonely.mend();
    servers.awaitReady();
    awaitStored(2);
  }

  @Test
  void a_store_that_is_opened_while_there_is_no_quorum_waits_for_one() throws Exception {
    var lost = servers.members().subList(0, 2);
    lost.forEach(NatsMember::kill);
    var config = servers.config().withTimeout(Duration.ofSeconds(5));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var opening =
          threads.submit(() -> NatsStore.open(config, StoreTime.steady(InstantSource.system())));
      try {
        assertThatThrownBy(() -> opening.get(4, TimeUnit.SECONDS))
            .isInstanceOf(TimeoutException.class);
      } finally {
        lost.forEach(NatsMember::restart);
        servers.awaitReady();
      }

      try (var store = opening.get(1, TimeUnit.MINUTES)) {
        assertThat(store.tenants().find(new TenantId("nobody"))).isEmpty();
      }
    }
  }

  private boolean allCurrent() {
    return stream.rawInfo().stream().anyMatch(NatsClusterTest::allCurrent);
  }

  private static boolean allCurrent(StreamInfo info) {
    var replicas = Objects.requireNonNull(placed(info).getReplicas());
    return replicas.stream().allMatch(Replica::isCurrent);
  }

  @Test
  void a_leader_that_is_stopped_is_replaced_and_goes_on_as_a_follower() {
    publish();
    var stopped = Await.found(this::leader);

    stopped.stop();
    publish();

    awaitLeaderOtherThan(stopped);
    stopped.proceed();
    servers.awaitReady();
    awaitStored(2);
  }
}
