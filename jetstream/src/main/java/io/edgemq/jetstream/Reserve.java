package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Room in the cluster's store for what frees room: decisions about messages that leave, and rows
/// of what is removed. The servers refuse every message once they are full, these too. So a stream
/// of ballast holds some megabytes, shared by all processes. When the servers are full, whoever
/// learns it first throws half of the ballast away. The other processes notice within a second;
/// from then on until the ballast is whole again, all of them refuse new messages by themselves.
/// The other half is thrown away once all have had the time to notice, and only for what frees room
/// (ADR 0025).
public final class Reserve implements AutoCloseable {
  static final String STREAM = "mq-reserve-v1";
  static final String SUBJECT = "mq.reserve";
  static final int PARTS = 16;

  /// What is kept until every process refuses new messages.
  static final int KEPT = PARTS / 2;

  private static final System.Logger LOG = System.getLogger(Reserve.class.getName());
  private static final int PART_BYTES = 512 << 10;
  private static final List<Integer> REPLICAS = List.of(5, 3, 1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long NOTICED_NANOS = PAUSE.multipliedBy(2).toNanos();

  private final Cluster cluster;
  private final StreamClient ballast;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean spent;
  private volatile boolean whole;
  private volatile long spentAt;
  private long seen = -1;
  private @Nullable Thread thread;

  Reserve(Cluster cluster) {
    this.cluster = cluster;
    this.ballast = new StreamClient(cluster, STREAM);
  }

  /// Begins to keep the ballast whole. Returns at once.
  public void start() {
    thread = Thread.ofVirtual().name("edgemq-nats-reserve").start(this::run);
  }

  /// Whether the servers were full and the ballast is not whole again.
  public boolean isSpent() {
    return spent;
  }

  /// Whether the ballast was whole when it was looked at last.
  public boolean isWhole() {
    return whole;
  }

  /// Appends what frees room, or tells of it: with room of the reserve when the cluster is full.
  public Published freeing(Supplier<Published> append) {
    try {
      return append.get();
    } catch (StoreException.Full full) {
      if (!release(KEPT)) {
        throw full;
      }
    }
    try {
      return append.get();
    } catch (StoreException.Full full) {
      if (!haveAllNoticed() || !release(0)) {
        throw full;
      }
      return append.get();
    }
  }

  private boolean haveAllNoticed() {
    return System.nanoTime() - spentAt > NOTICED_NANOS;
  }

  /// Throws `StoreException.Full` while the room that is left is kept for freeing some.
  public void requireUnspent() {
    if (spent) {
      throw new StoreException.Full(
          "the cluster has no room left: what is left is kept for freeing some",
          new IllegalStateException(STREAM));
    }
  }

  /// Appends new messages. Throws `StoreException.Full` while they must not take the room that is
  /// left.
  public Published unlessSpent(Supplier<Published> append) {
    requireUnspent();
    try {
      return append.get();
    } catch (StoreException.Full full) {
      boolean unused = release(KEPT);
      throw full;
    }
  }

  private void spend() {
    if (!spent) {
      spentAt = System.nanoTime();
      spent = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the cluster is full: messages are refused, and the reserve is released");
    }
    whole = false;
  }

  /// Called when the servers were full. Throws the ballast away up to its last `kept` parts.
  /// Returns whether no more than those are there: it does not matter who threw the others away.
  private boolean release(long kept) {
    spend();
    try {
      var found = ballast.info();
      if (found.isEmpty()) {
        return false;
      }
      if (found.get().messages() > kept) {
        ballast.purgeBefore(found.get().last() + 1 - kept);
      }
      return true;
    } catch (StoreException unanswered) {
      LOG.log(System.Logger.Level.DEBUG, "reserve not released", unanswered);
      return false;
    }
  }

  private void run() {
    try {
      do {
        try {
          check();
        } catch (StoreException later) {
          LOG.log(System.Logger.Level.DEBUG, "reserve not checked", later);
        }
      } while (!closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Looks whether the ballast is whole, and fills it up unless another process is doing so.
  private void check() {
    var found = ballast.info();
    if (found.isEmpty()) {
      make();
      return;
    }
    long messages = found.get().messages();
    whole = messages >= PARTS;
    boolean wasReleased = found.get().first() > 1;
    if (whole) {
      spent = false;
    } else if (wasReleased) {
      spend();
    }
    boolean othersFill = messages != seen;
    seen = messages;
    if (!whole && !othersFill) {
      fill(messages);
    }
  }

  /// Makes the ballast whole, or leaves it as it was with `found` parts: a part more would only be
  /// in the way of what needs the room.
  private void fill(long found) {
    int bytes = (int) Math.min(PART_BYTES, cluster.connection().getMaxPayload() / 2);
    try {
      for (long i = 0; i < PARTS - found && closing.getCount() > 0; i++) {
        var part = new Outgoing(SUBJECT, new MessageHeaders(), new byte[bytes]);
        var unused = ballast.publish(part, Condition.NONE);
      }
    } catch (StoreException.Full noRoomYet) {
      boolean unused = release(Math.min(found, KEPT));
    }
    seen = -1;
  }

  private void make() {
    var placement = new StreamPlacement(cluster);
    for (int replicas : REPLICAS) {
      try {
        if (placement.create(configuration(replicas)) instanceof StreamPlacement.Placed) {
          return;
        }
      } catch (StreamPlacement.NameTaken somebodyElseWasFaster) {
        return;
      }
    }
  }

  private static StreamConfiguration configuration(int replicas) {
    return StreamConfiguration.builder()
        .name(STREAM)
        .subjects(SUBJECT)
        .maxMessages(PARTS)
        .discardPolicy(DiscardPolicy.Old)
        .replicas(replicas)
        .build();
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
