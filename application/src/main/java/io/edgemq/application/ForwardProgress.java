package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LastError;
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
import java.util.OptionalInt;

/// How far a delivery into a queue has come, and when that is saved. It may be saved late: the
/// queue knows what it has. For the thread of the delivery.
final class ForwardProgress {
  private static final Logger LOG = System.getLogger(ForwardProgress.class.getName());

  /// After so many sequences that the subscription did not want, its floor is worth a save.
  private static final long UNWANTED = 10_000;

  private static final Duration AGE = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final List<DeadLetter> dead = new ArrayList<>();
  private Claim claim;
  private long instruction;
  private long next;
  private long expired;
  private Optional<LastError> missing;
  private boolean needed;
  private long savedNext;
  private Instant savedAt = Instant.EPOCH;
  private volatile DeliveryProgress saved;

  ForwardProgress(DeliveryStore store, Owned owned) {
    this.store = store;
    this.claim = owned.claimed().claim();
    this.saved = owned.progress();
    this.instruction = saved.instruction();
    this.next = saved.next();
    this.expired = saved.expired();
    this.missing = saved.lastError();
    this.savedNext = next;
  }

  /// The first sequence that was not looked at.
  long next() {
    return next;
  }

  /// The number of the last instruction that was carried out.
  long instruction() {
    return instruction;
  }

  /// What was saved last. For any thread.
  DeliveryProgress saved() {
    return saved;
  }

  /// The topic keeps nothing before `first`. Answers how many sequences were lost.
  long dropped(long first) {
    long lost = Math.max(0, first - next);
    expired += lost;
    next += lost;
    needed |= lost > 0;
    return lost;
  }

  /// What is before `sequence` was looked at, and what was wanted of it is in the queue.
  ///
  /// @param hadMatches whether any of it was wanted
  void reached(long sequence, boolean hadMatches) {
    next = Math.max(next, sequence);
    needed |= hadMatches;
  }

  /// The next message that is wanted is a dead letter. Nothing behind it may be put into the queue
  /// before it is saved ([#hasLetter]).
  void add(DeadLetter letter) {
    dead.add(letter);
    next = Math.max(next, letter.message().sequence() + 1);
  }

  /// Whether a dead letter is not saved.
  boolean hasLetter() {
    return !dead.isEmpty();
  }

  /// The queue is not there. Answers whether that is news to every owner of the lane.
  boolean misses(Instant now) {
    boolean isNews = missing.isEmpty();
    if (isNews) {
      missing =
          Optional.of(
              new LastError(now, FailureClass.UNRESOLVED, OptionalInt.empty(), "no such queue"));
      needed = true;
    }
    return isNews;
  }

  /// The queue is there. Answers whether it was not.
  boolean finds() {
    boolean isNews = missing.isPresent();
    missing = Optional.empty();
    needed |= isNews;
    return isNews;
  }

  /// Goes on where `subscription` was told to.
  void follow(Subscription subscription) {
    instruction = subscription.replays();
    next = subscription.delivered().orElseThrow().from();
    needed = true;
    savedAt = Instant.EPOCH;
  }

  /// When it is to be saved; empty when there is nothing new.
  Optional<Instant> due() {
    if (!dead.isEmpty()) {
      return Optional.of(Instant.EPOCH);
    }
    return needed || next - savedNext >= UNWANTED
        ? Optional.of(savedAt.plus(AGE))
        : Optional.empty();
  }

  /// Saves it. Answers whether the lane is still this process's.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer; nothing is forgotten
  boolean save(Instant now) {
    var settled = settled();
    return switch (store.save(claim, settled)) {
      case DeliveryStore.Overtaken _ -> false;
      case DeliveryStore.Saved(var current) -> {
        claim = current;
        saved = settled.progress();
        dead.clear();
        needed = false;
        savedNext = next;
        savedAt = now;
        yield true;
      }
    };
  }

  /// Saves it, and lets others deliver. Answers whether they can; otherwise try again.
  boolean release() {
    try {
      var unused = store.release(claim, settled());
      return true;
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a delivery could not be handed over; it is tried again", outage);
      return false;
    }
  }

  private Settled settled() {
    var progress = DeliveryProgress.begin(instruction, next).with(expired, missing);
    return new Settled(progress, dead, List.of());
  }
}
