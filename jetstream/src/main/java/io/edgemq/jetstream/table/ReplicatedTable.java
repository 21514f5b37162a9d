package io.edgemq.jetstream.table;

import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.Published;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The rows of a bucket, all of them in memory, shared by any number of processes. One thread
/// follows the bucket's stream and is the only one that changes the copy; it comes back by itself
/// from every outage, and the copy is served meanwhile.
///
/// A change is decided on the copy and stored on condition that the bucket still ends where the
/// copy does: decisions have one order, and none is made on what somebody else has changed.
public final class ReplicatedTable<V> implements AutoCloseable {
  /// What is on its way to the copy is there by then, or nothing is on its way.
  private static final Duration SOON = Duration.ofMillis(250);

  private final Bucket bucket;
  private final RowFormat<V> format;
  private final TableCache<V> copy;
  private final BucketWatch<V> following;
  private final long patienceNanos;
  private final ReentrantLock changing = new ReentrantLock(true);

  private ReplicatedTable(Cluster cluster, String name, RowFormat<V> format, Duration mostSilent) {
    this.bucket = new Bucket(cluster, name);
    this.format = format;
    this.copy = new TableCache<>(bucket, format);
    this.following = new BucketWatch<>(cluster, bucket, copy, mostSilent);
    this.patienceNanos = cluster.timeout().toNanos();
  }

  /// Opens the table of that name, making its bucket when it is missing, and returns once
  /// everything that is there has been read. Throws `StoreException` when that can not be done
  /// within some times [Cluster#timeout].
  public static <V> ReplicatedTable<V> open(Cluster cluster, String name, RowFormat<V> format) {
    return open(cluster, name, format, Bucket.MARKS_KEPT.dividedBy(6));
  }

  /// As above; after a silence of `mostSilent` all of the bucket is read anew, because the server
  /// forgets what was removed.
  static <V> ReplicatedTable<V> open(
      Cluster cluster, String name, RowFormat<V> format, Duration mostSilent) {
    var table = new ReplicatedTable<V>(cluster, name, format, mostSilent);
    try {
      table.bucket.make();
      table.following.start();
      return table;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// The last sequence of the bucket that is in the copy.
  public long position() {
    return copy.position();
  }

  /// How long ago the copy was last known to be up to date.
  public Duration silence() {
    return following.silence();
  }

  /// Whether the bucket can be followed at the moment.
  public boolean isFollowed() {
    return following.isAlive();
  }

  /// Throws `StoreException.Unavailable` once it is closed.
  public void requireOpen() {
    copy.requireOpen();
  }

  /// Asks the bucket's leader for a sign of life. Throws `StoreException` when there is none within
  /// `patience`.
  public void ping(Duration patience) {
    copy.requireOpen();
    bucket.ping(patience);
  }

  /// The rows as they are in the copy.
  public View<V> view() {
    return copy.view();
  }

  /// The row of that key, if there is one and it is `wanted`. Answers from the copy; when the copy
  /// has none, the bucket's leader is asked, so that what another process wrote just now is found.
  /// Throws `StoreException` when the leader would have to be asked and can not.
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
    copy.await(written.get().sequence(), deadline);
    return lookUp(key, wanted);
  }

  private Optional<Row<V>> lookUp(String key, Predicate<V> wanted) {
    return copy.view().get(key).filter(row -> wanted.test(row.value()));
  }

  /// Calls `listener` with the key of each row that was changed or removed, in order, on the
  /// table's own thread, after the copy has it. It must return at once, and must not change the
  /// table.
  public void onChange(Consumer<String> listener) {
    following.onChange(listener);
  }

  /// Stores what `decide` makes of the rows. It may be asked several times, on newer rows each
  /// time; the last answer counts. What was stored is in the copy when this returns; a decision
  /// without edits was made on rows that were up to date. Throws `StoreException.TimedOut` when it
  /// is not known whether it was stored, or others were faster for as long as a call may take.
  public <R> Decided<R> change(Function<View<V>, Decision<V, R>> decide) {
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

  /// Waits until the copy is beyond `position`. What others wrote is on its way as a rule, and who
  /// asked the leader for it would be the last one again.
  private void catchUp(long position, long deadline) {
    if (!copy.reaches(position + 1, soon(deadline))) {
      boolean unused = isUpToDate(position, deadline);
    }
  }

  private static long soon(long deadline) {
    return Math.min(deadline - System.nanoTime(), SOON.toNanos()) + System.nanoTime();
  }

  /// Whether the bucket ends at `position`; otherwise waits until the copy has caught up.
  private boolean isUpToDate(long position, long deadline) {
    copy.requireOpen();
    long last = bucket.lastSequence();
    if (last < position) {
      following.reload(); // the bucket was made anew, or its servers lost something
    }
    long before = copy.position();
    if (copy.reaches(last, soon(deadline))) {
      return last == position;
    }
    boolean isGone = bucket.end() <= before;
    copy.await(isGone ? bucket.markEnd() : last, deadline);
    return false;
  }

  /// How long ago the row of that revision was written, by the server's clock; zero when it has
  /// changed since.
  public Duration age(String key, long revision) {
    return bucket
        .last(key)
        .filter(written -> written.sequence() == revision)
        .map(bucket::age)
        .orElse(Duration.ZERO);
  }

  /// Ends it: whoever waits or comes later meets `StoreException.Unavailable`.
  @Override
  public void close() {
    copy.close();
    following.close();
  }
}
