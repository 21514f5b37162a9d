package io.edgemq.application;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Delivers the subscriptions that nobody connects for (SPEC 5.3). Of several processes over one
/// store each delivers its share; when one is gone the others take over its share, and one that
/// joins gets a share.
public final class Deliveries implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Deliveries.class.getName());
  private static final Duration STOP = Duration.ofSeconds(5);

  private final DeliveryTools tools;
  private final OwnerId self;
  private final TopicWakes wakes;
  private final ChangeWatch<SubscriptionRef> watch;
  private final SignsOfLife signs;
  private final OwnedLanes lanes;

  /// The subscriptions that are delivered, as they were seen last.
  private final Map<SubscriptionRef, Subscription> known = new ConcurrentHashMap<>();

  /// Subscriptions that are gone, and of which something is kept yet.
  private final Map<SubscriptionRef, Subscription> gone = new ConcurrentHashMap<>();

  private final Semaphore due = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  /// @param self this process, from its start to its end
  public Deliveries(DeliveryTools tools, OwnerId self) {
    this.tools = tools;
    this.self = self;
    this.wakes = new TopicWakes(tools.stores().log());
    this.watch = new ChangeWatch<>("push-watch", new Watching());
    this.signs = new SignsOfLife(tools.stores().deliveries(), self, due::release);
    this.lanes = new OwnedLanes(self, signs::alive, new Starting());
    this.thread = Thread.ofVirtual().name("push-owner").unstarted(this::own);
  }

  /// Learns of subscriptions and of their changes.
  private final class Watching implements ChangeWatch.Listener<SubscriptionRef> {
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
      var wanted = new HashSet<>(tools.stores().subscriptions().delivered());
      wanted.addAll(known.keySet());
      wanted.forEach(Deliveries.this::refresh);
    }
  }

  /// Makes deliveries of lanes.
  private final class Starting implements OwnedLanes.Starter {
    @Override
    public Optional<LaneWorker> claim(LaneRef lane) {
      return owned(lane).map(Deliveries.this::worker);
    }

    @Override
    public void giveUp(LaneRef lane) {
      owned(lane)
          .ifPresent(
              owned -> {
                var nothingNew = new DeliveryStore.Settled(owned.progress(), List.of(), List.of());
                var unused =
                    tools.stores().deliveries().release(owned.claimed().claim(), nothingNew);
              });
    }

    @Override
    public void begun(LaneRef lane, LaneWorker worker) {
      wakes.add(worker.topic(), worker.growth());
      worker.tell(new LaneEvent.Changed()); // since the look at the subscription
      if (!tools.access().serves(lane.subscription().tenant())) {
        worker.tell(new LaneEvent.HandOver()); // suspended since it was claimed
      }
    }

    @Override
    public void ended(LaneWorker worker) {
      wakes.remove(worker.topic(), worker.growth());
    }
  }

  /// Begins to deliver; once.
  public void start() {
    watch.start();
    signs.start();
    thread.start();
  }

  /// Brings one subscription up to date with the store.
  private void refresh(SubscriptionRef ref) {
    var found = find(ref).filter(subscription -> lanes(subscription) > 0);
    if (found.isPresent()) {
      if (known.put(ref, found.get()) == null) {
        due.release();
      }
      lanes.tell(LaneRef.all(ref, lanes(found.get())), new LaneEvent.Changed());
      return;
    }
    var had = known.remove(ref);
    if (had != null) {
      lanes.tell(LaneRef.all(ref, lanes(had)), new LaneEvent.End());
      gone.put(ref, had);
      due.release();
    }
  }

  /// Stops the deliveries of a tenant that is served no more, and begins those of one that is.
  void refresh(TenantId tenant) {
    if (!tools.access().serves(tenant)) {
      known.forEach(
          (ref, subscription) -> {
            if (ref.tenant().equals(tenant)) {
              lanes.tell(LaneRef.all(ref, lanes(subscription)), new LaneEvent.HandOver());
            }
          });
    }
    due.release();
  }

  /// As [#refresh], for every tenant that has a delivery here.
  void refreshAll() {
    known.keySet().stream().map(SubscriptionRef::tenant).distinct().forEach(this::refresh);
  }

  /// Forgets what subscriptions had that are gone. What the store does not forget now is tried
  /// again with the next round, and holds up nothing else.
  private void forgetGone() {
    for (var each : Map.copyOf(gone).entrySet()) {
      var ref = each.getKey();
      try {
        if (!lanes.isRunning(ref)) {
          tools.stores().deliveries().forget(ref);
          tools.attempts().forget(ref);
          Forwarding.last(tools, ref, each.getValue()).ifPresent(Forwarding::retire);
          gone.remove(ref);
        }
      } catch (StoreException outage) {
        LOG.log(Level.DEBUG, "what a subscription had is forgotten later", outage);
      }
    }
  }

  private Map<SubscriptionRef, Integer> wanted() {
    return known.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> lanes(each.getValue())));
  }

  private Optional<Subscription> find(SubscriptionRef ref) {
    return tools.stores().subscriptions().find(ref.tenant(), ref.id());
  }

  /// How many lanes a subscription has; 0 when nobody here delivers it.
  static int lanes(Subscription subscription) {
    return switch (subscription.config().delivery()) {
      case DeliveryType.Sse _ -> 0;
      case DeliveryType.HttpPush(var push) -> push.lanes();
      case DeliveryType.ToQueue _ -> 1;
    };
  }

  private void own() {
    try {
      while (!closing) {
        try {
          forgetGone();
          lanes.round(wanted(), !closing && signs.isConfirmed());
        } catch (RuntimeException | Error failed) {
          LOG.log(Level.ERROR, "deliveries could not be shared out; it is tried again", failed);
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

  /// Claims a lane; empty when it is another's, or is not to be delivered.
  private Optional<Owned> owned(LaneRef lane) {
    return find(lane.subscription()).flatMap(subscription -> claim(lane, subscription));
  }

  private Optional<Owned> claim(LaneRef lane, Subscription subscription) {
    return switch (tools.access().toRead(lane.subscription().tenant(), subscription)) {
      case Outcome.Refused<TopicRef> _ -> Optional.empty();
      case Outcome.Done<TopicRef>(var topic) ->
          switch (tools.stores().deliveries().claim(lane, self)) {
            case DeliveryStore.Owned _ -> Optional.empty();
            case DeliveryStore.Claimed claimed ->
                Optional.of(new Owned(subscription, topic, claimed));
          };
    };
  }

  private LaneWorker worker(Owned owned) {
    return switch (owned.subscription().config().delivery()) {
      case DeliveryType.Sse _ -> throw new IllegalStateException("nobody delivers a stream");
      case DeliveryType.HttpPush _ -> new DeliveryWorker(tools, owned, signs::isConfirmed);
      case DeliveryType.ToQueue _ -> new ForwardWorker(tools, owned, signs::isConfirmed);
    };
  }

  /// How many lanes that this process delivers have a breaker in that state.
  public long withBreaker(Class<? extends CircuitBreaker> state) {
    return lanes.workers().filter(worker -> state.isInstance(worker.progress().breaker())).count();
  }

  /// How many sequences the deliveries of this process are behind the ends of their topics, in all.
  public long lag() {
    return lanes.workers().mapToLong(LaneWorker::lag).sum();
  }

  /// Ends every delivery and hands it over. Requests that are under way have 2 s.
  @Override
  public void close() {
    closing = true;
    watch.close();
    due.release();
    try {
      boolean rests = thread.join(STOP);
      if (!lanes.close(STOP) || !rests) {
        LOG.log(Level.WARNING, "some deliveries did not end in time");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    wakes.close();
    signs.close();
  }
}
