package io.edgemq.application;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.event.Reason;
import io.edgemq.domain.event.SubscriptionEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Tells tenants what becomes of their subscriptions. Whoever has made a change durable says so
/// here, and does not wait: one thread appends the events. An outage of the store delays them, in
/// their order; the events of one tenant do not wait until another's can be appended.
///
/// An event is appended at least once, with an id that stays the same. It is lost when the process
/// is killed before that, when it could not be appended for [#LONGEST], and when it comes while
/// [#MOST_WAITING] wait.
public final class SubscriptionEvents implements AutoCloseable {
  /// How many events wait at most.
  static final int MOST_WAITING = 10_000;

  /// How long it is tried to append an event.
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Logger LOG = System.getLogger(SubscriptionEvents.class.getName());
  private static final int TOGETHER = 100;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE_AT_THE_END = Duration.ofMillis(50);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(2);

  private final EventTools tools;
  private final EventTopic topic;
  private final Thread thread;
  private final Queue<Waiting> told = new ConcurrentLinkedQueue<>();
  private final Semaphore due = new Semaphore(0);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closing;
  private volatile boolean closed;

  /// What could not be appended yet; for the thread.
  private List<Waiting> late = List.of();

  /// An event on its way.
  private record Waiting(TenantId tenant, NewTopicMessage message, Instant since) {}

  private SubscriptionEvents(EventTools tools) {
    this.tools = tools;
    this.topic = new EventTopic(tools);
    this.thread = Thread.ofVirtual().name("subscription-events").unstarted(this::run);
  }

  /// Begins to take events. Close it.
  public static SubscriptionEvents start(EventTools tools) {
    var events = new SubscriptionEvents(tools);
    events.thread.start();
    return events;
  }

  /// Takes an event of now. Never blocks.
  void tell(TenantId tenant, SubscriptionEvent event) {
    if (waiting.incrementAndGet() > MOST_WAITING || closed) {
      drop(1, "too many wait, or the process ends");
      return;
    }
    var now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    told.add(new Waiting(tenant, topic.message(event, now), now));
    due.release();
  }

  /// Tells that `after` has taken the place of `before`, unless the state is the same.
  void changed(TenantId tenant, Subscription before, Subscription after, Reason reason) {
    SubscriptionEvent.changed(before, after, reason).ifPresent(event -> tell(tenant, event));
  }

  private void drop(int events, String why) {
    waiting.addAndGet(-events);
    if (events > 0) {
      dropped.addAndGet(events);
      LOG.log(Level.WARNING, "events of subscriptions are lost; events={0} why={1}", events, why);
    }
  }

  private void run() {
    try {
      while (!closing || waiting.get() > 0) {
        if (due.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS)) {
          int unused = due.drainPermits();
        }
        late = appendAll();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pause() {
    if (late.isEmpty()) {
      return IDLE;
    }
    return closing ? AFTER_FAILURE_AT_THE_END : AFTER_FAILURE;
  }

  /// Appends what waits. Answers what is to be tried again.
  private List<Waiting> appendAll() {
    var all = new LinkedHashMap<TenantId, List<Waiting>>();
    late.forEach(each -> add(all, each));
    for (var next = told.poll(); next != null; next = told.poll()) {
      add(all, next);
    }
    var again = new ArrayList<Waiting>();
    all.forEach((tenant, events) -> again.addAll(append(tenant, events)));
    return again;
  }

  private static void add(Map<TenantId, List<Waiting>> all, Waiting event) {
    all.computeIfAbsent(event.tenant(), _ -> new ArrayList<>()).add(event);
  }

  private List<Waiting> append(TenantId tenant, List<Waiting> events) {
    for (int i = 0; i < events.size(); i += TOGETHER) {
      var part = events.subList(i, Math.min(events.size(), i + TOGETHER));
      try {
        topic.append(tenant, part.stream().map(Waiting::message).toList());
        waiting.addAndGet(-part.size());
        stored.addAndGet(part.size());
      } catch (StoreException outage) {
        return keep(events.subList(i, events.size()), outage);
      } catch (RuntimeException bug) {
        LOG.log(Level.ERROR, "events of subscriptions could not be told", bug);
        drop(part.size(), "an error");
      }
    }
    return List.of();
  }

  private List<Waiting> keep(List<Waiting> events, StoreException outage) {
    if (late.isEmpty()) {
      LOG.log(Level.WARNING, "events of subscriptions wait for their store", outage);
    }
    var oldest = tools.clock().instant().minus(LONGEST);
    var young = events.stream().filter(each -> each.since().isAfter(oldest)).toList();
    drop(events.size() - young.size(), "the store could not take them for too long");
    return young;
  }

  /// How many events were appended since the start.
  public long stored() {
    return stored.get();
  }

  /// How many events were lost since the start.
  public long dropped() {
    return dropped.get();
  }

  /// How many events wait to be appended.
  public int waiting() {
    return waiting.get();
  }

  /// Appends what waits, for 2 s at most.
  @Override
  public void close() {
    closing = true;
    due.release();
    try {
      if (!thread.join(STOP)) {
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    drop(waiting.get(), "the process ends");
  }
}
