package io.edgemq.application;

import io.edgemq.domain.PushState;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.Settlement;
import io.edgemq.domain.push.Step;
import io.edgemq.domain.push.SubjectShare;
import io.edgemq.ports.out.DeliveryStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Pushes one lane of a subscription, for as long as this process owns it (ADR 0029). One thread
/// decides; each attempt and each save has a thread of its own and tells it what came of it.
final class DeliveryWorker implements LaneWorker {
  private static final Logger LOG = System.getLogger(DeliveryWorker.class.getName());

  /// How long the requests that are under way may take when somebody else is to deliver.
  private static final Duration HAND_OVER = Duration.ofSeconds(2);

  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);
  private static final Duration NOT_VISIBLE_YET = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final DeliveryTools tools;
  private final SubscriptionRef ref;
  private final TopicRef topic;
  private final SubjectShare share;
  private final BooleanSupplier mayTake;
  private final LinkedBlockingQueue<DeliveryEvent> mailbox = new LinkedBlockingQueue<>();
  private final TopicGrowth growth;
  private final DeliveryBacklogs backlogs;
  private final DeliveryFlights flights;
  private final DeliverySaves saves;
  private final DeliveryLane lane;
  private final DeliverySettling settling;
  private Subscription subscription;
  private Stage stage = Stage.DELIVERING;
  private Instant handOverBy = Instant.MAX;
  private volatile boolean ended;
  private volatile boolean letGo;
  private volatile DeliveryProgress seen;

  private enum Stage {
    DELIVERING,
    HANDING_OVER,
    LOST
  }

  /// @param mayTake whether this process is known to be alive
  DeliveryWorker(DeliveryTools tools, Owned owned, BooleanSupplier mayTake) {
    this.tools = tools;
    this.ref = owned.lane().subscription();
    this.topic = owned.topic();
    this.mayTake = mayTake;
    this.share = Pushing.share(owned.subscription(), owned.lane());
    this.growth = new TopicGrowth(() -> tell(new LaneEvent.Grown()));
    this.subscription = owned.subscription();
    this.backlogs = new DeliveryBacklogs(tools, new DeliveryBacklogs.Source(ref, topic, share));
    this.flights = new DeliveryFlights(tools, topic, backlogs, this::hear);
    this.seen = owned.progress();
    this.saves = new DeliverySaves(tools, owned, seen, this::hear);
    this.lane = new DeliveryLane(Pushing.policy(subscription, share), seen, now());
    this.settling = new DeliverySettling(tools, ref, lane, saves);
  }

  private Instant now() {
    return tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private PushState push() {
    return subscription.push().orElseThrow();
  }

  @Override
  public void tell(LaneEvent event) {
    hear(new DeliveryEvent.Told(event));
  }

  /// From any thread. An event may hold a body, so none is kept after the end.
  private void hear(DeliveryEvent event) {
    if (!ended) {
      mailbox.add(event);
    }
  }

  @Override
  public TopicGrowth growth() {
    return growth;
  }

  @Override
  public TopicRef topic() {
    return topic;
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public boolean hasLetGo() {
    return letGo;
  }

  @Override
  public DeliveryProgress progress() {
    return seen;
  }

  @Override
  public void run() {
    try {
      goWhereTold();
      while (!isDone()) {
        await(advance());
      }
      while (stage == Stage.HANDING_OVER && !saves.release(lane)) {
        await(AFTER_OUTAGE);
      }
      letGo = true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a delivery has failed; it begins anew", bug);
    } finally {
      flights.cut();
      backlogs.close();
      ended = true;
      mailbox.clear();
    }
  }

  private boolean isDone() {
    return switch (stage) {
      case DELIVERING -> false;
      case LOST -> true;
      case HANDING_OVER ->
          !saves.isUnderWay() && (lane.inFlight() == 0 || !now().isBefore(handOverBy));
    };
  }

  /// Does what can be done now. Answers how long to wait for an event after it.
  private Duration advance() throws InterruptedException {
    var now = now();
    var wait = LONGEST_WAIT;
    if (stage == Stage.DELIVERING && subscription.state() == SubscriptionState.ACTIVE) {
      wait = mayTake.getAsBoolean() ? deliver(now) : AFTER_OUTAGE;
    }
    saves.saveIfNeeded(lane, now).ifPresent(saved -> seen = saved);
    var save = saves.nextAfter(now).map(at -> wait(now, at)).orElse(LONGEST_WAIT);
    var most = stage == Stage.HANDING_OVER ? HAND_OVER : LONGEST_WAIT;
    return shorter(wait, shorter(save, most));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration deliver(Instant now) throws InterruptedException {
    try {
      long before = lane.next(Backlog.TOPIC) + lane.next(Backlog.REDRIVE);
      settling.expired(backlogs.read(lane, subscription.config().filter()));
      boolean stood = lane.next(Backlog.TOPIC) + lane.next(Backlog.REDRIVE) == before;
      var until = sendAll(now);
      if (!backlogs.hasMore(lane)) {
        return until;
      }
      return stood ? shorter(until, NOT_VISIBLE_YET) : Duration.ZERO;
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery waits for its store", outage);
      return AFTER_OUTAGE;
    }
  }

  /// Sends what can be sent. Answers how long to wait at most before there may be more.
  private Duration sendAll(Instant now) {
    while (true) {
      switch (lane.step(now)) {
        case Step.Send(var attempt) -> flights.send(attempt, subscription);
        case Step.Wait(var until) -> {
          return until.map(at -> wait(now, at)).orElse(LONGEST_WAIT);
        }
      }
    }
  }

  private static Duration wait(Instant now, Instant until) {
    return shorter(Duration.between(now, until).plusMillis(1), LONGEST_WAIT);
  }

  private void await(Duration wait) throws InterruptedException {
    var event = mailbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    while (event != null) {
      take(event);
      event = mailbox.poll();
    }
  }

  private void take(DeliveryEvent event) {
    switch (event) {
      case DeliveryEvent.Answered answered -> settle(answered);
      case DeliveryEvent.Missing(var attempt) -> settling.missing(attempt);
      case DeliveryEvent.Unsent(var attempt) -> {
        lane.unsent(attempt, now());
        saves.need();
      }
      case DeliveryEvent.SaveEnded(DeliveryStore.Saved(var next), int slots, var settled) -> {
        saves.saved(next, settled);
        lane.saved(slots);
      }
      case DeliveryEvent.SaveEnded(DeliveryStore.Overtaken _, _, _) -> stage = Stage.LOST;
      case DeliveryEvent.SaveFailed _ -> saves.failed(now());
      case DeliveryEvent.Told(var told) -> follow(told);
    }
  }

  private void follow(LaneEvent event) {
    switch (event) {
      case LaneEvent.Grown _ -> backlogs.grownTo(growth.take());
      case LaneEvent.Changed _ -> lookAgain();
      case LaneEvent.HandOver _ -> handOver();
      case LaneEvent.End _ -> stage = Stage.LOST;
    }
  }

  /// Follows the subscription as it is now, whatever was told first.
  private void lookAgain() {
    try {
      tools
          .stores()
          .subscriptions()
          .find(ref.tenant(), ref.id())
          .ifPresentOrElse(this::follow, () -> stage = Stage.LOST);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery does not know its subscription; it begins anew", outage);
      handOver();
    }
  }

  private void handOver() {
    if (stage == Stage.DELIVERING) {
      stage = Stage.HANDING_OVER;
      handOverBy = now().plus(HAND_OVER);
    }
  }

  private void settle(DeliveryEvent.Answered answered) {
    if (settling.settle(answered, now()) instanceof Settlement.Disabled) {
      disable();
    }
  }

  private void disable() {
    try {
      new Disabling(tools, ref)
          .disable(subscription)
          .ifPresentOrElse(this::follow, () -> stage = Stage.LOST);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a subscription whose endpoint is gone goes on", outage);
    }
  }

  private void follow(Subscription current) {
    var before = subscription;
    subscription = current;
    lane.follow(Pushing.policy(current, share), now());
    goWhereTold();
    if (!Pushing.config(current).url().equals(Pushing.config(before).url())) {
      lane.changeEndpoint();
      saves.renewed();
    }
    if (!current.config().filter().equals(before.config().filter())) {
      lane.readAgain();
      backlogs.readAgain();
    }
    if (push().redrives() != before.push().map(PushState::redrives).orElse(0L)) {
      backlogs.grown(Backlog.REDRIVE);
    }
  }

  /// Carries out the instruction to go on elsewhere, if there is a new one.
  private void goWhereTold() {
    if (subscription.replays() > lane.instruction()) {
      lane.goTo(subscription.replays(), push().from());
      backlogs.readAgain();
      saves.need();
    }
  }
}
