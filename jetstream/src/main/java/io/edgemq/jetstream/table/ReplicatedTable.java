package io.edgemq.jetstream.table;

import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The rows of a bucket, all of them in memory, shared by any number of processes. One thread
/// follows the bucket's stream and alone changes the cache. It recovers from every outage; the
/// cache is served meanwhile.
///
/// A change is decided on the cache, and stored on condition that the bucket still ends where the
/// cache does. So decisions have one order, and none is made on outdated rows.
public final class ReplicatedTable<V> implements AutoCloseable {
  /// After this time an entry that was under way has reached the cache.
  private static final Duration SOON = Duration.ofMillis(250);

  private final Bucket bucket;
  private final RowFormat<V> format;
  private final TableCache<V> cache;
  private final BucketWatch<V> watch;
  private final long timeoutNanos;
  private final ReentrantLock changing = new ReentrantLock(true);

  private ReplicatedTable(Cluster cluster, String name, RowFormat<V> format, Duration maxSilence) {
    this.bucket = new Bucket(cluster, name);
    this.format = format;
    this.cache = new TableCache<>(bucket, format);
    this.watch = new BucketWatch<>(cluster, bucket, cache, maxSilence);
    this.timeoutNanos = cluster.timeout().toNanos();
  }

  /// Opens the table of that name, creating its bucket when it is missing, and returns once all
  /// rows have been read. Throws `StoreException` when that fails within a few times
  /// [Cluster#timeout].
  public static <V> ReplicatedTable<V> open(Cluster cluster, String name, RowFormat<V> format) {
    return open(cluster, name, format, Bucket.MARKS_KEPT.dividedBy(6));
  }

  /// Creates the bucket of that name if it is missing. The first revision in a new one will be
  /// `first`.
  public static void make(Cluster cluster, String name, long first) {
    new Bucket(cluster, name).make(first);
  }

  /// As above. After a silence of `maxSilence` the whole bucket is read again, because the server
  /// forgets removals.
  static <V> ReplicatedTable<V> open(
      Cluster cluster, String name, RowFormat<V> format, Duration maxSilence) {
    var table = new ReplicatedTable<V>(cluster, name, format, maxSilence);
    try {
      table.bucket.make();
      table.watch.start();
      return table;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// The last sequence of the bucket that is in the cache.
  public long position() {
    return cache.position();
  }

  /// How long ago the cache was last known to be up to date.
  public Duration silence() {
    return watch.silence();
  }

  /// Whether the bucket can be followed at the moment.
  public boolean isFollowed() {
    return watch.isAlive();
  }

  /// Throws `StoreException.Unavailable` once it is closed.
  public void requireOpen() {
    cache.requireOpen();
  }

  /// Checks that the bucket's leader answers. Throws `StoreException` when it does not within
  /// `patience`.
  public void ping(Duration patience) {
    cache.requireOpen();
    bucket.ping(patience);
  }

  /// The rows in the cache.
  public View<V> view() {
    return cache.view();
  }

  /// The row of that key, if it exists and is `wanted`. Answers from the cache. When the cache has
  /// none, the bucket's leader is asked, so that a row which another process just wrote is found.
  /// Throws `StoreException` when the leader is needed and cannot be asked.
  public Optional<Row<V>> find(String key, Predicate<V> wanted) {
    var known = lookUp(key, wanted);
    if (known.isPresent()) {
      return known;
    }
    long deadline = deadline();
    var written = bucket.last(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    cache.await(written.get().sequence(), deadline);
    return lookUp(key, wanted);
  }

  private Optional<Row<V>> lookUp(String key, Predicate<V> wanted) {
    return cache.view().get(key).filter(row -> wanted.test(row.value()));
  }

  /// Calls `listener` with the key of each row that was changed or removed, in order, on the
  /// table's own thread, after the cache has the change. The listener must return at once, and must
  /// not change the table.
  public void onChange(Consumer<String> listener) {
    watch.onChange(listener);
  }

  /// Stores the decision that `decide` makes on the rows. `decide` may be called several times,
  /// each time on newer rows; its last decision counts. A stored change is in the cache when this
  /// returns; a decision without edits was made on rows that were up to date. Throws
  /// `StoreException.TimedOut` when it is unknown whether the change was stored, or when other
  /// processes were faster for as long as a call may take.
  public <R> Decided<R> change(Function<View<V>, Decision<V, R>> decide) {
    long deadline = deadline();
    enter(deadline);
    try {
      while (true) {
        var seen = cache.look(decide);
        var decision = seen.result();
        if (decision.edits().isEmpty()) {
          if (isUpToDate(seen.position(), deadline)) {
            return new Decided<>(decision.result(), 0);
          }
        } else {
          switch (bucket.publish(decision.edits(), format, seen.position())) {
            case Published.Kept(long sequence) -> {
              cache.await(sequence, deadline());
              return new Decided<>(decision.result(), sequence);
            }
            case Published.Behind _ -> catchUp(seen.position(), deadline);
            case Published.Known _ -> throw new IllegalStateException("a row without id is known");
          }
        }
        requireTime(deadline);
      }
    } finally {
      changing.unlock();
    }
  }

  /// Allows one change at a time per process: more would only delay each other.
  private void enter(long deadline) {
    try {
      if (!changing.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw Failures.timedOut(new TimeoutException("too many changes of " + bucket.name()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  private void requireTime(long deadline) {
    if (System.nanoTime() - deadline >= 0) {
      throw Failures.timedOut(new TimeoutException("others kept changing " + bucket.name()));
    }
  }

  private long deadline() {
    return System.nanoTime() + timeoutNanos;
  }

  /// Waits until the cache is beyond `position`. Entries of others usually arrive soon. Asking the
  /// leader first would take longer, so this process would be too late again.
  private void catchUp(long position, long deadline) {
    if (!cache.reaches(position + 1, soon(deadline))) {
      boolean unused = isUpToDate(position, deadline);
    }
  }

  private static long soon(long deadline) {
    return Math.min(deadline - System.nanoTime(), SOON.toNanos()) + System.nanoTime();
  }

  /// Whether the bucket ends at `position`; otherwise waits until the cache has caught up.
  private boolean isUpToDate(long position, long deadline) {
    cache.requireOpen();
    long last = bucket.lastSequence();
    if (last < position) {
      watch.reload(); // the bucket was recreated, or its servers lost something
    }
    long before = cache.position();
    if (cache.reaches(last, soon(deadline))) {
      return last == position;
    }
    boolean isGone = bucket.end() <= before;
    cache.await(isGone ? bucket.markEnd() : last, deadline);
    return false;
  }

  /// The server's time.
  public Instant time() {
    return bucket.time();
  }

  /// The age of the row of that revision, by the server's clock; zero when it has changed since.
  public Duration age(String key, long revision) {
    return bucket
        .last(key)
        .filter(write -> write.sequence() == revision)
        .map(bucket::age)
        .orElse(Duration.ZERO);
  }

  /// Closes the table. Callers that wait or come later get `StoreException.Unavailable`.
  @Override
  public void close() {
    cache.close();
    watch.close();
  }
}
