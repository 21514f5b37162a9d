package io.edgemq.nats.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsCluster;
import io.edgemq.jetstream.NatsMember;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.nats.client.api.Replica;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Places streams in a cluster of three servers: one in Europe, two in North America.
@Tag("cluster")
@Timeout(300)
class PlacementTest {
  private static final TopicRef ORDERS =
      new TopicRef(new TenantId("acme"), new TopicName("orders"));

  private static final TopicRef OTHERS =
      new TopicRef(new TenantId("acme"), new TopicName("others"));

  /// Longer than an election takes when the preferred leader is down.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static NatsCluster servers;
  private @Nullable NatsMember away;
  private Cluster cluster;
  private ResourceStreams streams;

  @BeforeAll
  static void start() {
    servers = NatsCluster.start(List.of("eu", "na", "na"));
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @BeforeEach
  void open() {
    cluster = Cluster.connect(servers.config());
    streams = new ResourceStreams(cluster);
    Await.untilTold(() -> new StreamClient(cluster, "T_none").info().isEmpty());
  }

  @AfterEach
  void close() {
    if (away != null) {
      away.restart();
      servers.awaitReady();
    }
    var stream = new StreamClient(cluster, StreamNames.topic(ORDERS));
    Await.untilTold(() -> stream.delete() || stream.info().isEmpty());
    cluster.close();
  }

  private StreamPlacement.Result create(int replicas, String geo) {
    return create(streams, replicas, geo);
  }

  private static StreamPlacement.Result create(ResourceStreams where, int replicas, String geo) {
    return where.createTopic(ORDERS, topic(replicas, geo));
  }

  private static Incarnated<Topic> topic(int replicas, String geo) {
    var config = TopicConfig.DEFAULT;
    var placed =
        new TopicConfig(
            config.retention(),
            config.maxBytes(),
            config.maxMessages(),
            config.storage(),
            new Placement(replicas, geo));
    return new Incarnated<>(new Topic(ORDERS.name(), placed, Instant.EPOCH), 1);
  }

  private List<String> places() {
    var stream = new StreamClient(cluster, StreamNames.topic(ORDERS));
    var placed =
        Await.found(
            () ->
                stream
                    .rawInfo()
                    .map(StreamInfo::getClusterInfo)
                    .filter(info -> info.getLeader() != null)); // none when it moves, or chooses
    var names = new ArrayList<String>();
    names.add(placed.getLeader());
    var replicas = placed.getReplicas();
    if (replicas != null) {
      replicas.stream().map(Replica::getName).forEach(names::add);
    }
    return names;
  }

  @Test
  void three_replicas_are_on_three_servers() {
    var result = create(3, "auto");

    assertThat(result).isEqualTo(new StreamPlacement.Placed());
    assertThat(places()).containsExactlyInAnyOrder("nats-1", "nats-2", "nats-3");
  }

  @Test
  void one_replica_is_where_its_geo_says() {
    var result = create(1, "eu");

    assertThat(result).isEqualTo(new StreamPlacement.Placed());
    assertThat(places()).containsExactly("nats-1");
  }

  @Test
  void five_replicas_are_too_many_for_three_servers() {
    var result = create(5, "auto");

    assertThat(missing(result)).contains("5 servers");
  }

  @Test
  void three_replicas_are_too_many_for_one_server_in_europe() {
    var result = create(3, "eu");

    assertThat(missing(result)).contains("3 servers with the tag geo:eu");
  }

  @Test
  void a_geo_without_servers_has_no_place() {
    var result = create(1, "ap");

    assertThat(missing(result)).contains("a server with the tag geo:ap");
  }

  private static String missing(StreamPlacement.Result result) {
    assertThat(result).isInstanceOf(StreamPlacement.Unplaceable.class);
    return ((StreamPlacement.Unplaceable) result).missing();
  }

  @Test
  void a_change_that_cannot_be_placed_changes_nothing() {
    var unused = create(1, "eu");

    var more = streams.updateTopic(ORDERS, topic(3, "eu"));
    var elsewhere = streams.updateTopic(ORDERS, topic(1, "ap"));

    assertThat(missing(more)).contains("3 servers with the tag geo:eu");
    assertThat(missing(elsewhere)).contains("geo:ap");
    assertThat(places()).containsExactly("nats-1");
  }

  @Test
  void a_stream_moves_to_where_its_new_geo_says() {
    var unused = create(1, "eu");

    var result = streams.updateTopic(ORDERS, topic(1, "na"));

    assertThat(result).isEqualTo(new StreamPlacement.Placed());
    Await.untilTold(() -> places().size() == 1 && !places().contains("nats-1"));
  }

  @Test
  void a_rejected_configuration_is_not_reported_as_a_lack_of_servers() {
    var nonsense =
        StreamConfiguration.builder().name("T_none").subjects("t.none..x").replicas(1).build();

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> new StreamPlacement(cluster).create(nonsense));
  }

  @Test
  void three_replicas_are_placed_while_one_server_is_down() {
    kill(servers.members().getLast());

    try (var patient = Cluster.connect(servers.config().withTimeout(PATIENCE))) {
      var result = new ResourceStreams(patient).createTopic(ORDERS, topic(3, "auto"));

      assertThat(result).isEqualTo(new StreamPlacement.Placed());
    }
  }

  /// The stream can be placed when the server is back, so the caller is not told to ask for less.
  @Test
  void a_geo_whose_only_server_is_down_is_an_outage() {
    kill(servers.members().getFirst());

    try (var hasty = Await.connected(servers.config().withTimeout(Duration.ofSeconds(2)))) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> create(new ResourceStreams(hasty), 1, "eu"));
    }
  }

  /// Returns once the others have a leader and `cluster` is connected to one of them.
  private void kill(NatsMember member) {
    away = member;
    member.kill();
    Await.untilTold(
        () -> servers.members().stream().anyMatch(m -> m.isHealthy() && m.followedBy() == 1));
    Await.untilTold(cluster::isConnected);
  }

  @Test
  void in_a_cluster_of_two_the_usual_number_of_replicas_becomes_one() {
    try (var two = NatsCluster.start(List.of("eu", "na"));
        var small = Cluster.connect(two.config())) {
      var there = new ResourceStreams(small);

      assertThat(there.createTopic(ORDERS, topic(3, "auto")))
          .isEqualTo(new StreamPlacement.Placed());
      var made = new StreamClient(small, StreamNames.topic(ORDERS)).rawInfo().orElseThrow();
      assertThat(made.getConfiguration().getReplicas()).isEqualTo(1);
      assertThat(there.createTopic(OTHERS, topic(5, "auto")))
          .isInstanceOf(StreamPlacement.Unplaceable.class);
      assertThat(there.createTopic(OTHERS, topic(3, "na")))
          .isInstanceOf(StreamPlacement.Unplaceable.class);
    }
  }
}
