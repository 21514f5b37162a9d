package io.edgemq.memory;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.SubscriptionChanges;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.StorePorts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Faults in the data that a store keeps besides messages.
enum DirectoryFault implements UnaryOperator<StorePorts> {
  /// A queue's configuration is replaced without a comparison with the expected one.
  LOSES_CHANGES_OF_QUEUES {
    @Override
    public StorePorts apply(StorePorts ports) {
      var careless =
          new QueueCatalogWrapper(ports.queueCatalog()) {
            @Override
            public QueueCatalog.UpdateResult update(
                QueueRef ref, QueueConfig expected, QueueConfig config) {
              return find(ref)
                  .map(queue -> super.update(ref, queue.config(), config))
                  .orElseGet(NoSuchQueue::new);
            }
          };
      return ports.withDirectory(careless, ports.topicCatalog(), ports.subscriptions());
    }
  },

  /// A topic's configuration is replaced without a comparison with the expected one.
  LOSES_CHANGES_OF_TOPICS {
    @Override
    public StorePorts apply(StorePorts ports) {
      var careless =
          new TopicCatalogWrapper(ports.topicCatalog()) {
            @Override
            public TopicCatalog.UpdateResult update(
                TopicRef ref, TopicConfig expected, TopicConfig config) {
              return find(ref)
                  .map(topic -> super.update(ref, topic.config(), config))
                  .orElseGet(NoSuchTopic::new);
            }
          };
      return ports.withDirectory(ports.queueCatalog(), careless, ports.subscriptions());
    }
  },

  /// A subscription is replaced without a comparison with the expected one.
  LOSES_CHANGES_OF_SUBSCRIPTIONS {
    @Override
    SubscriptionStore breakIt(SubscriptionStore store) {
      return new SubscriptionStoreWrapper(store) {
        @Override
        public SubscriptionStore.UpdateResult update(
            TenantId tenant, Subscription expected, Subscription subscription) {
          return find(tenant, expected.id())
              .map(current -> super.update(tenant, current, subscription))
              .orElseGet(NoSuchSubscription::new);
        }
      };
    }
  },

  /// Followers never hear of a change.
  TELLS_NO_FOLLOWER {
    @Override
    SubscriptionStore breakIt(SubscriptionStore store) {
      return new SubscriptionStoreWrapper(store) {
        @Override
        public SubscriptionChanges changes() {
          return new Deaf(super.changes());
        }
      };
    }
  },

  /// Replays are not counted.
  FORGETS_REPLAYS {
    @Override
    SubscriptionStore breakIt(SubscriptionStore store) {
      return new SubscriptionStoreWrapper(store) {
        @Override
        public Optional<Subscription> find(TenantId tenant, SubscriptionId id) {
          return super.find(tenant, id)
              .map(s -> new Subscription(s.id(), s.config(), s.state(), s.createdAt(), 0));
        }
      };
    }
  };

  @Override
  public StorePorts apply(StorePorts ports) {
    return ports.withDirectory(
        ports.queueCatalog(), ports.topicCatalog(), breakIt(ports.subscriptions()));
  }

  SubscriptionStore breakIt(SubscriptionStore store) {
    return store;
  }

  /// Hears of no change, and returns at once instead of waiting.
  private record Deaf(SubscriptionChanges inner) implements SubscriptionChanges {
    @Override
    public News next(Duration wait) {
      return new Changed(Set.of());
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
