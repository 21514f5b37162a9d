package io.edgemq.application;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Delivers the subscriptions that push (SPEC 5.3). Of several processes over one store each
/// delivers its share; when one is gone the others take over its share, and one that joins gets a
/// share.
public final class Deliveries implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Deliveries.class.getName());

  /// Without a confirmed sign of life for so long, others may soon take over: nothing new is sent.
  private static final Duration UNCONFIRMED = Duration.ofSeconds(4);

  /// How many deliveries are handed over to others in one round.
  private static final int HANDED_OVER = 100;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final DeliveryTools tools;
  private final OwnerId self;
  private final TopicWakes wakes;
  private final ChangeWatch<SubscriptionRef> watch;
  private final Set<SubscriptionRef> known = ConcurrentHashMap.newKeySet();
  private final Map<SubscriptionRef, Running> running = new ConcurrentHashMap<>();
  private final Semaphore due = new Semaphore(0);
  private final Thread thread;
  private volatile long confirmedAt;
  private volatile boolean closing;

  /// A delivery and its thread.
  private record Running(DeliveryWorker worker, Thread thread) {}

  /// @param self this process, from its start to its end
  public Deliveries(DeliveryTools tools, OwnerId self) {
    this.tools = tools;
    this.self = self;
    this.wakes = new TopicWakes(tools.stores().log());
    this.watch = new ChangeWatch<>("push-watch", listener());
    this.thread = Thread.ofVirtual().name("push-owner").unstarted(this::own);
  }

  private ChangeWatch.Listener<SubscriptionRef> listener() {
    return new ChangeWatch.Listener<>() {
      @Override
      public Changes<SubscriptionRef> changes() {
        return tools.stores().subscriptions().changes();
      }

      @Override
      public void changed(SubscriptionRef subscription) {
        refresh(subscription);
      }

      @Override
      public void anyChanged() {
        known.addAll(tools.stores().subscriptions().delivered());
        Set.copyOf(known).forEach(Deliveries.this::refresh);
      }
    };
  }

  /// Begins to deliver; once.
  public void start() {
    watch.start();
    thread.start();
  }

  /// Brings one subscription up to date with the store.
  private void refresh(SubscriptionRef ref) {
    var found = find(ref).filter(s -> s.config().delivery() instanceof DeliveryType.HttpPush);
    if (found.isPresent()) {
      if (known.add(ref)) {
        due.release();
      }
      tell(ref, new DeliveryEvent.Changed(found.get()));
    } else if (known.remove(ref)) {
      tell(ref, new DeliveryEvent.End());
      tools.stores().deliveries().forget(ref);
      due.release();
    }
  }

  private Optional<Subscription> find(SubscriptionRef ref) {
    return tools.stores().subscriptions().find(ref.tenant(), ref.id());
  }

  private void tell(SubscriptionRef ref, DeliveryEvent event) {
    var delivery = running.get(ref);
    if (delivery != null) {
      delivery.worker().tell(event);
    }
  }

  private void own() {
    try {
      while (!closing) {
        try {
          round();
        } catch (StoreException outage) {
          LOG.log(Level.WARNING, "deliveries wait for their store", outage);
        }
        boolean called =
            due.tryAcquire(DeliveryStore.SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
        if (called) {
          int unused = due.drainPermits();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says that this process lives, takes what is its share, and gives up what is not.
  private void round() {
    long begin = System.nanoTime();
    var alive = tools.stores().deliveries().alive(self);
    confirmedAt = begin;
    running.values().removeIf(this::isOver);
    int handedOver = 0;
    for (var ref : known) {
      boolean ours = LaneShare.of(LaneRef.of(ref), alive).filter(self::equals).isPresent();
      var delivery = running.get(ref);
      if (ours && delivery == null && !closing) {
        claim(ref);
      } else if (!ours && delivery != null && handedOver < HANDED_OVER) {
        delivery.worker().tell(new DeliveryEvent.HandOver());
        handedOver++;
      }
    }
  }

  private boolean isOver(Running delivery) {
    if (!delivery.worker().hasEnded()) {
      return false;
    }
    wakes.remove(delivery.worker().topic(), delivery.worker().growth());
    return true;
  }

  private void claim(SubscriptionRef ref) {
    var subscription = find(ref);
    if (subscription.isEmpty()) {
      return;
    }
    switch (tools.access().toRead(ref.tenant(), subscription.get())) {
      case Outcome.Refused<TopicRef> _ -> {}
      case Outcome.Done<TopicRef>(var topic) -> claim(ref, subscription.get(), topic);
    }
  }

  private void claim(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    switch (tools.stores().deliveries().claim(LaneRef.of(ref), self)) {
      case DeliveryStore.Owned _ -> {}
      case DeliveryStore.Claimed claimed -> {
        var owned = new DeliveryWorker.Owned(ref, subscription, claimed);
        begin(new DeliveryWorker(tools, owned, topic, this::isConfirmed));
      }
    }
  }

  private void begin(DeliveryWorker worker) {
    wakes.add(worker.topic(), worker.growth());
    var named = Thread.ofVirtual().name("push-delivery").unstarted(worker);
    running.put(worker.ref(), new Running(worker, named));
    named.start();
    // what changed between the look at the subscription and this moment
    find(worker.ref()).ifPresent(s -> worker.tell(new DeliveryEvent.Changed(s)));
  }

  private boolean isConfirmed() {
    return System.nanoTime() - confirmedAt < UNCONFIRMED.toNanos();
  }

  /// How many deliveries of this process have a breaker in that state.
  public long withBreaker(Class<? extends CircuitBreaker> state) {
    return running.values().stream()
        .filter(d -> state.isInstance(d.worker().progress().breaker()))
        .count();
  }

  /// How many sequences the deliveries of this process are behind the ends of their topics, in all.
  public long lag() {
    return running.values().stream().mapToLong(d -> d.worker().lag()).sum();
  }

  /// Ends every delivery and hands it over. Requests that are under way have 2 s.
  @Override
  public void close() {
    closing = true;
    watch.close();
    due.release();
    running.values().forEach(d -> d.worker().tell(new DeliveryEvent.HandOver()));
    try {
      long by = System.nanoTime() + STOP.toNanos();
      boolean ended = thread.join(STOP);
      for (var delivery : running.values()) {
        ended &= delivery.thread().join(Duration.ofNanos(Math.max(1, by - System.nanoTime())));
      }
      if (!ended) {
        LOG.log(Level.WARNING, "some deliveries did not end in time");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    running.values().forEach(d -> d.thread().interrupt());
    wakes.close();
    leave();
  }

  private void leave() {
    try {
      tools.stores().deliveries().leave(self);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "others wait until this process is silent for long enough", outage);
    }
  }
}
