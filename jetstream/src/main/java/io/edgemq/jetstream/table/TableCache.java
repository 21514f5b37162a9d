package io.edgemq.jetstream.table;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rows of a bucket in memory, as of one sequence of its stream. One thread writes; any number
/// of threads read without waiting for it.
final class TableCache<V> {
  private static final System.Logger LOG = System.getLogger(TableCache.class.getName());

  private final Bucket bucket;
  private final RowFormat<V> format;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private volatile NavigableMap<String, Row<V>> rows = new ConcurrentSkipListMap<>();
  private volatile long position;
  private volatile boolean closed;

  TableCache(Bucket bucket, RowFormat<V> format) {
    this.bucket = bucket;
    this.format = format;
  }

  /// The current rows. Throws `StoreException.Unavailable` once this is closed.
  View<V> view() {
    requireOpen();
    return new View<>(rows);
  }

  /// The sequence up to which the stream has been applied.
  long position() {
    return position;
  }

  /// The result of looking at the rows, and their position.
  record Seen<T>(T result, long position) {}

  /// Applies `question` to the rows, which do not change meanwhile.
  <T> Seen<T> look(Function<View<V>, T> question) {
    lock.lock();
    try {
      return new Seen<>(question.apply(view()), position);
    } finally {
      lock.unlock();
    }
  }

  /// Applies the next entry of the stream; returns the key of the row that it changed, if any.
  Optional<String> apply(Entry entry) {
    lock.lock();
    try {
      var key = apply(rows, entry);
      advanceTo(entry.sequence());
      return key;
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> apply(NavigableMap<String, Row<V>> target, Entry entry) {
    var key = bucket.key(entry);
    key.ifPresent(
        k -> {
          if (Bucket.isRemoval(entry)) {
            target.remove(k);
          } else {
            target.put(k, row(k, entry));
          }
        });
    return key;
  }

  private Row<V> row(String key, Entry entry) {
    @Nullable V value = null;
    try {
      value = format.read(entry.body());
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      LOG.log(
          System.Logger.Level.ERROR,
          "unreadable row; bucket={0} key={1} reason={2}",
          bucket.name(),
          key,
          unreadable.getClass().getSimpleName());
    }
    return new Row<>(value, entry.sequence());
  }

  /// Rows that are being read to replace the current ones.
  final class Replacement {
    private final NavigableMap<String, Row<V>> fresh = new ConcurrentSkipListMap<>();

    /// Whether this would replace rows by none.
    boolean isLoss() {
      return fresh.isEmpty() && !rows.isEmpty();
    }

    void apply(Entry entry) {
      Optional<String> unused = TableCache.this.apply(fresh, entry);
    }

    /// Replaces the current rows; returns the keys of the rows that changed.
    Set<String> replace(long newPosition) {
      lock.lock();
      try {
        var keys = new HashSet<>(rows.keySet());
        keys.addAll(fresh.keySet());
        keys.removeIf(key -> revision(rows, key) == revision(fresh, key));
        rows = fresh;
        advanceTo(newPosition);
        return keys;
      } finally {
        lock.unlock();
      }
    }
  }

  private static <V> long revision(NavigableMap<String, Row<V>> rows, String key) {
    var row = rows.get(key);
    return row == null ? 0 : row.revision();
  }

  private void advanceTo(long sequence) {
    position = sequence;
    advanced.signalAll();
  }

  /// Waits until the cache is at `sequence` or beyond. Throws `StoreException.TimedOut` when it is
  /// not by `deadline`, in terms of [System#nanoTime].
  void await(long sequence, long deadline) {
    if (!reaches(sequence, deadline)) {
      throw Failures.timedOut(
          new TimeoutException(
              bucket.name() + " is at " + position + " and not yet at " + sequence));
    }
  }

  /// Waits as [#await] does; returns whether the cache got there.
  boolean reaches(long sequence, long deadline) {
    if (position >= sequence) {
      return true;
    }
    lock.lock();
    try {
      while (position < sequence) {
        requireOpen();
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        boolean unused = advanced.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    } finally {
      lock.unlock();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new StoreException.Unavailable(
          "the store is closed", new IllegalStateException(Objects.toString(bucket.name())));
    }
  }

  /// Closes the cache. Callers that wait or come later get `StoreException.Unavailable`.
  void close() {
    lock.lock();
    try {
      closed = true;
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
