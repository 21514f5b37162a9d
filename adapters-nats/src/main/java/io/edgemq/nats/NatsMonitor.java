package io.edgemq.nats;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// [StoreMonitor] of a JetStream store.
final class NatsMonitor implements StoreMonitor {
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final Cluster cluster;
  private final ReplicatedTable<?> catalog;
  private final List<Watched> tables;
  private final LongSupplier foreign;
  private volatile long pingNanos;

  /// A table and the name for its metrics.
  record Watched(String name, ReplicatedTable<?> table) {}

  /// @param foreign how many messages were passed over that no adapter wrote
  NatsMonitor(
      Cluster cluster, ReplicatedTable<?> catalog, List<Watched> tables, LongSupplier foreign) {
    this.cluster = cluster;
    this.catalog = catalog;
    this.tables = List.copyOf(tables);
    this.foreign = foreign;
  }

  /// Up when the leader of the catalog answers and every table can be followed.
  @Override
  public Health health() {
    long before = System.nanoTime();
    try {
      catalog.ping(PATIENCE);
    } catch (StoreException down) {
      return new Health.Down(String.valueOf(down.getMessage()));
    }
    pingNanos = System.nanoTime() - before;
    return tables.stream()
        .filter(watched -> !watched.table().isFollowed())
        .<Health>map(watched -> new Health.Down("the " + watched.name() + " cannot be followed"))
        .findFirst()
        .orElseGet(() -> new Health.Up(impairments()));
  }

  private List<Impairment> impairments() {
    return cluster.reserve().isSpent()
        ? List.of(new Impairment.Full("the NATS servers' store, or the account's part of it"))
        : List.of();
  }

  @Override
  public List<Reading> readings() {
    var readings = new ArrayList<Reading>();
    readings.add(gauge("connections_up", "Connections that are up.", cluster.connected()));
    readings.add(
        new Reading(
            "reconnects_total",
            "Connections that came back.",
            Kind.COUNTER,
            (double) cluster.reconnects()));
    readings.add(
        gauge(
            "leader_seconds",
            "How long the last health check took to be answered.",
            pingNanos / 1e9));
    readings.add(
        gauge(
            "max_payload_bytes",
            "The largest message that the servers take, headers included.",
            (double) cluster.maxPayload()));
    readings.add(
        new Reading(
            "foreign_messages_total",
            "Messages of topics that no adapter wrote, passed over.",
            Kind.COUNTER,
            (double) foreign.getAsLong()));
    for (var watched : tables) {
      var name = watched.name();
      readings.add(
          gauge(
              name + "_position",
              "Sequence of the " + name + " in memory.",
              (double) watched.table().position()));
      readings.add(
          gauge(
              name + "_silence_seconds",
              "Since when nothing is known of the " + name + " in the cluster.",
              watched.table().silence().toNanos() / 1e9));
    }
    return List.copyOf(readings);
  }

  private static Reading gauge(String name, String help, double value) {
    return new Reading(name, help, Kind.GAUGE, value);
  }
}
