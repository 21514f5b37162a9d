package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How far deliveries have come, and which process makes each. Only its owner saves.
public interface DeliveryStore {
  /// Says that `owner` lives, and answers who does. Call it every [#SIGN_OF_LIFE]. It is one row
  /// per process, whatever it owns: an idle lane writes nothing.
  ///
  /// @throws StoreException when the store cannot answer
  Set<OwnerId> alive(OwnerId owner);

  /// `owner` lives no more; who claims its lanes need not wait.
  ///
  /// @throws StoreException when the store cannot answer
  void leave(OwnerId owner);

  /// Makes `owner` the one that delivers, if nobody does or the last owner is not alive. From then
  /// on an earlier claim saves nothing. A process is not alive when this one has seen no sign of
  /// life of it for 6 s by its own clock. The claim of a subscription that is gone saves nothing.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  ClaimResult claim(LaneRef lane, OwnerId owner);

  /// Keeps what was settled, durably, while `claim` is the latest one of its lane. All of it, or
  /// the progress not: so after an outage the same may be saved once more. A dead letter that is
  /// there already, by its sequence, is there once. Beyond 100 000 of a subscription, and after 14
  /// days, the oldest go.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was saved
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  SaveResult save(Claim claim, Settled settled);

  /// As [#save], and lets anybody claim at once.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  SaveResult release(Claim claim, Settled settled);

  /// What was saved last; empty when nothing was.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<DeliveryProgress> read(LaneRef lane);

  /// Forgets a subscription that is gone: its progress and its dead letters.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void forget(SubscriptionRef subscription);

  /// How often a process says that it lives.
  Duration SIGN_OF_LIFE = Duration.ofSeconds(2);

  /// The right to save.
  ///
  /// @param fence tells it from every other claim of the lane, and from itself before its last save
  record Claim(LaneRef lane, OwnerId owner, long fence) {}

  /// What is saved.
  ///
  /// @param dead letters since the last save, those that failed again among them
  /// @param redriven the numbers of what was redriven and is settled since the last save
  record Settled(DeliveryProgress progress, List<DeadLetter> dead, List<Long> redriven) {
    public Settled {
      dead = List.copyOf(dead);
      redriven = List.copyOf(redriven);
    }
  }

  /// What came of [#claim].
  sealed interface ClaimResult {}

  /// The lane is `owner`'s.
  ///
  /// @param progress what was saved last; empty when nothing was
  record Claimed(Claim claim, Optional<DeliveryProgress> progress) implements ClaimResult {}

  /// Another process delivers.
  record Owned(OwnerId by) implements ClaimResult {}

  /// What came of [#save] and [#release].
  sealed interface SaveResult {}

  /// It is kept.
  ///
  /// @param claim the right to save next
  record Saved(Claim claim) implements SaveResult {}

  /// Somebody else has claimed the lane, it was released, or the subscription is gone; nothing was
  /// kept.
  record Overtaken() implements SaveResult {}
}
