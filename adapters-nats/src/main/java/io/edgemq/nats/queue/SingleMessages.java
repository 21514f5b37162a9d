package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.Handle;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.PayloadReader;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.Settling.Evidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads single messages of a queue from its stream, for commands of replicas that have not read
/// the stream. Every call asks the servers.
public final class SingleMessages {
  private final QueueReplicas queues;

  public SingleMessages(QueueReplicas queues) {
    this.queues = queues;
  }

  /// What the servers have of the messages that these handles speak of. A sequence that the stream
  /// has not reached is in neither part.
  public Evidence of(QueueRef ref, long incarnation, List<Optional<Handle>> handles) {
    var sequences =
        handles.stream().flatMap(Optional::stream).map(Handle::sequence).distinct().sorted();
    return find(queues.messages(ref, incarnation), sequences.toList());
  }

  /// The same for these sequences of a stream, which ascend.
  static Evidence find(StreamClient stream, Collection<Long> sequences) {
    long end = stream.bounds().last();
    var there = sequences.stream().filter(sequence -> sequence <= end).toList();
    var entries = PayloadReader.fetch(stream, there);
    var found = new ArrayList<MessageEntry>();
    var missing = new ArrayList<Long>();
    for (var sequence : there) {
      Optional.ofNullable(entries.get(sequence))
          .flatMap(QueueMessages::remembered)
          .ifPresentOrElse(found::add, () -> missing.add(sequence));
    }
    return new Evidence(found, missing);
  }

  /// The first message that was moved into the queue and is still in its stream.
  public Optional<Long> firstMoved(QueueRef ref, long incarnation) {
    return queues
        .messages(ref, incarnation)
        .fromLeader(1, StreamNames.movedSubjects(ref, incarnation))
        .map(entry -> entry.sequence());
  }
}
