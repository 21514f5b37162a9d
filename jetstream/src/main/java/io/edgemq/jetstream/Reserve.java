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
/// of
/// what is removed. The servers refuse every message once they are full, these too. So a stream of
/// ballast holds some megabytes, shared by all processes. When the servers are full, whoever learns
/// it first throws the ballast away; from then on until it is whole again, all processes refuse new
/// messages by themselves (ADR 0025).
public final class Reserve implements AutoCloseable {
  static final String STREAM = "mq-reserve-v1";
  static final String SUBJECT = "mq.reserve";
  static final int PARTS = 16;
  private static final System.Logger LOG = System.getLogger(Reserve.class.getName());
  private static final int PART_BYTES = 512 << 10;
  private static final List<Integer> REPLICAS = List.of(5, 3, 1);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final StreamClient ballast;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean spent;
  private volatile boolean whole;
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
      if (!release()) {
        throw full;
      }
      return append.get();
    }
  }

  /// Appends new messages. Throws `StoreException.Full` while they must not take the room that is
  /// left.
  Published unlessSpent(Supplier<Published> append) {
    if (spent) {
      throw new StoreException.Full(
          "the cluster has no room left: what is left is kept for freeing some",
          new IllegalStateException(STREAM));
    }
    try {
      return append.get();
    } catch (StoreException.Full full) {
      boolean unused = release();
      throw full;
    }
  }

  /// Called when the servers were full. Throws the ballast away; whether there was any.
  private boolean release() {
    spent = true;
    whole = false;
    try {
      var found = ballast.info();
      if (found.isEmpty() || found.get().messages() == 0) {
        return false;
      }
      ballast.purgeBefore(found.get().last() + 1);
      LOG.log(
          System.Logger.Level.WARNING,
          "the cluster is full: messages are refused, and the reserve is released");
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
    spent = !whole && (spent || wasReleased);
    boolean othersFill = messages != seen;
    seen = messages;
    if (!whole && !othersFill) {
      fill(PARTS - messages);
    }
  }

  /// A part of the ballast would only be in the way of what needs the room, so it is all or
  /// nothing.
  private void fill(long parts) {
    int bytes = (int) Math.min(PART_BYTES, cluster.connection().getMaxPayload() / 2);
    try {
      for (long i = 0; i < parts && closing.getCount() > 0; i++) {
        var part = new Outgoing(SUBJECT, new MessageHeaders(), new byte[bytes]);
        var unused = ballast.publish(part, Condition.NONE);
      }
    } catch (StoreException.Full noRoomYet) {
      boolean unused = release();
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
