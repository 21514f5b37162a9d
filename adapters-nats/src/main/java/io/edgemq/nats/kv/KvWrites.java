package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.kv.KvFormat;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.jetstream.kv.KvWrite;
import io.edgemq.nats.push.LetterRoom;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.KvStore.BucketFull;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.IncrementResult;
import io.edgemq.ports.out.KvStore.Incremented;
import io.edgemq.ports.out.KvStore.Mismatch;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.PutResult;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.RemoveResult;
import io.edgemq.ports.out.KvStore.TooLarge;
import io.edgemq.ports.out.KvStore.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Writes entries. What has a condition is judged by the key's last entry and stored on condition
/// that this still is the last one; otherwise it is judged again.
final class KvWrites {
  /// What a change stream adds to an entry: names and values of its attributes, and where the
  /// message comes from.
  private static final long TOLD_BYTES = 768;

  private static final Duration MOMENT = Duration.ofMillis(2);

  private final KvTimers timers;
  private final KvUpkeep upkeep;
  private final KvSizes sizes;
  private final InstantSource clock;

  /// What writes are made of.
  record Parts(KvTimers timers, KvUpkeep upkeep, KvSizes sizes) {}

  KvWrites(Parts parts, InstantSource clock) {
    this.timers = parts.timers();
    this.upkeep = parts.upkeep();
    this.sizes = parts.sizes();
    this.clock = clock;
  }

  /// A value to store.
  ///
  /// @param end when its time is over; null: never
  private record Value(KvKey key, KvValue value, @Nullable Instant end, int hops) {}

  PutResult put(KvBucket bucket, Put put) {
    long room = room(bucket, put);
    if (put.value().payload().size() > room) {
      return new TooLarge(put.value().payload().size(), room);
    }
    long deadline = System.nanoTime() + bucket.stream().timeout().toNanos();
    while (true) {
      var now = clock.instant();
      long last = -1;
      boolean isConditional = !(put.condition() instanceof KvCondition.Anything);
      if (isConditional || mayFollowAnEnd(bucket, put)) {
        var newest = ended(bucket, put.key(), now, deadline);
        if (!put.condition().holds(present(newest, now).map(KvEntry::revision))) {
          return new Mismatch();
        }
        last = isConditional ? newest.map(found -> found.entry().revision()).orElse(0L) : last;
      }
      if (!sizes.hasRoom(bucket, put.key(), put.value())) {
        return new BucketFull(sizes.limit(bucket));
      }
      var end = end(bucket, put.ttl(), now);
      var value = new Value(put.key(), put.value(), end, put.hops());
      var stored = store(bucket, value, now, last);
      if (stored.isPresent()) {
        return new Written(stored.get());
      }
      again(bucket, deadline);
    }
  }

  /// Whether the value that a put replaces is likely to have an end. To be sure costs a read.
  private static boolean mayFollowAnEnd(KvBucket bucket, Put put) {
    return bucket.config().ttl() != null || put.ttl() != null;
  }

  /// The key's newest entry; if that was a value whose time is over, the marker that tells so.
  private Optional<StoredEntry> ended(KvBucket bucket, KvKey key, Instant now, long deadline) {
    while (true) {
      var newest = bucket.last(key);
      if (newest.filter(found -> found.isOverAt(now)).isEmpty()) {
        return newest;
      }
      if (KvEnds.mark(bucket, newest.get().entry(), now).isPresent()) {
        upkeep.look(bucket, key);
      } else {
        again(bucket, deadline);
      }
    }
  }

  private static Optional<KvEntry> present(Optional<StoredEntry> newest, Instant now) {
    return newest.filter(found -> found.isThereAt(now)).map(StoredEntry::entry);
  }

  private static @Nullable Instant end(KvBucket bucket, @Nullable Duration own, Instant now) {
    var lifetime = bucket.config().lifetime(own);
    return lifetime == null ? null : now.plus(lifetime);
  }

  /// The revision; empty when the key's last one is no longer `last`.
  private Optional<Long> store(KvBucket bucket, Value value, Instant now, long last) {
    var end = value.end();
    if (end != null) {
      bucket.stream().reserve().requireUnspent();
      timers.set(bucket.which(), value.key(), end);
    }
    var change = new KvChange.Put(value.value());
    var message = message(bucket, new KvWrite(value.key(), change, now, end, value.hops()));
    var stream = bucket.stream();
    var condition = last < 0 ? Condition.NONE : Condition.lastOfSubject(last);
    var stored = revision(stream.reserve().unlessSpent(() -> stream.publish(message, condition)));
    stored.ifPresent(bucket::reaches);
    stored.ifPresent(_ -> sizes.grew(bucket, value.key(), value.value()));
    if (stored.isEmpty() && end != null) {
      upkeep.look(bucket, value.key()); // the timer is now that of a value that nobody wrote
    }
    return stored;
  }

  private static Outgoing message(KvBucket bucket, KvWrite write) {
    return KvFormat.outgoing(bucket.keys().names(), write, bucket.earlier());
  }

  private static Optional<Long> revision(Published published) {
    return switch (published) {
      case Published.Kept(long sequence) -> Optional.of(sequence);
      case Published.Known(long sequence) -> Optional.of(sequence);
      case Published.Behind _ -> Optional.empty();
    };
  }

  private static void again(KvBucket bucket, long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw new StoreException.TimedOut(
          "the key is written too often to be written on a condition",
          new TimeoutException(bucket.stream().name()));
    }
    bucket.cluster().pause(MOMENT);
  }

  /// How large a value may be, so that it can be told on any topic, too, and be a dead letter
  /// there.
  private static long room(KvBucket bucket, Put put) {
    long letter = LetterRoom.least() + put.key().sizeInBytes() + put.value().contentType().length();
    return new Outgoing("", new MessageHeaders(), new byte[0])
        .bodyLimit(bucket.stream().maxPayload() - letter - TOLD_BYTES);
  }

  RemoveResult remove(KvBucket bucket, Removal removal) {
    long deadline = System.nanoTime() + bucket.stream().timeout().toNanos();
    while (true) {
      var now = clock.instant();
      var newest = bucket.last(removal.key());
      var present = present(newest, now);
      if (!removal.condition().holds(present.map(KvEntry::revision))) {
        return new Mismatch();
      }
      if (present.isEmpty()) {
        return new NothingThere();
      }
      var change =
          switch (removal.kind()) {
            case DELETE -> new KvChange.Deleted();
            case PURGE -> new KvChange.Purged();
          };
      var message = message(bucket, new KvWrite(removal.key(), change, now, null, removal.hops()));
      var stream = bucket.stream();
      var condition = Condition.lastOfSubject(present.get().revision());
      var stored = revision(stream.reserve().freeing(() -> stream.publish(message, condition)));
      if (stored.isPresent()) {
        bucket.reaches(stored.get());
        upkeep.look(bucket, removal.key());
        return new Written(stored.get());
      }
      again(bucket, deadline);
    }
  }

  IncrementResult increment(KvBucket bucket, Increment increment) {
    long deadline = System.nanoTime() + bucket.stream().timeout().toNanos();
    while (true) {
      var now = clock.instant();
      var newest = ended(bucket, increment.key(), now, deadline);
      var present = newest.filter(found -> found.isThereAt(now));
      if (!increment.condition().holds(present.map(found -> found.entry().revision()))) {
        return new Mismatch();
      }
      long sum;
      switch (sum(present, increment.delta())) {
        case Counter.NotACounter _ -> {
          return new KvStore.NotACounter();
        }
        case Counter.Overflow _ -> {
          return new KvStore.Overflow();
        }
        case Counter.Counted(long value) -> sum = value;
      }
      var value = Counter.value(sum);
      if (!sizes.hasRoom(bucket, increment.key(), value)) {
        return new BucketFull(sizes.limit(bucket));
      }
      var end = present.isPresent() ? present.get().end() : end(bucket, increment.ttl(), now);
      long last = newest.map(found -> found.entry().revision()).orElse(0L);
      var stored =
          store(bucket, new Value(increment.key(), value, end, increment.hops()), now, last);
      if (stored.isPresent()) {
        return new Incremented(sum, stored.get());
      }
      again(bucket, deadline);
    }
  }

  private static Counter.Sum sum(Optional<StoredEntry> present, long delta) {
    return present
        .map(found -> found.entry().change())
        .map(
            change ->
                change instanceof KvChange.Put(var value)
                    ? Counter.add(value.payload(), delta)
                    : new Counter.NotACounter())
        .orElseGet(() -> new Counter.Counted(delta));
  }
}
