package io.edgemq.nats;

import io.edgemq.ports.out.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The rows of a bucket, all of them in memory, shared by any number of processes. One thread
/// follows the bucket's stream and is the only one that changes the copy; it comes back by itself
/// from every outage, and the copy is served meanwhile.
///
/// A change is decided on the copy and stored on condition that the bucket still ends where the
/// copy does: decisions have one order, and none is made on what somebody else has changed.
final class Table<V> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Table.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Bucket bucket;
  private final RowFormat<V> format;
  private final Copy<V> copy;
  private final Cluster cluster;
  private final long patienceNanos;
  private final long mostSilentNanos;
  private final ReentrantLock changing = new ReentrantLock(true);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean reload;
  private volatile boolean lost;
  private volatile long heardAt;
  private @Nullable Follower follower;

  private Table(Cluster cluster, String name, RowFormat<V> format, Duration mostSilent) {
    this.cluster = cluster;
    this.bucket = new Bucket(cluster, name);
    this.format = format;
    this.copy = new Copy<>(bucket, format);
    this.patienceNanos = cluster.timeout().toNanos();
    this.mostSilentNanos = mostSilent.toNanos();
    this.thread = Thread.ofVirtual().name("table-" + name).unstarted(this::follow);
  }

  /// Opens the table of that name, making its bucket when it is missing, and returns once
  /// everything that is there has been read. Throws `StoreException` when that can not be done
  /// within some times [Cluster#timeout].
  static <V> Table<V> open(Cluster cluster, String name, RowFormat<V> format) {
    return open(cluster, name, format, Bucket.MARKS_KEPT.dividedBy(6));
  }

  /// As above; after a silence of `mostSilent` all of the bucket is read anew, because the server
  /// forgets what was removed.
  static <V> Table<V> open(Cluster cluster, String name, RowFormat<V> format, Duration mostSilent) {
    var table = new Table<V>(cluster, name, format, mostSilent);
    try {
      table.bucket.make();
      table.load();
      table.thread.start();
      return table;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    } finally {
      if (!table.thread.isAlive()) {
        table.stopFollowing();
      }
    }
  }

  /// The last sequence of the bucket that is in the copy.
  long position() {
    return copy.position();
  }

  /// How long ago the copy was last known to be up to date.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /// Whether the bucket can be followed at the moment.
  boolean isFollowed() {
    return !lost;
  }

  /// Throws `StoreException.Unavailable` once it is closed.
  void requireOpen() {
    copy.requireOpen();
  }

  /// Asks the bucket's leader for a sign of life. Throws `StoreException` when there is none within
  /// `patience`.
  void ping(Duration patience) {
    copy.requireOpen();
    bucket.ping(patience);
  }

  /// The rows as they are in the copy.
  View<V> view() {
    return copy.view();
  }

  /// The row of that key, if there is one and it is `wanted`. Answers from the copy; when the copy
  /// has none, the bucket's leader is asked, so that what another process wrote just now is found.
  /// Throws `StoreException` when the leader would have to be asked and can not.
  Optional<Row<V>> find(String key, Predicate<V> wanted) {
    var known = lookUp(key, wanted);
    if (known.isPresent()) {
      return known;
    }
    long deadline = deadline();
    var written = bucket.last(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    copy.await(written.get().sequence(), deadline);
    return lookUp(key, wanted);
  }

  private Optional<Row<V>> lookUp(String key, Predicate<V> wanted) {
    return copy.view().get(key).filter(row -> wanted.test(row.value()));
  }

  /// Calls `listener` with the key of each row that was changed or removed, in order, on the
  /// table's own thread, after the copy has it. It must return at once, and must not change the
  /// table.
  void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  /// Stores what `decide` makes of the rows. It may be asked several times, on newer rows each
  /// time; the last answer counts. What was stored is in the copy when this returns; a decision
  /// without edits was made on rows that were up to date. Throws `StoreException.TimedOut` when it
  /// is not known whether it was stored, or others were faster for as long as a call may take.
  <R> Decided<R> change(Function<View<V>, Decision<V, R>> decide) {
    long deadline = deadline();
    enter(deadline);
    try {
      while (true) {
        var seen = copy.look(decide);
        var decision = seen.result();
        if (decision.edits().isEmpty()) {
          if (isUpToDate(seen.position(), deadline)) {
            return new Decided<>(decision.result(), 0);
          }
        } else {
          switch (bucket.publish(decision.edits(), format, seen.position())) {
            case Published.Kept(long sequence) -> {
              copy.await(sequence, deadline());
              return new Decided<>(decision.result(), sequence);
            }
            case Published.Behind _ -> {
              boolean unused = isUpToDate(seen.position(), deadline);
            }
            case Published.Known _ -> throw new IllegalStateException("a row without id is known");
          }
        }
        requireTime(deadline);
      }
    } finally {
      changing.unlock();
    }
  }

  /// One change at a time in a process: more would only be each other's obstacle.
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
    return System.nanoTime() + patienceNanos;
  }

  /// Whether the bucket ends at `position`; otherwise waits until the copy has caught up.
  private boolean isUpToDate(long position, long deadline) {
    copy.requireOpen();
    long last = bucket.lastSequence();
    if (last < position) {
      reload = true; // the bucket was made anew, or its servers lost something
    }
    copy.await(last, deadline);
    return last == position;
  }

  /// How long ago the row of that revision was written, by the server's clock; zero when it has
  /// changed since.
  Duration age(String key, long revision) {
    return bucket
        .last(key)
        .filter(written -> written.sequence() == revision)
        .map(bucket::age)
        .orElse(Duration.ZERO);
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
      if (reload || System.nanoTime() - heardAt > mostSilentNanos) {
        load();
      }
      following().next(POLL).flatMap(copy::apply).ifPresent(this::tell);
      heardAt = System.nanoTime();
      if (lost) {
        lost = false;
        LOG.log(System.Logger.Level.INFO, "following the bucket again; bucket={0}", bucket.name());
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

  private void pause() throws InterruptedException {
    boolean unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tell(String key) {
    for (var listener : listeners) {
      listener.accept(key);
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
    long deadline = System.nanoTime() + 3 * patienceNanos;
    long end = bucket.markEnd();
    var reader = new Follower(cluster, bucket.stream().name(), 1, Follower.Depth.WHOLE);
    follower = reader;
    var successor = copy.new Successor();
    long position = 0;
    while (position < end) {
      var entry = reader.next(POLL);
      entry.ifPresent(successor::apply);
      position = entry.map(Entry::sequence).orElse(position);
      requireTime(deadline);
    }
    reload = false;
    heardAt = System.nanoTime();
    successor.replace(position).forEach(this::tell);
  }

  /// Ends it: whoever waits or comes later meets `StoreException.Unavailable`.
  @Override
  public void close() {
    copy.close();
    closing.countDown();
    thread.interrupt();
    try {
      boolean unused = thread.join(CLOSING);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
