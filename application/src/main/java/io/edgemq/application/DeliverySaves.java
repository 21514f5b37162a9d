package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Settled;
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

  private final DeliveryStore store;
  private final Consumer<DeliveryEvent> mailbox;
  private final List<DeadLetter> dead = new ArrayList<>();
  private final List<Long> redriven = new ArrayList<>();
  private Claim claim;
  private long savedNext;
  private boolean needed;
  private boolean underWay;
  private Instant notBefore = Instant.MIN;

  DeliverySaves(DeliveryStore store, Claim claim, Consumer<DeliveryEvent> mailbox) {
    this.store = store;
    this.claim = claim;
    this.mailbox = mailbox;
  }

  /// Something was settled.
  void need() {
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

  /// When a save may begin; in the past when nothing holds it back.
  Instant notBefore() {
    return notBefore;
  }

  /// Begins a save if something is to be saved and none is under way. Answers what is being saved.
  Optional<DeliveryProgress> saveIfNeeded(DeliveryLane lane, Instant now) {
    long next = lane.next(Backlog.TOPIC);
    boolean wanted = needed || next - savedNext >= UNWANTED;
    if (underWay || !wanted || now.isBefore(notBefore)) {
      return Optional.empty();
    }
    var snapshot = lane.snapshot();
    var settled = new Settled(snapshot.progress(), dead, redriven);
    var current = claim;
    needed = false;
    underWay = true;
    savedNext = next;
    Thread.ofVirtual()
        .name("push-save")
        .start(() -> mailbox.accept(save(current, settled, snapshot.slots())));
    return Optional.of(snapshot.progress());
  }

  private DeliveryEvent save(Claim current, Settled settled, int slots) {
    try {
      return new DeliveryEvent.SaveEnded(store.save(current, settled), slots, settled);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "what was delivered could not be saved; it is tried again", outage);
      return new DeliveryEvent.SaveFailed();
    } catch (RuntimeException bug) {
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
  }

  /// A save has ended badly: all of it is to be saved again, in a second.
  void failed(Instant now) {
    underWay = false;
    needed = true;
    notBefore = now.plus(AFTER_FAILURE);
  }

  /// Saves the rest, and lets others deliver.
  void release(DeliveryLane lane) {
    try {
      var unused = store.release(claim, new Settled(lane.snapshot().progress(), dead, redriven));
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery could not be handed over", outage);
    }
  }
}
