package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.move.MoveExecutor;
import io.edgemq.nats.move.NatsQueueStore;
import io.edgemq.nats.queue.QueueReplica.Shared;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.ports.out.QueueStore.Settled;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A server with one queue, and adapters of it: processes of their own, which know the queue from
/// no catalog.
final class OneQueue {
  static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  static final Incarnated<Queue> QUEUE =
      new Incarnated<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);

  private final Opened opened = new Opened();
  final TestTime time = new TestTime();
  final NatsServer server = opened.add(NatsServer.start());
  final Cluster cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));

  OneQueue() {
    create();
  }

  void create() {
    assertThat(new ResourceStreams(cluster).createQueue(JOBS, QUEUE))
        .isEqualTo(new StreamPlacement.Placed());
  }

  StreamClient messages() {
    return new StreamClient(cluster, StreamNames.queue(JOBS, QUEUE.incarnation()));
  }

  StreamClient ledger() {
    return new StreamClient(cluster, StreamNames.ledger(JOBS, QUEUE.incarnation()));
  }

  /// A process of its own.
  record Adapter(Cluster cluster, QueueReplicas queues, NatsQueueStore store) {
    void send(int count) {
      List<NewQueueMessage> messages = Collections.nCopies(count, TestMessages.message("job"));
      assertThat(store.send(JOBS, messages)).isInstanceOf(Sent.class);
    }

    List<Long> receive(int max) throws InterruptedException {
      return leases(max).stream().map(leased -> leased.message().sequence()).toList();
    }

    List<LeasedMessage> leases(int max) throws InterruptedException {
      var request = new ReceiveRequest(max, Duration.ofHours(1), Duration.ZERO);
      return ((Received) store.receive(JOBS, request)).messages();
    }

    void acknowledge(List<LeasedMessage> leased) {
      var acks =
          leased.stream().<Settlement>map(m -> new Settlement.Ack(m.lease().handle())).toList();
      assertThat(store.settle(JOBS, acks))
          .isEqualTo(new Settled(Collections.nCopies(acks.size(), new SettleOutcome.Done())));
    }

    List<Long> acknowledge(int max) throws InterruptedException {
      var leased = leases(max);
      acknowledge(leased);
      return leased.stream().map(m -> m.message().sequence()).toList();
    }

    QueueStatistics statistics() {
      return queues.parts().shared().statistics();
    }

    /// How many bytes came from the server so far.
    long bytesRead() {
      return cluster.connection().getStatistics().getInBytes();
    }

    /// How many messages of the protocol came from the server so far.
    long messagesRead() {
      return cluster.connection().getStatistics().getInMsgs();
    }
  }

  Adapter adapter() {
    return adapter(ReplicaMemory.ofHeap());
  }

  Adapter adapter(ReplicaMemory memory) {
    var own = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    var parts = new QueueReplica.Parts(own, time, _ -> Optional.of(QUEUE), Shared.of(memory));
    var queues = opened.add(new QueueReplicas(parts, new RecentKeys(10), MoveExecutor::new));
    return new Adapter(own, queues, new NatsQueueStore(queues));
  }

  void close() throws Exception {
    opened.close();
  }
}
