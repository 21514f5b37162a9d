package io.edgemq.memory;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.StorePorts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        public Changes<SubscriptionRef> changes() {
          return new Deaf<>(super.changes());
        }
      };
    }
  },

  /// Followers of keys are never told.
  TELLS_NO_FOLLOWER_OF_KEYS {
    @Override
    public StorePorts apply(StorePorts ports) {
      return ports.withKeys(new DeafDirectory(ports.keys()));
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
              .map(
                  s ->
                      new Subscription(
                          s.id(), s.config(), s.state(), s.createdAt(), 0, s.delivered()));
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

  /// A directory whose followers hear nothing.
  private record DeafDirectory(KeyDirectory inner) implements KeyDirectory {
    @Override
    public Optional<ApiKey> find(TokenHash hash) {
      return inner.find(hash);
    }

    @Override
    public Optional<ApiKey> find(KeyRef key) {
      return inner.find(key);
    }

    @Override
    public void add(ApiKey key) {
      inner.add(key);
    }

    @Override
    public List<ApiKey> list(TenantId tenant) {
      return inner.list(tenant);
    }

    @Override
    public boolean revoke(TenantId tenant, String keyId, Instant now) {
      return inner.revoke(tenant, keyId, now);
    }

    @Override
    public Changes<KeyRef> changes() {
      return new Deaf<>(inner.changes());
    }
  }

  /// Hears nothing; what it waits for in vain takes no time.
  private record Deaf<T>(Changes<T> inner) implements Changes<T> {
    @Override
    public News<T> next(Duration wait) {
      return new Changed<>(Set.of());
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
