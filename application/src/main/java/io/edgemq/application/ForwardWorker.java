package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.Reason;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.TopicLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Puts what a subscription matches into a queue, for as long as this process owns its lane. The
/// queue knows what it has of this source, so the floor may be saved late, and two owners for a
/// moment do no harm (ADR 0031).
final class ForwardWorker implements LaneWorker {
  private static final Logger LOG = System.getLogger(ForwardWorker.class.getName());
  private static final int PAGE = 256;
  private static final long PAGE_BYTES = 1 << 20;

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration NOT_VISIBLE_YET = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final DeliveryTools tools;
  private final SubscriptionRef ref;
  private final TopicRef topic;
  private final BooleanSupplier mayTake;
  private final LinkedBlockingQueue<LaneEvent> mailbox = new LinkedBlockingQueue<>();
  private final TopicGrowth growth = new TopicGrowth(() -> tell(new LaneEvent.Grown()));
  private final ForwardProgress progress;
  private Subscription subscription;
  private boolean unread = true;
  private boolean isResumed;

  /// The source that it was before the last instruction, until its mark is forgotten.
  private Optional<Forwarding> former = Optional.empty();

  private Stage stage = Stage.FORWARDING;
  private volatile boolean ended;
  private volatile boolean letGo;

  private enum Stage {
    FORWARDING,
    HANDING_OVER,
    LOST
  }

  /// @param mayTake whether this process is known to be alive
  ForwardWorker(DeliveryTools tools, Owned owned, BooleanSupplier mayTake) {
    this.tools = tools;
    this.topic = owned.topic();
    this.mayTake = mayTake;
    this.ref = owned.lane().subscription();
    this.subscription = owned.subscription();
    this.progress = new ForwardProgress(tools.stores().deliveries(), owned);
  }

  @Override
  public void tell(LaneEvent event) {
    mailbox.add(event);
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
    return progress.saved();
  }

  @Override
  public void run() {
    try {
      while (stage == Stage.FORWARDING) {
        await(advance());
      }
      while (stage == Stage.HANDING_OVER && !progress.release()) {
        await(AGAIN);
      }
      letGo = true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a delivery has failed; it begins anew", bug);
    } finally {
      ended = true;
    }
  }

  /// Does what can be done now. Answers how long to wait for an event after it.
  private Duration advance() throws InterruptedException {
    try {
      goWhereTold();
      if (progress.hasLetter()) {
        return saveIfDue(Duration.ZERO); // before anything behind it is put into the queue
      }
      return saveIfDue(deliver());
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery into a queue waits for its store", outage);
      return AGAIN;
    }
  }

  private static boolean isActive(Subscription subscription) {
    return subscription.state() == SubscriptionState.ACTIVE;
  }

  private Duration deliver() throws InterruptedException {
    if (!isActive(subscription)) {
      return LONGEST_WAIT;
    }
    var forwarding = Forwarding.of(tools, ref, subscription, progress.instruction());
    if (forwarding.isEmpty() || !mayTake.getAsBoolean()) {
      return AGAIN;
    }
    if (!forwarding.get().isThere()) {
      return fail();
    }
    if (isNews(progress.finds())) {
      tell(SubscriptionState.FAILING, SubscriptionState.ACTIVE, Reason.QUEUE_FOUND);
    }
    return unread ? forward(forwarding.get()) : LONGEST_WAIT;
  }

  /// Whoever has resumed the subscription has told the state that it is in.
  private boolean isNews(boolean changed) {
    boolean told = isResumed;
    isResumed = false;
    return changed && !told;
  }

  private Duration fail() {
    if (isNews(progress.misses(now()))) {
      tell(SubscriptionState.ACTIVE, SubscriptionState.FAILING, Reason.NO_SUCH_QUEUE);
    }
    return AGAIN;
  }

  private Duration forward(Forwarding forwarding) throws InterruptedException {
    tools.budget().beginReading();
    try {
      return readAndPut(forwarding);
    } finally {
      tools.budget().endReading();
    }
  }

  private Duration readAndPut(Forwarding forwarding) {
    var query =
        new TopicLog.Query(progress.next(), subscription.config().filter(), PAGE, PAGE_BYTES);
    return switch (tools.stores().log().read(topic, query)) {
      case TopicLog.NoSuchTopic _ -> AGAIN;
      case TopicLog.Page page -> forward(forwarding, page);
    };
  }

  private Duration forward(Forwarding forwarding, TopicLog.Page page) {
    tellDropped(progress.dropped(page.bounds().first()));
    if (page.messages().isEmpty()) {
      boolean stands = page.next() <= progress.next();
      progress.reached(page.next(), false);
      return readOn(page, stands);
    }
    return switch (forwarding.put(page.messages(), now())) {
      case Forwarding.Missing _ -> fail();
      case Forwarding.NoRoom _ -> AGAIN;
      case Forwarding.Put(int handled, var tooLarge) -> {
        if (tooLarge.isPresent()) {
          progress.add(tooLarge.get());
          yield Duration.ZERO;
        }
        tools.traffic().forwarded(topic.tenant(), handled);
        boolean isAll = handled == page.messages().size();
        progress.reached(isAll ? page.next() : page.messages().get(handled).sequence(), true);
        yield readOn(page, false);
      }
    };
  }

  private void tell(SubscriptionState before, SubscriptionState after, Reason reason) {
    tools
        .events()
        .changed(ref.tenant(), subscription.with(before), subscription.with(after), reason);
  }

  private Duration readOn(TopicLog.Page page, boolean stands) {
    if (progress.next() > Math.max(page.bounds().last(), growth.last())) {
      unread = false;
      return LONGEST_WAIT;
    }
    return stands ? NOT_VISIBLE_YET : Duration.ZERO;
  }

  private void tellDropped(long messages) {
    if (messages > 0) {
      tools.traffic().expired(topic.tenant(), messages);
      LOG.log(
          Level.WARNING,
          "a topic dropped messages before they were delivered subscription={0} messages={1}",
          ref.id().value(),
          messages);
    }
  }

  /// Saves if it is time to. Answers how long to wait for an event at most.
  private Duration saveIfDue(Duration wait) {
    var due = progress.due();
    if (due.isEmpty()) {
      return wait;
    }
    var now = now();
    if (due.get().isAfter(now)) {
      var until = Duration.between(now, due.get());
      return until.compareTo(wait) < 0 ? until : wait;
    }
    if (!progress.save(now)) {
      stage = Stage.LOST;
      return Duration.ZERO;
    }
    return wait;
  }

  private Instant now() {
    return tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void await(Duration wait) throws InterruptedException {
    var event = mailbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    while (event != null) {
      take(event);
      event = mailbox.poll();
    }
  }

  private void take(LaneEvent event) {
    switch (event) {
      case LaneEvent.Grown _ -> {
        long unused = growth.take();
        unread = true;
      }
      case LaneEvent.Changed _ -> lookAgain();
      case LaneEvent.HandOver _ -> {
        if (stage == Stage.FORWARDING) {
          stage = Stage.HANDING_OVER;
        }
      }
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
          .ifPresentOrElse(
              current -> {
                isResumed |= isActive(current) && !isActive(subscription);
                subscription = current;
                unread = true;
              },
              () -> stage = Stage.LOST);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery does not know its subscription; it begins anew", outage);
      stage = Stage.HANDING_OVER;
    }
  }

  /// Carries out the instruction to go on elsewhere, if there is a new one: from then on it is
  /// another source, which may offer again what the queue had.
  private void goWhereTold() {
    if (subscription.replays() > progress.instruction()) {
      former = Forwarding.of(tools, ref, subscription, progress.instruction());
      progress.follow(subscription);
      unread = true;
    }
    former.ifPresent(Forwarding::retire);
    former = Optional.empty();
  }
}
