package io.edgemq.nats;

import io.edgemq.nats.queue.QueueReplica.Shared;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading.Kind;
import java.util.ArrayList;
import java.util.List;

/// A [StoreMonitor] with the figures of the queues that this process serves.
///
/// @param store the monitor of everything else
record QueueMonitor(StoreMonitor store, Shared queues) implements StoreMonitor {
  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public List<Reading> readings() {
    var memory = queues.memory();
    var statistics = queues.statistics();
    var readings = new ArrayList<>(store.readings());
    readings.add(
        new Reading(
            "queue_messages_known",
            "Waiting messages of all queues that this process knows.",
            Kind.GAUGE,
            (double) memory.known()));
    readings.add(
        new Reading(
            "queue_messages_known_max",
            "How many it may know (--nats-known-messages).",
            Kind.GAUGE,
            (double) memory.most()));
    readings.add(
        counter(
            "queue_receives_refused_total",
            "Receives that were refused because it may know no more.",
            memory.refusals()));
    readings.add(
        counter(
            "queue_messages_passed_over_total",
            "Messages and ledger entries that EdgeMQ did not write.",
            statistics.messagesPassedOver()));
    readings.add(
        counter(
            "queue_recoveries_total",
            "Queues that were read again because servers had lost what was read.",
            statistics.recoveries()));
    readings.add(
        counter(
            "queue_turns_lost_total",
            "Decisions that were made again because another adapter's came first.",
            statistics.turnsLost()));
    return List.copyOf(readings);
  }

  private static Reading counter(String name, String help, long value) {
    return new Reading(name, help, Kind.COUNTER, (double) value);
  }
}
