package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows what a subscription could not deliver, and has it tried again.
public interface ManageDeadLetters {
  /// A page of the dead letters, by sequence. It may have fewer than `limit` before the end: it
  /// ends after 4 MiB of payload.
  ///
  /// @param after the last sequence already seen; 0 begins at the first
  /// @param limit how many at most, from 1
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Page> list(Principal principal, SubscriptionId id, long after, int limit);

  /// How many dead letters `selection` has.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Long> count(Principal principal, SubscriptionId id, Selection selection);

  /// Has the dead letters tried again that `selection` has, and answers how many there were. They
  /// wait while the subscription delivers nothing. What failed half-way may be asked for again.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Long> redrive(Principal principal, SubscriptionId id, Selection selection);

  /// Some of the dead letters.
  ///
  /// @param next where the following page begins; null when this is the last one
  record Page(List<DeadLetter> letters, @Nullable Long next) {
    public Page {
      letters = List.copyOf(letters);
    }
  }
}
