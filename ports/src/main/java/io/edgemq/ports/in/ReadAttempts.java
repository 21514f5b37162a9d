package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows the latest attempts of a subscription that pushes.
public interface ReadAttempts {
  /// A page of the attempts, the newest first. An attempt is there a second after it has ended, or
  /// two.
  ///
  /// @param before the last number already seen; null begins with the newest
  /// @param limit how many at most, from 1
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Page> list(Principal principal, SubscriptionId id, @Nullable Long before, int limit);

  /// Some of the attempts.
  ///
  /// @param next where the following page begins; null when this is the last one
  record Page(List<AttemptRecord> attempts, @Nullable Long next) {
    public Page {
      attempts = List.copyOf(attempts);
    }
  }
}
