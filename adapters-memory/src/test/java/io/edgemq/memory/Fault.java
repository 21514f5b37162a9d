package io.edgemq.memory;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.testkit.StorePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Faults of a queue store. Each of them has occurred in a real store.
enum Fault implements UnaryOperator<StorePorts> {
  /// A leased message is delivered again when the queue has no other message.
  HANDS_OUT_LEASED_MESSAGES {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        private final Map<QueueRef, List<LeasedMessage>> latest = new HashMap<>();

        @Override
        public ReceiveResult receive(QueueRef queue, ReceiveRequest request)
            throws InterruptedException {
          var result = super.receive(queue, request);
          if (!(result instanceof Received(var messages))) {
            return result;
          }
          var again = latest.put(queue, messages);
          return messages.isEmpty() && again != null ? new Received(again) : result;
        }
      };
    }
  },

  /// A returned message is removed.
  LOSES_NACKED_MESSAGES {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
          return super.settle(queue, settlements.stream().map(this::instead).toList());
        }

        private Settlement instead(Settlement settlement) {
          return settlement instanceof Settlement.Nack(var handle, _)
              ? new Settlement.Ack(handle)
              : settlement;
        }
      };
    }
  },

  /// Sequences start again at 1 after a purge.
  REUSES_SEQUENCES_AFTER_A_PURGE {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public PurgeResult purge(QueueRef queue) {
          var found = ports.queueCatalog().find(queue);
          if (found.isPresent()
              && ports.queueCatalog().delete(queue) instanceof QueueCatalog.Deleted) {
            ports.queueCatalog().create(queue.tenant(), found.get());
            return new Purged();
          }
          return super.purge(queue);
        }
      };
    }
  },

  /// An acknowledged message is delivered again.
  DELIVERS_AFTER_AN_ACK {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
          return super.settle(queue, settlements.stream().map(this::instead).toList());
        }

        private Settlement instead(Settlement settlement) {
          return settlement instanceof Settlement.Ack(var handle)
              ? new Settlement.Nack(handle, Duration.ofSeconds(5))
              : settlement;
        }
      };
    }
  },

  /// Attempts are counted only since the store was last opened.
  FORGETS_ATTEMPTS_WHEN_REOPENED {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        private final Map<String, Integer> attempts = new HashMap<>();

        @Override
        public ReceiveResult receive(QueueRef queue, ReceiveRequest request)
            throws InterruptedException {
          return super.receive(queue, request) instanceof Received(var messages)
              ? new Received(messages.stream().map(this::recount).toList())
              : new NoSuchQueue();
        }

        private LeasedMessage recount(LeasedMessage leased) {
          var message = leased.message();
          var key = message.queue().value() + message.sequence();
          int attempt = Math.min(leased.lease().attempt(), attempts.merge(key, 1, Integer::sum));
          var lease = new Lease(leased.lease().handle(), attempt, leased.lease().until());
          return new LeasedMessage(message, lease);
        }
      };
    }
  },

  /// Groups are ignored, so a FIFO queue delivers several messages of one group at once.
  FORGETS_GROUPS {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public SendResult send(QueueRef queue, List<NewQueueMessage> messages) {
          return super.send(queue, messages.stream().map(this::ungrouped).toList());
        }

        private NewQueueMessage ungrouped(NewQueueMessage message) {
          return new NewQueueMessage(message.content(), message.delay(), null, message.dedup());
        }
      };
    }
  },

  /// A lease ends a millisecond too early.
  ENDS_LEASES_EARLY {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public ReceiveResult receive(QueueRef queue, ReceiveRequest request)
            throws InterruptedException {
          var asked = request.visibility();
          if (asked == null) {
            return super.receive(queue, request);
          }
          var shorter = asked.minusMillis(1);
          var visibility = shorter.isNegative() ? Duration.ZERO : shorter;
          var result =
              super.receive(
                  queue, new ReceiveRequest(request.max(), visibility, request.maxWait()));
          return result instanceof Received(var messages)
              ? new Received(messages.stream().map(this::promised).toList())
              : result;
        }

        private LeasedMessage promised(LeasedMessage leased) {
          var lease = leased.lease();
          return new LeasedMessage(
              leased.message(),
              new Lease(lease.handle(), lease.attempt(), lease.until().plusMillis(1)));
        }
      };
    }
  },

  /// Dedup keys are ignored.
  IGNORES_DEDUP_KEYS {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public SendResult send(QueueRef queue, List<NewQueueMessage> messages) {
          var unkeyed = new ArrayList<NewQueueMessage>();
          messages.forEach(
              m -> unkeyed.add(new NewQueueMessage(m.content(), m.delay(), m.group(), null)));
          return super.send(queue, unkeyed);
        }
      };
    }
  },

  /// A receive that is undone counts as an attempt.
  COUNTS_WHAT_WAS_TAKEN_BACK {
    @Override
    QueueStore breakIt(StorePorts ports) {
      return new QueueStoreWrapper(ports.queues()) {
        @Override
        public void unreceive(QueueRef queue, List<LeaseHandle> handles) {
          handles.forEach(
              handle -> settle(queue, List.of(new Settlement.Nack(handle, Duration.ZERO))));
        }
      };
    }
  };

  abstract QueueStore breakIt(StorePorts ports);

  @Override
  public StorePorts apply(StorePorts ports) {
    return ports.withQueues(breakIt(ports));
  }
}
