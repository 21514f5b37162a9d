package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps a copy of a bucket up to date, on a thread of its own that comes back by itself from every
/// outage. After a silence that is so long that the server may have forgotten what was removed
/// meanwhile, it reads all of the bucket anew.
final class Following<V> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Following.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /// How many times as long as a call reading all of a bucket may take.
  private static final int LOADS = 3;

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final Bucket bucket;
  private final Copy<V> copy;
  private final long mostSilentNanos;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean reload;
  private volatile boolean lost;
  private volatile long heardAt;
  private @Nullable Follower follower;

  Following(Cluster cluster, Bucket bucket, Copy<V> copy, Duration mostSilent) {
    this.cluster = cluster;
    this.bucket = bucket;
    this.copy = copy;
    this.mostSilentNanos = mostSilent.toNanos();
    this.thread = Thread.ofVirtual().name("table-" + bucket.name()).unstarted(this::follow);
  }

  /// Reads all that is there, and then begins to follow.
  void start() throws InterruptedException {
    try {
      load();
      thread.start();
    } finally {
      if (!thread.isAlive()) {
        stopFollowing();
      }
    }
  }

  /// How long ago the copy was last known to be up to date.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /// Whether the bucket can be followed at the moment.
  boolean isAlive() {
    return !lost;
  }

  /// Has all of the bucket read anew, soon.
  void reload() {
    reload = true;
  }

  /// Calls `listener` with the key of each row that was changed or removed; see [Table#onChange].
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
      stopFollowing();
    }
  }

  private void step() throws InterruptedException {
    try {
      var entry = following().next(POLL);
      long now = System.nanoTime();
      boolean tooLong = now - heardAt > mostSilentNanos; // an outage, or the process was stopped
      if (reload || tooLong) {
        load();
      } else {
        var key = entry.flatMap(copy::apply);
        found(now);
        key.ifPresent(this::tell);
      }
    } catch (StoreException outage) {
      if (!lost && closing.getCount() > 0) {
        lost = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "the bucket can not be followed, its copy goes on being served; bucket={0} reason={1}",
            bucket.name(),
            outage.getMessage());
      }
      pause();
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "a table's thread failed and reads all anew", bug);
      reload = true;
      pause();
    }
  }

  /// Notes that the copy is up to date, before anybody is told of what it has.
  private void found(long now) {
    heardAt = now;
    if (lost) {
      lost = false;
      LOG.log(System.Logger.Level.INFO, "following the bucket again; bucket={0}", bucket.name());
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tell(String key) {
    for (var listener : listeners) {
      try {
        listener.accept(key);
      } catch (RuntimeException bug) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed, the others go on", bug);
      }
    }
  }

  private Follower following() {
    var current = follower;
    if (current == null) {
      current =
          new Follower(cluster, bucket.stream().name(), copy.position() + 1, Follower.Depth.WHOLE);
      follower = current;
    }
    return current;
  }

  private void stopFollowing() {
    var current = follower;
    follower = null;
    if (current != null) {
      current.close();
    }
  }

  /// Reads all of the bucket, and puts it in place of the copy once it has.
  private void load() throws InterruptedException {
    reload = true;
    stopFollowing();
    long deadline = System.nanoTime() + LOADS * cluster.timeout().toNanos();
    long end = bucket.end();
    var reader = new Follower(cluster, bucket.stream().name(), 1, Follower.Depth.WHOLE);
    follower = reader;
    var successor = copy.new Successor();
    long position = 0;
    while (position < end) {
      var entry = reader.next(POLL);
      entry.ifPresent(successor::apply);
      position = entry.map(Entry::sequence).orElse(position);
      if (position < end && System.nanoTime() - deadline >= 0) {
        throw Failures.timedOut(new TimeoutException("reading all of " + bucket.name()));
      }
    }
    reload = false;
    var keys = successor.replace(position);
    found(System.nanoTime());
    keys.forEach(this::tell);
  }

  /// Ends it, and returns once the thread has ended.
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
