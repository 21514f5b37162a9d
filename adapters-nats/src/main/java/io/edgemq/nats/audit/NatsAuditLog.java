package io.edgemq.nats.audit;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Failures;
import io.edgemq.nats.audit.AuditStream.Place;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// [AuditLog] in a stream that all processes append to. An append is one atomic batch of the entry
/// and the new head, on condition that the head is still the one from which the entry's hash was
/// made. So there is one chain without holes, whoever appends.
public final class NatsAuditLog implements AuditLog {
  /// How many entries one batch has at most.
  private static final int MOST = 100;

  private final Cluster cluster;
  private final AuditStream stream;
  private final AuditEnd end;
  private final ReentrantLock appending = new ReentrantLock(true);
  private final Queue<PendingAppend> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /// The head as this process knows it; null: it has to be read.
  private @Nullable Place known;

  public NatsAuditLog(Cluster cluster) {
    this.cluster = cluster;
    this.stream = new AuditStream(cluster);
    this.end = new AuditEnd(this::last);
  }

  /// Whoever is next appends for all who wait, in one batch: under load that is as many calls, and
  /// each is too late less often.
  @Override
  public AuditEntry append(AuditRecord what, Sealer sealer) {
    var mine = new PendingAppend(new Appending.Written(what, sealer));
    waiting.add(mine);
    enter(mine);
    try {
      while (!mine.isSettled() && waiting.contains(mine)) {
        appendSome();
      }
      return mine.result();
    } finally {
      boolean unused = waiting.remove(mine);
      appending.unlock();
    }
  }

  private void enter(PendingAppend mine) {
    try {
      if (appending.tryLock(2 * cluster.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
      throw left(mine, new TimeoutException("too many appends to " + AuditStream.NAME));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw left(mine, stopped);
    }
  }

  private StoreException left(PendingAppend mine, Exception cause) {
    return waiting.remove(mine)
        ? new StoreException.Unavailable("not appended to " + AuditStream.NAME, cause)
        : Failures.timedOut(cause); // somebody is appending it
  }

  private void appendSome() {
    var some = new ArrayList<PendingAppend>();
    var next = waiting.poll();
    while (next != null) {
      some.add(next);
      next = some.size() < MOST ? waiting.poll() : null;
    }
    try {
      var head = known == null ? stream.headToFollow() : known;
      known = null;
      var records = some.stream().map(PendingAppend::written).toList();
      var done = new Appending(cluster, stream, head, records).run();
      known = done.at();
      for (int i = 0; i < some.size(); i++) {
        some.get(i).settle(done.entries().get(i));
      }
      end.reaches(done.entries().getLast().sequence());
    } catch (StoreException failed) {
      some.forEach(each -> each.fail(failed));
    }
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    long last = stream.last();
    return sequence >= last ? List.of() : stream.entries(Math.max(0, sequence) + 1, last, limit);
  }

  @Override
  public List<AuditEntry> before(long sequence, int limit) {
    var found = new ArrayList<AuditEntry>();
    long last = Math.min(sequence - 1, stream.last());
    while (last > 0 && found.size() < limit) {
      int missing = limit - found.size();
      long first = Math.max(1, last - missing + 1);
      found.addAll(stream.entries(first, last, missing).reversed());
      last = first - 1; // where entries are missing, more of the earlier ones are wanted
    }
    return List.copyOf(found);
  }

  @Override
  public Optional<AuditHead> head() {
    return stream.head().map(Place::head);
  }

  @Override
  public boolean await(long sequence, Duration wait) throws InterruptedException {
    return end.await(sequence, wait);
  }

  private long last() {
    if (closed) {
      throw new StoreException.Unavailable(
          "the store is closed", new IllegalStateException(AuditStream.NAME));
    }
    return stream.last();
  }

  /// Lets whoever waits look again. For the store's end.
  public void wake() {
    closed = true;
    end.wake();
  }
}
