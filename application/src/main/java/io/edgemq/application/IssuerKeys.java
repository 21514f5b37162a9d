package io.edgemq.application;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The keys of one issuer: those that were read last, and when they are read again.
///
/// Keys that are good and known are answered at once; when three quarters of their age are over,
/// they are read again meanwhile. Whoever needs a key that is not known, or finds the keys too old,
/// waits for a read. After a read that failed nobody waits for the next one who can do with the
/// keys that there are.
final class IssuerKeys {
  private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());
  private static final long PAUSE = KeySets.PAUSE.toNanos();
  private static final long GRACE = KeySets.GRACE.toNanos();

  /// How long a read that failed tells that the next one would, too: while anybody asks, there is
  /// one after each pause.
  private static final long OUTAGE = 4 * PAUSE;

  private final KeySource source;
  private final LongSupplier nanos;
  private final AtomicLong generations;

  /// Replaced as a whole, under the lock.
  private volatile @Nullable Stored stored;

  private @Nullable CountDownLatch reading;
  private @Nullable Long failedAt;
  private @Nullable Long unknownAt;

  /// What was read last.
  ///
  /// @param document tells whether the next one is another
  /// @param age how long it is good, in nanoseconds
  private record Stored(KeySets.Held held, String document, long readAt, long age) {
    boolean isGood(long now) {
      return now - readAt < age + GRACE;
    }

    boolean isFresh(long now) {
      return now - readAt < age;
    }

    /// Whether it is young enough that nobody thinks of the next read.
    boolean isYoung(long now) {
      return now - readAt < age / 4 * 3;
    }
  }

  /// What somebody who needs keys does.
  private sealed interface Step {
    record Take(KeySets.Held keys) implements Step {}

    record Wait(CountDownLatch end) implements Step {}

    record GiveUp() implements Step {}
  }

  /// @param generations numbers the changes of all issuers' keys
  IssuerKeys(KeySource source, LongSupplier nanos, AtomicLong generations) {
    this.source = source;
    this.nanos = nanos;
    this.generations = generations;
  }

  /// As [KeySets#find].
  Optional<KeySets.Held> find(@Nullable String keyId, long end) throws InterruptedException {
    var known = stored;
    return known != null && known.held().keys().has(keyId) && known.isYoung(nanos.getAsLong())
        ? Optional.of(known.held())
        : await(held -> held.keys().has(keyId), end);
  }

  /// As [KeySets#findOther].
  Optional<KeySets.Held> findOther(KeySets.Held known, long end) throws InterruptedException {
    return await(held -> held.generation() != known.generation(), end);
  }

  /// Which keys somebody can do with.
  private interface Need {
    boolean isMetBy(KeySets.Held held);
  }

  private Optional<KeySets.Held> await(Need need, long end) throws InterruptedException {
    while (true) {
      switch (next(need)) {
        case Step.Take(var keys) -> {
          return Optional.of(keys);
        }
        case Step.GiveUp _ -> {
          return Optional.empty();
        }
        case Step.Wait(var read) -> {
          if (!read.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return good(need);
          }
        }
      }
    }
  }

  /// The keys that there are, for somebody who can wait no longer.
  private Optional<KeySets.Held> good(Need need) {
    var known = stored;
    return known != null && known.isGood(nanos.getAsLong()) && need.isMetBy(known.held())
        ? Optional.of(known.held())
        : Optional.empty();
  }

  private synchronized Step next(Need need) {
    long now = nanos.getAsLong();
    var known = stored;
    if (known == null || !known.isGood(now)) {
      return orPause(failedAt, now);
    }
    if (!need.isMetBy(known.held())) {
      return unknown(now);
    }
    if (known.isFresh(now) || hasJustFailed(now)) {
      if (!known.isYoung(now) && reading == null && isOver(failedAt, now)) {
        var _ = read();
      }
      return new Step.Take(known.held());
    }
    return new Step.Wait(read());
  }

  /// Whether the last read has failed so lately that nobody waits for another one.
  private boolean hasJustFailed(long now) {
    return failedAt != null && now - failedAt < OUTAGE;
  }

  private Step unknown(long now) {
    if (reading != null) {
      return new Step.Wait(reading);
    }
    if (!isOver(unknownAt, now)) {
      return new Step.GiveUp();
    }
    unknownAt = now;
    return new Step.Wait(read());
  }

  private Step orPause(@Nullable Long last, long now) {
    return reading != null || isOver(last, now) ? new Step.Wait(read()) : new Step.GiveUp();
  }

  private static boolean isOver(@Nullable Long last, long now) {
    return last == null || now - last >= PAUSE;
  }

  /// The end of the read that is under way, or else of one that begins now.
  private CountDownLatch read() {
    var current = reading;
    if (current != null) {
      return current;
    }
    var end = new CountDownLatch(1);
    reading = end;
    Thread.ofVirtual().name("issuer-keys").start(() -> read(end));
    return end;
  }

  private void read(CountDownLatch end) {
    var read = Optional.<KeySource.Read>empty();
    try {
      read = source.read(KeySets.PATIENCE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "the keys of an issuer cannot be read", bug);
    } finally {
      keep(read);
      end.countDown();
    }
  }

  private synchronized void keep(Optional<KeySource.Read> read) {
    long now = nanos.getAsLong();
    reading = null;
    failedAt = read.isPresent() ? null : Long.valueOf(now);
    read.ifPresent(found -> stored = stored(found, now));
  }

  private Stored stored(KeySource.Read read, long now) {
    var before = stored;
    var held =
        before != null && before.document().equals(read.document())
            ? before.held()
            : new KeySets.Held(read.keys(), generations.incrementAndGet());
    return new Stored(held, read.document(), now, read.maxAge().toNanos());
  }
}
