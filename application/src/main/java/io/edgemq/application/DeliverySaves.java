package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.PushTraffic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Saves what a delivery has settled, one save at a time; what is settled meanwhile goes with the
/// next one. For the thread of the delivery.
final class DeliverySaves {
  private static final Logger LOG = System.getLogger(DeliverySaves.class.getName());

  /// After so many messages that the subscription did not want, its floor is worth a save.
  private static final long UNWANTED = 10_000;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /// How long what is saved only to be told may be another than what was saved last: how many
  /// attempts are under way, and the floor of one of several lanes. The floor of their subscription
  /// is the least of theirs, so it must move when only others' subjects are published.
  private static final Duration TOLD_AGE = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final PushTraffic traffic;
  private final Consumer<DeliveryEvent> mailbox;
  private final BreakerChanges breaker;
  private final List<DeadLetter> dead = new ArrayList<>();
  private final List<Long> redriven = new ArrayList<>();
  private final boolean isOneOfSeveral;
  private Claim claim;
  private long savedNext;
  private int savedInFlight;

  /// Since when something was to be told, as far as that was looked at; empty when nothing is.
  private Optional<Instant> untoldSince = Optional.empty();

  private boolean needed;
  private boolean underWay;
  private Instant notBefore = Instant.EPOCH;

  /// @param saved the progress with which the delivery begins
  DeliverySaves(
      DeliveryTools tools, Owned owned, DeliveryProgress saved, Consumer<DeliveryEvent> mailbox) {
    this.store = tools.stores().deliveries();
    this.traffic = tools.traffic();
    this.claim = owned.claimed().claim();
    this.isOneOfSeveral = Pushing.config(owned.subscription()).lanes() > 1;
    this.savedNext = saved.next();
    this.savedInFlight = saved.inFlight();
    this.breaker = new BreakerChanges(tools.events(), owned, saved.breaker());
    this.mailbox = mailbox;
  }

  /// Something was settled.
  void need() {
    needed = true;
  }

  /// Another endpoint is called from now on.
  void renewed() {
    breaker.renewed();
    needed = true;
  }

  /// A message is a dead letter.
  void add(DeadLetter letter) {
    dead.add(letter);
    needed = true;
  }

  /// What was redriven with this number is settled.
  void addRedriven(long number) {
    redriven.add(number);
    needed = true;
  }

  /// Whether a save has not ended.
  boolean isUnderWay() {
    return underWay;
  }

  /// When a save may begin that could not begin now; empty when there is none.
  Optional<Instant> nextAfter(Instant now) {
    if (notBefore.isAfter(now)) {
      return Optional.of(notBefore);
    }
    return underWay ? Optional.empty() : untoldSince.map(since -> since.plus(TOLD_AGE));
  }

  private boolean isToBeTold(DeliveryLane lane) {
    return lane.inFlight() != savedInFlight
        || (isOneOfSeveral && lane.next(Backlog.TOPIC) > savedNext);
  }

  /// Begins a save if something is to be saved and none is under way. Answers what is being saved.
  Optional<DeliveryProgress> saveIfNeeded(DeliveryLane lane, Instant now) {
    long next = lane.next(Backlog.TOPIC);
    untoldSince = isToBeTold(lane) ? untoldSince.or(() -> Optional.of(now)) : Optional.empty();
    boolean isOld = untoldSince.filter(since -> !since.plus(TOLD_AGE).isAfter(now)).isPresent();
    boolean wanted = needed || isOld || next - savedNext >= UNWANTED;
    if (underWay || !wanted || now.isBefore(notBefore)) {
      return Optional.empty();
    }
    var snapshot = lane.snapshot();
    var settled = new Settled(snapshot.progress(), dead, redriven);
    var current = claim;
    needed = false;
    underWay = true;
    savedNext = next;
    savedInFlight = lane.inFlight();
    untoldSince = Optional.empty();
    Thread.ofVirtual()
        .name("push-save")
        .start(() -> mailbox.accept(save(current, settled, snapshot.slots())));
    return Optional.of(snapshot.progress());
  }

  private DeliveryEvent save(Claim current, Settled settled, int slots) {
    try {
      long begin = System.nanoTime();
      var result = store.save(current, settled);
      traffic.saved(Duration.ofNanos(System.nanoTime() - begin));
      return new DeliveryEvent.SaveEnded(result, slots, settled);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "what was delivered could not be saved; it is tried again", outage);
      return new DeliveryEvent.SaveFailed();
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "what was delivered could not be saved; it is tried again", bug);
      return new DeliveryEvent.SaveFailed();
    }
  }

  /// A save has ended well. What it kept is not saved again.
  void saved(Claim next, Settled settled) {
    underWay = false;
    claim = next;
    dead.subList(0, settled.dead().size()).clear();
    redriven.subList(0, settled.redriven().size()).clear();
    breaker.saved(settled.progress());
  }

  /// A save has ended badly: all of it is to be saved again, in a second.
  void failed(Instant now) {
    underWay = false;
    needed = true;
    notBefore = now.plus(AFTER_FAILURE);
  }

  /// Saves the rest, and lets others deliver. Answers whether they can; otherwise try again.
  boolean release(DeliveryLane lane) {
    var progress = lane.snapshot().progress();
    try {
      switch (store.release(claim, new Settled(progress, dead, redriven))) {
        case DeliveryStore.Saved _ -> breaker.saved(progress);
        case DeliveryStore.Overtaken _ -> {}
      }
      return true;
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery could not be handed over; it is tried again", outage);
      return false;
    }
  }
}
