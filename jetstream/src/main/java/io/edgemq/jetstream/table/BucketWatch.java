package io.edgemq.jetstream.table;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamTail;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps a cache of a bucket up to date, on its own thread, which recovers from every outage. After
/// a long silence the server may have forgotten removals, so the thread reads the whole bucket
/// again. A bucket that was deleted and is there again, empty, is not believed: somebody lost the
/// rows, and nobody removed them. The rows in memory are served and the bucket counts as lost until
/// it has rows again.
final class BucketWatch<V> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BucketWatch.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /// Reading a whole bucket may take this many times the limit of one call.
  private static final int LOADS = 3;

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final Bucket bucket;
  private final TableCache<V> cache;
  private final long maxSilenceNanos;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean reload;
  private volatile boolean lost;
  private volatile long syncedAt;
  private @Nullable StreamTail tail;

  /// When the bucket was created that the cache was read from.
  private @Nullable ZonedDateTime created;

  /// How often the tail had been opened when the bucket was last compared.
  private int sureOf;

  BucketWatch(Cluster cluster, Bucket bucket, TableCache<V> cache, Duration maxSilence) {
    this.cluster = cluster;
    this.bucket = bucket;
    this.cache = cache;
    this.maxSilenceNanos = maxSilence.toNanos();
    this.thread = Thread.ofVirtual().name("table-" + bucket.name()).unstarted(this::follow);
  }

  /// Reads the whole bucket, and then starts to follow it.
  void start() throws InterruptedException {
    try {
      load();
      thread.start();
    } finally {
      if (!thread.isAlive()) {
        closeTail();
      }
    }
  }

  /// How long ago the cache was last known to be up to date.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - syncedAt);
  }

  /// Whether the bucket can be followed at the moment.
  boolean isAlive() {
    return !lost;
  }

  /// Requests that the whole bucket is read again soon.
  void reload() {
    reload = true;
  }

  /// Calls `listener` with the key of each row that was changed or removed; see
  /// [ReplicatedTable#onChange].
  void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  private void follow() {
    try {
      while (closing.getCount() > 0) {
        step();
      }
    } catch (InterruptedException stopped) {
      // The table is being closed.
    } finally {
      closeTail();
    }
  }

  private void step() throws InterruptedException {
    try {
      var entry = tail().next(POLL);
      long now = System.nanoTime();
      reload |= isAnother();
      boolean tooLong = now - syncedAt > maxSilenceNanos; // an outage, or the process was stopped
      if (reload || tooLong) {
        load();
      } else {
        var key = entry.flatMap(cache::apply);
        synced(now);
        key.ifPresent(this::notifyListeners);
      }
    } catch (StoreException outage) {
      if (!lost && closing.getCount() > 0) {
        lost = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "cannot follow the bucket, its cache is still served; bucket={0} reason={1}",
            bucket.name(),
            outage.getMessage());
      }
      pause();
    } catch (RuntimeException bug) {
      LOG.log(
          System.Logger.Level.ERROR,
          "a table's thread failed and reads the whole bucket again",
          bug);
      reload = true;
      pause();
    }
  }

  /// Whether the bucket was deleted and created again. Asks only when the tail was opened again.
  private boolean isAnother() {
    int openings = tail().openings();
    if (openings == sureOf) {
      return false;
    }
    boolean another = !bucket.created().equals(created);
    sureOf = openings;
    return another;
  }

  /// Records that the cache is up to date, before listeners learn of the change.
  private void synced(long now) {
    syncedAt = now;
    if (lost) {
      lost = false;
      LOG.log(System.Logger.Level.INFO, "following the bucket again; bucket={0}", bucket.name());
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void notifyListeners(String key) {
    for (var listener : listeners) {
      try {
        listener.accept(key);
      } catch (RuntimeException bug) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed, the others go on", bug);
      }
    }
  }

  private StreamTail tail() {
    var current = tail;
    if (current == null) {
      current =
          new StreamTail(
              cluster, bucket.stream().name(), cache.position() + 1, StreamTail.Depth.WHOLE);
      tail = current;
    }
    return current;
  }

  private void closeTail() {
    var current = tail;
    tail = null;
    if (current != null) {
      current.close();
    }
  }

  /// Reads the whole bucket, and then replaces the cache.
  private void load() throws InterruptedException {
    reload = true;
    closeTail();
    long deadline = System.nanoTime() + LOADS * cluster.timeout().toNanos();
    var found = bucket.created();
    long end = bucket.end();
    var reader = new StreamTail(cluster, bucket.stream().name(), 1, StreamTail.Depth.WHOLE);
    tail = reader;
    var replacement = cache.new Replacement();
    long position = 0;
    while (position < end) {
      var entry = reader.next(POLL);
      entry.ifPresent(replacement::apply);
      position = entry.map(Entry::sequence).orElse(position);
      if (position < end && System.nanoTime() - deadline >= 0) {
        throw Failures.timedOut(new TimeoutException("reading all of " + bucket.name()));
      }
    }
    boolean another = created != null && !created.equals(found);
    if (another && replacement.isLoss()) {
      throw new StoreException.Damaged(
          bucket.stream().name(), new IllegalStateException("it was deleted, and made anew empty"));
    }
    created = found;
    sureOf = -1;
    reload = false;
    var keys = replacement.replace(position);
    synced(System.nanoTime());
    keys.forEach(this::notifyListeners);
  }

  /// Stops following, and returns once the thread has ended.
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      boolean unused = thread.join(CLOSING);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
