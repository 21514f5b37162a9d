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
import io.edgemq.domain.push.LanePolicy;
import io.edgemq.domain.push.Settlement;
import io.edgemq.domain.push.Step;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.SubscriptionStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Delivers one subscription, for as long as this process owns it (ADR 0029). One thread decides;
/// each attempt and each save has a thread of its own and tells it what came of it.
final class DeliveryWorker implements Runnable {
  private static final Logger LOG = System.getLogger(DeliveryWorker.class.getName());

  /// How long the requests that are under way may take when somebody else is to deliver.
  private static final Duration HAND_OVER = Duration.ofSeconds(2);

  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);
  private static final Duration NOT_VISIBLE_YET = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final DeliveryTools tools;
  private final SubscriptionRef ref;
  private final TopicRef topic;
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
  private volatile DeliveryProgress seen;

  private enum Stage {
    DELIVERING,
    HANDING_OVER,
    LOST
  }

  /// A lane that this process has claimed.
  record Owned(SubscriptionRef ref, Subscription subscription, DeliveryStore.Claimed claimed) {}

  /// @param mayTake whether this process is known to be alive
  DeliveryWorker(DeliveryTools tools, Owned owned, TopicRef topic, BooleanSupplier mayTake) {
    this.tools = tools;
    this.ref = owned.ref();
    this.topic = topic;
    this.mayTake = mayTake;
    this.growth = new TopicGrowth(() -> mailbox.add(new DeliveryEvent.Grown()));
    this.subscription = owned.subscription();
    this.backlogs =
        new DeliveryBacklogs(tools.stores().log(), tools.stores().deadLetters(), ref, topic);
    this.flights = new DeliveryFlights(tools, topic, backlogs, mailbox::add);
    this.saves =
        new DeliverySaves(tools.stores().deliveries(), owned.claimed().claim(), mailbox::add);
    this.seen =
        owned
            .claimed()
            .progress()
            .orElseGet(() -> DeliveryProgress.begin(subscription.replays(), push().from()));
    this.lane = new DeliveryLane(LanePolicy.of(subscription.config()), seen, now());
    this.settling = new DeliverySettling(tools, ref, lane, saves);
  }

  private Instant now() {
    return tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private PushState push() {
    return subscription.push().orElseThrow();
  }

  /// Tells it something. For any thread.
  void tell(DeliveryEvent event) {
    mailbox.add(event);
  }

  /// What is told of the topic's growth.
  TopicGrowth growth() {
    return growth;
  }

  /// What it delivers.
  SubscriptionRef ref() {
    return ref;
  }

  /// The topic that it reads.
  TopicRef topic() {
    return topic;
  }

  /// Whether it delivers no more. For any thread.
  boolean hasEnded() {
    return ended;
  }

  /// How far it has come. For any thread.
  DeliveryProgress progress() {
    return seen;
  }

  /// How many sequences it is behind the end of its topic, as far as it knows that. For any thread.
  long lag() {
    return Math.max(0, growth.last() + 1 - seen.floor());
  }

  @Override
  public void run() {
    try {
      goWhereTold();
      while (!isDone()) {
        await(advance());
      }
      if (stage == Stage.HANDING_OVER) {
        saves.release(lane);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a delivery has failed; it begins anew", bug);
    } finally {
      flights.cut();
      ended = true;
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
  private Duration advance() {
    var now = now();
    var wait = LONGEST_WAIT;
    if (stage == Stage.DELIVERING && subscription.state() == SubscriptionState.ACTIVE) {
      wait = mayTake.getAsBoolean() ? deliver(now) : AFTER_OUTAGE;
    }
    saves.saveIfNeeded(lane, now).ifPresent(saved -> seen = saved);
    if (saves.notBefore().isAfter(now)) {
      wait = shorter(wait, wait(now, saves.notBefore()));
    }
    return stage == Stage.HANDING_OVER ? shorter(wait, HAND_OVER) : wait;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration deliver(Instant now) {
    try {
      while (true) {
        long before = lane.next(Backlog.TOPIC) + lane.next(Backlog.REDRIVE);
        settling.expired(backlogs.read(lane, subscription.config().filter()));
        boolean stood = lane.next(Backlog.TOPIC) + lane.next(Backlog.REDRIVE) == before;
        var until = sendAll(now);
        if (!backlogs.hasMore(lane)) {
          return until;
        }
        if (stood) {
          return shorter(until, NOT_VISIBLE_YET);
        }
      }
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
      case DeliveryEvent.Grown _ -> {
        backlogs.grownTo(growth.take());
      }
      case DeliveryEvent.Changed(var current) -> follow(current);
      case DeliveryEvent.HandOver _ -> handOver();
      case DeliveryEvent.End _ -> stage = Stage.LOST;
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

  /// The endpoint wants nothing more, until somebody resumes the subscription.
  private void disable() {
    if (subscription.state() != SubscriptionState.ACTIVE) {
      return;
    }
    var disabled = subscription.with(SubscriptionState.DISABLED);
    try {
      switch (tools.stores().subscriptions().update(ref.tenant(), subscription, disabled)) {
        case SubscriptionStore.Updated _ -> follow(disabled);
        case SubscriptionStore.Changed(var current) -> {
          follow(current);
          disable();
        }
        case SubscriptionStore.NoSuchSubscription _ -> stage = Stage.LOST;
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a subscription whose endpoint is gone goes on", outage);
    }
  }

  private void follow(Subscription current) {
    var before = subscription;
    subscription = current;
    lane.follow(LanePolicy.of(current.config()), now());
    goWhereTold();
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
    if (subscription.replays() != lane.instruction()) {
      lane.goTo(subscription.replays(), push().from());
      backlogs.readAgain();
      saves.need();
    }
  }
}
