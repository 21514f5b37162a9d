package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.TenantStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts what all queues hold, while somebody asks for it. Queues are counted one after the other
/// on a thread of its own, in rounds. A round begins 15 s after the last one at the earliest, and
/// rounds take half of the time at most, so that counting stays cheap however many queues there
/// are.
public final class QueueSampler implements SampleQueues {
  /// How many queues are shown each by itself.
  static final int NAMED = 100;

  private static final Logger LOG = System.getLogger(QueueSampler.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int PAGE = 1000;
  private static final QueueCounts NOTHING = new QueueCounts(0, 0, 0, Duration.ZERO);
  private static final Comparator<Owned> OLDEST_FIRST =
      Comparator.comparing((Owned each) -> each.queue().createdAt())
          .thenComparing(each -> each.tenant().value())
          .thenComparing(each -> each.queue().name().value());

  private final Access access;
  private final Sources sources;
  private final LongSupplier nanoTime;
  private final Set<QueueRef> damaged = ConcurrentHashMap.newKeySet();
  private volatile Sample latest = Sample.NONE;
  private CountDownLatch round = new CountDownLatch(0);
  private @Nullable Long restUntil;

  /// Where queues are found and counted.
  public record Sources(TenantStore tenants, QueueCatalog catalog, QueueStore queues) {}

  private record Owned(TenantId tenant, Queue queue) {}

  public QueueSampler(Access access, Sources sources, LongSupplier nanoTime) {
    this.access = access;
    this.sources = sources;
    this.nanoTime = nanoTime;
  }

  @Override
  public Sample sample() {
    try {
      boolean unused = currentRound().await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return latest;
  }

  private synchronized CountDownLatch currentRound() {
    boolean resting = restUntil != null && nanoTime.getAsLong() - restUntil < 0;
    if (round.getCount() == 0 && !resting) {
      round = new CountDownLatch(1);
      Thread.ofVirtual().name("queue-sample").start(this::count);
    }
    return round;
  }

  private void count() {
    long began = nanoTime.getAsLong();
    try {
      latest = taken();
    } catch (StoreException outage) {
      LOG.log(Level.DEBUG, "queues cannot be counted", outage);
      latest = Sample.NONE;
    } finally {
      end(began);
    }
  }

  private synchronized void end(long began) {
    long now = nanoTime.getAsLong();
    restUntil = now + Math.max(FRESH.toNanos(), now - began);
    round.countDown();
  }

  private Sample taken() {
    var named = new ArrayList<Counted>();
    QueueCounts others = null;
    for (var each : all()) {
      var counts = counts(each);
      if (counts.isEmpty()) {
        continue;
      }
      if (named.size() < NAMED) {
        named.add(new Counted(each.tenant(), each.queue().name(), counts.get()));
      } else {
        others = sum(others == null ? NOTHING : others, counts.get());
      }
    }
    return new Sample(named, others);
  }

  /// What a queue holds; empty when it is gone, or damaged: the others are counted all the same.
  private Optional<QueueCounts> counts(Owned each) {
    var queue = access.toCount(each.tenant(), each.queue());
    try {
      var counts = sources.queues().count(queue);
      damaged.remove(queue);
      return counts;
    } catch (StoreException.Damaged damage) {
      if (damaged.add(queue)) {
        LOG.log(
            Level.WARNING, "a damaged queue is not counted: {0}, {1}", queue, damage.toString());
      }
      return Optional.empty();
    }
  }

  private static QueueCounts sum(QueueCounts one, QueueCounts other) {
    return new QueueCounts(
        one.ready() + other.ready(),
        one.inFlight() + other.inFlight(),
        one.delayed() + other.delayed(),
        one.oldestAge().compareTo(other.oldestAge()) > 0 ? one.oldestAge() : other.oldestAge());
  }

  private List<Owned> all() {
    var all = new ArrayList<Owned>();
    for (Tenant tenant : pages(sources.tenants()::list)) {
      for (Queue queue : pages(paging -> sources.catalog().list(tenant.id(), paging))) {
        all.add(new Owned(tenant.id(), queue));
      }
    }
    all.sort(OLDEST_FIRST);
    return all;
  }

  private static <T> List<T> pages(Function<Paging, Slice<T>> list) {
    var all = new ArrayList<T>();
    String after = null;
    do {
      var page = list.apply(new Paging(after, PAGE));
      all.addAll(page.items());
      after = page.next();
    } while (after != null);
    return all;
  }
}
