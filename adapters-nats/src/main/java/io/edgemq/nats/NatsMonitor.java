package io.edgemq.nats;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.catalog.MissingStreams;
import io.edgemq.nats.usage.NatsPeerUsage;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// [StoreMonitor] of a JetStream store.
final class NatsMonitor implements StoreMonitor {
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final Cluster cluster;
  private final MissingStreams missing;
  private final List<Watched> tables;
  private final Figures figures;
  private volatile long pingNanos;

  /// A table and the name for its metrics.
  record Watched(String name, ReplicatedTable<?> table) {}

  /// What others count.
  ///
  /// @param foreign how many messages were passed over that no adapter wrote
  /// @param clockOffset how many seconds this process's clock is ahead of the servers'
  /// @param peers counts reports
  /// @param foreignKeys how many keys of buckets were passed over that are none of ours
  record Figures(
      LongSupplier foreign,
      LongSupplier foreignKeys,
      DoubleSupplier clockOffset,
      NatsPeerUsage peers) {}

  /// @param tables the catalog first
  NatsMonitor(Cluster cluster, MissingStreams missing, List<Watched> tables, Figures figures) {
    this.cluster = cluster;
    this.missing = missing;
    this.tables = List.copyOf(tables);
    this.figures = figures;
  }

  /// Up when the leader of the catalog answers and every table can be followed; impaired by the
  /// streams that are missing.
  @Override
  public Health health() {
    long before = System.nanoTime();
    try {
      tables.getFirst().table().ping(PATIENCE);
    } catch (StoreException.Damaged damaged) {
      return new Health.Down(damaged.getMessage() + " is gone");
    } catch (StoreException down) {
      return new Health.Down(String.valueOf(down.getMessage()));
    }
    pingNanos = System.nanoTime() - before;
    return tables.stream()
        .filter(watched -> !watched.table().isFollowed())
        .<Health>map(watched -> new Health.Down("the " + watched.name() + " cannot be followed"))
        .findFirst()
        .orElseGet(this::up);
  }

  private Health up() {
    var impairments = new ArrayList<Impairment>();
    if (cluster.reserve().isSpent()) {
      impairments.add(new Impairment.Full("the NATS servers' store, or the account's part of it"));
    }
    missing.names().forEach(name -> impairments.add(new Impairment.Damaged(name)));
    return new Health.Up(impairments);
  }

  @Override
  public List<Reading> readings() {
    var readings = new ArrayList<Reading>();
    readings.add(
        gauge(
            "missing_streams",
            "Streams of queues and topics that the cluster no longer has.",
            missing.names().size()));
    readings.addAll(connections());
    readings.add(
        counter(
            "foreign_messages_total",
            "Messages of topics that no adapter wrote, passed over.",
            figures.foreign().getAsLong()));
    readings.add(
        counter(
            "foreign_keys_total",
            "Keys of buckets that are none of ours, passed over.",
            figures.foreignKeys().getAsLong()));
    readings.add(
        gauge(
            "clock_offset_seconds",
            "How far the clock of this process is ahead of the servers; negative when behind.",
            figures.clockOffset().getAsDouble()));
    readings.addAll(reports());
    tables.forEach(watched -> readings.addAll(following(watched)));
    return List.copyOf(readings);
  }

  private List<Reading> reports() {
    return List.of(
        gauge(
            "peers",
            "Other processes that told within two seconds what they are used for.",
            figures.peers().others().size()),
        counter(
            "peer_reports_dropped_total",
            "Reports to other processes that were not sent: the servers are away or slow.",
            figures.peers().unsaid()),
        counter(
            "peer_reports_passed_over_total",
            "Messages on the subject of reports that are none.",
            figures.peers().passedOver()));
  }

  private List<Reading> connections() {
    return List.of(
        gauge("connections_up", "Connections that are up.", cluster.connected()),
        counter("reconnects_total", "Connections that came back.", cluster.reconnects()),
        gauge(
            "leader_seconds",
            "How long the last health check took to be answered.",
            pingNanos / 1e9),
        gauge(
            "max_payload_bytes",
            "The largest message that the servers take, headers included.",
            (double) cluster.maxPayload()));
  }

  private static List<Reading> following(Watched watched) {
    var name = watched.name();
    return List.of(
        gauge(
            name + "_position",
            "Sequence of the " + name + " in memory.",
            (double) watched.table().position()),
        gauge(
            name + "_silence_seconds",
            "Since when nothing is known of the " + name + " in the cluster.",
            watched.table().silence().toNanos() / 1e9));
  }

  private static Reading counter(String name, String help, long count) {
    return new Reading(name, help, Kind.COUNTER, (double) count);
  }

  private static Reading gauge(String name, String help, double value) {
    return new Reading(name, help, Kind.GAUGE, value);
  }
}
