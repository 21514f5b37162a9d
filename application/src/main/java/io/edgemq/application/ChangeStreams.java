package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Forwards the writes of buckets to topics, if this process is the one that does; otherwise it
/// stands by. Each change stream has a thread of its own; without any there is none.
public final class ChangeStreams implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeStreams.class.getName());

  /// Lanes that have failed begin anew after that time at the latest.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ChangeTools tools;
  private final OwnerId self;
  private final ChangeLeader leader;
  private final ChangeWatch<BucketRef> watch;
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /// Of the thread that looks after them only.
  private final Map<BucketRef, ChangeLane> lanes = new HashMap<>();

  /// @param self of this process, from its start to its end
  public ChangeStreams(ChangeTools tools, OwnerId self) {
    this.tools = tools;
    this.self = self;
    this.leader = new ChangeLeader(tools.store(), self, news::release);
    this.watch = new ChangeWatch<>("change-watch", listener());
  }

  private ChangeWatch.Listener<BucketRef> listener() {
    return new ChangeWatch.Listener<>() {
      @Override
      public Changes<BucketRef> changes() {
        return tools.store().changes();
      }

      @Override
      public void changed(BucketRef bucket) {
        news.release();
      }

      @Override
      public void anyChanged() {
        news.release();
      }
    };
  }

  /// Begins; once.
  public void start() {
    leader.start();
    watch.start();
    var unused = Thread.ofVirtual().name("change-streams").start(this::lookAfter);
  }

  /// Whether another process forwards, and this one waits for its end.
  public boolean isStandingBy() {
    return leader.standsBy();
  }

  private void lookAfter() {
    try {
      while (closing.getCount() > 0) {
        boolean unused = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
        look();
      }
      lanes.values().forEach(ChangeLane::close);
      for (var lane : lanes.values()) {
        lane.await();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
  }

  private void look() {
    try {
      lanes.values().removeIf(ChangeLane::hasEnded);
      if (!leader.isConfirmed()) {
        if (leader.standsBy()) {
          lanes.values().forEach(ChangeLane::close);
        }
        return; // while nothing is confirmed lanes wait
      }
      tools.store().all().forEach(this::begin);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "change streams wait for their store", outage);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "change streams could not be looked after; that is tried again", bug);
    }
  }

  private void begin(ChangeStream stream) {
    var known = lanes.get(stream.bucket());
    if (known == null) {
      var lane = new ChangeLane(tools, self, leader::isConfirmed, stream);
      lanes.put(stream.bucket(), lane);
      lane.start();
    } else if (!known.isOf(stream)) {
      known.close(); // the next look begins another one
    }
  }

  /// Saves how far everything has come, and lets another process go on at once.
  @Override
  public void close() {
    closing.countDown();
    news.release();
    watch.close();
    try {
      over.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    leader.close();
  }
}
