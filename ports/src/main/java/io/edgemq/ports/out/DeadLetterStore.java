package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The dead letters of subscriptions. [DeliveryStore#save] puts them there.
public interface DeadLetterStore {
  /// The dead letters with a sequence beyond `after`, by sequence, `limit` at most; none of those
  /// that are being tried again.
  ///
  /// @throws StoreException when the store cannot answer
  List<DeadLetter> list(SubscriptionRef subscription, long after, int limit);

  /// How many there are.
  ///
  /// @throws StoreException when the store cannot answer
  Counts count(SubscriptionRef subscription);

  /// How many of them `selection` has.
  ///
  /// @throws StoreException when the store cannot answer
  long count(SubscriptionRef subscription, Selection selection);

  /// Moves those that `selection` has to the end of what is tried again, by sequence, and answers
  /// how many there were.
  ///
  /// @throws StoreException.Full when the store has no room; nothing, or only a part, was moved
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  long redrive(SubscriptionRef subscription, Selection selection);

  /// What is tried again and not settled, from number `from` on, in order, `limit` at most.
  ///
  /// @param maxBytes payload bytes after which it ends; the first letter is in it in any case
  /// @throws StoreException when the store cannot answer
  List<Redriven> redriven(SubscriptionRef subscription, long from, int limit, long maxBytes);

  /// How many a subscription keeps, those that are being tried again among them.
  long MOST = 100_000;

  /// How long they are kept, from when they died or were moved, whichever was later.
  Duration KEPT = Duration.ofDays(14);

  /// @param kept how many there are, without those that are being tried again
  /// @param dropped how many went because there were too many or they were too old
  record Counts(long kept, long dropped) {}

  /// Some of the dead letters.
  sealed interface Selection {}

  /// All of them.
  record All() implements Selection {}

  /// Those with these sequences.
  record Sequences(Set<Long> sequences) implements Selection {
    public Sequences {
      sequences = Set.copyOf(sequences);
    }
  }

  /// Those with these sequences, both ends included.
  record Between(long from, long to) implements Selection {}
}
