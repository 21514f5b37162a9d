package io.edgemq.memory;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Faults of a store of keys and values.
enum KvFault {
  /// A write goes by no condition.
  LOSES_CONDITIONS {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public PutResult put(BucketRef bucket, Put put) {
          return super.put(
              bucket, new Put(put.key(), put.value(), put.ttl(), KvCondition.NONE, put.hops()));
        }
      };
    }
  },

  /// A removal has the revision of the write before it.
  REUSES_A_REVISION {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public RemoveResult remove(BucketRef bucket, Removal removal) {
          var result = super.remove(bucket, removal);
          return result instanceof Written(long revision) ? new Written(revision - 1) : result;
        }
      };
    }
  },

  /// Each put is told to the topic twice.
  TELLS_TWICE {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public PutResult put(BucketRef bucket, Put put) {
          var result = super.put(bucket, put);
          store
              .buckets()
              .find(bucket)
              .flatMap(b -> Optional.ofNullable(b.config().changeStream()))
              .ifPresent(topic -> repeatLast(store, new TopicRef(bucket.tenant(), topic)));
          return result;
        }
      };
    }

    private static void repeatLast(MemoryStore store, TopicRef topic) {
      long last = store.topicLog().bounds(topic).orElseThrow().last();
      var query = new TopicLog.Query(last, SubjectFilter.ALL, 1, 1);
      if (store.topicLog().read(topic, query) instanceof TopicLog.Page page) {
        page.messages().stream()
            .map(m -> new NewTopicMessage(m.subject(), m.content(), null))
            .forEach(m -> store.topicLog().append(topic, List.of(m)));
      }
    }
  },

  /// A value is shown after its time is over.
  SHOWS_EXPIRED_VALUES {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new Remembering(store.kv());
    }
  },

  /// A reader that finds several entries skips the first.
  SKIPS_ENTRIES {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public Optional<BucketReader> follow(BucketRef bucket, long after) {
          return super.follow(bucket, after).map(Skipping::new);
        }
      };
    }
  },

  /// A list goes by no filter.
  LISTS_EVERYTHING {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public Optional<Slice<KvEntry>> list(
            BucketRef bucket, KeyFilter filter, Paging paging, long maxBytes) {
          return super.list(bucket, KeyFilter.ALL, paging, maxBytes);
        }
      };
    }
  },

  /// A purge leaves the history.
  PURGES_NOTHING {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public RemoveResult remove(BucketRef bucket, Removal removal) {
          return super.remove(
              bucket,
              new Removal(removal.key(), Removal.Kind.DELETE, removal.condition(), removal.hops()));
        }
      };
    }
  },

  /// A counter that is there counts with the time to live of whoever counts.
  COUNTS_ANEW {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public IncrementResult increment(BucketRef bucket, Increment increment) {
          var result = super.increment(bucket, increment);
          if (result instanceof Incremented done
              && super.get(bucket, increment.key()) instanceof Found found) {
            var condition = new KvCondition.AtRevision(done.revision());
            var value = ((KvChange.Put) found.entry().change()).value();
            var put = new Put(increment.key(), value, increment.ttl(), condition, 0);
            if (super.put(bucket, put) instanceof Written(long revision)) {
              return new Incremented(done.value(), revision);
            }
          }
          return result;
        }
      };
    }
  },

  /// A watch is never told that it missed something.
  KNOWS_NO_GAP {
    @Override
    KvStore breakIt(MemoryStore store) {
      return new KvStoreWrapper(store.kv()) {
        @Override
        public Optional<BucketBounds> bounds(BucketRef bucket) {
          return super.bounds(bucket).map(bounds -> new BucketBounds(0, bounds.last()));
        }
      };
    }
  };

  abstract KvStore breakIt(MemoryStore store);

  /// Shows the last value that was put where there is none any more.
  private static final class Remembering extends KvStoreWrapper {
    private final Map<KvKey, KvEntry> seen = new HashMap<>();

    Remembering(KvStore inner) {
      super(inner);
    }

    @Override
    public PutResult put(BucketRef bucket, Put put) {
      var result = super.put(bucket, put);
      if (super.get(bucket, put.key()) instanceof Found(var entry)) {
        seen.put(put.key(), entry);
      }
      return result;
    }

    @Override
    public RemoveResult remove(BucketRef bucket, Removal removal) {
      seen.remove(removal.key());
      return super.remove(bucket, removal);
    }

    @Override
    public GetResult get(BucketRef bucket, KvKey key) {
      var result = super.get(bucket, key);
      var before = seen.get(key);
      return result instanceof Missing && before != null ? new Found(before) : result;
    }
  }

  /// A reader that skips entries.
  private record Skipping(BucketReader inner) implements BucketReader {
    @Override
    public News next(int max, Duration wait) throws InterruptedException {
      return inner.next(max, wait) instanceof Entries(var entries, long through)
          ? new Entries(entries.size() < 2 ? entries : entries.subList(1, entries.size()), through)
          : new Ended();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
