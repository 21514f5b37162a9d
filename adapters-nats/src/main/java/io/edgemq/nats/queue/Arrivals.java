package io.edgemq.nats.queue;

import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.FollowerThread;
import io.edgemq.nats.queue.QueueReplica.MarkArrived;
import io.edgemq.nats.queue.QueueReplica.MessageArrived;
import io.edgemq.nats.queue.QueueReplica.MessagePassed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads the headers of a queue's messages for its replica: from the first command on that needs
/// them, and as far as there is room for them in memory. For the replica's thread.
final class Arrivals implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofMillis(20);

  private final QueueReplica replica;
  private final QueueRecovery recovery;
  private final ReplicaMemory.Share share;
  private final SourceMarks marks = new SourceMarks();
  private @Nullable FollowerThread follower;
  private final long patienceNanos;
  private long target;
  private long begunAt;
  private volatile boolean heldUp;

  Arrivals(QueueReplica replica, QueueRecovery recovery) {
    this.replica = replica;
    this.recovery = recovery;
    this.patienceNanos = replica.parts().cluster().timeout().dividedBy(2).toNanos();
    this.share = replica.parts().shared().memory().share(replica.inbox()::size);
  }

  /// Begins to read, unless it has. Throws `StoreException` when the servers do not tell how far
  /// the stream goes.
  void begin() {
    if (follower == null) {
      begunAt = System.nanoTime();
      target = recovery.messages().bounds().last();
      follower = new FollowerThread(recovery.messages().name(), recovery.arrivals(), this::take);
    }
  }

  boolean isReading() {
    return follower != null;
  }

  private void take(Entry entry) throws InterruptedException {
    while (!share.hasRoom() && !replica.isClosed()) {
      heldUp = true;
      replica.nudge();
      replica.pause(MOMENT);
    }
    heldUp = false;
    var mark = SourceMark.of(entry);
    var message = QueueMessages.remembered(entry);
    if (mark.isPresent()) {
      replica.post(new MarkArrived(mark.get()));
    } else if (message.isPresent()) {
      replica.post(new MessageArrived(message.get()));
    } else {
      replica
          .parts()
          .shared()
          .statistics()
          .passedOver(recovery.messages().name(), entry.sequence());
      replica.post(new MessagePassed(entry.sequence()));
    }
  }

  /// The marks of sources, of what has arrived.
  SourceMarks marks() {
    return marks;
  }

  /// Whether there are messages for which there is no room.
  boolean isHeldUp() {
    return heldUp;
  }

  /// Whether there is room for one more.
  boolean hasRoom() {
    return share.hasRoom();
  }

  /// Whether everything has arrived up to `last`, and up to where the stream went when reading
  /// began, or what came in half of a call's time; or as much as there is room for.
  boolean hasReached(long last) {
    long arrived = recovery.book().arrived();
    boolean begun = arrived >= target || System.nanoTime() - begunAt > patienceNanos;
    return (begun && arrived >= last) || heldUp;
  }

  /// Takes note of messages that the replica knows since the last event: they are no longer on
  /// their way. What it knows no more may come back while decisions are uncertain, and counts until
  /// [#measure].
  void measureGrowth() {
    share.atLeast(recovery.book().size());
  }

  /// Takes note of how many messages the replica knows.
  void measure() {
    share.update(recovery.book().size());
  }

  @Override
  public void close() {
    share.close();
    if (follower != null) {
      follower.close();
    }
  }
}
