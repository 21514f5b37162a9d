package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.audit.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows what was done: all of it to operators, and to a tenant what is about itself.
public interface ReadAudit {
  /// A page for an operator, the newest entries first. It may have fewer entries than asked for, or
  /// none, before the end is reached: `next` says where to go on.
  ///
  /// @param before only entries before that sequence
  /// @param limit how many at most
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Page page(Filter filter, long before, int limit);

  /// As the other, of the entries about the caller's tenant.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Page> page(Principal who, Filter filter, long before, int limit);

  /// The sequence of the newest entry; 0 without one.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  long last();

  /// The entries behind `after` that the filter accepts, the oldest first, for an operator. Waits
  /// until there is one, or `wait` has passed.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  /// @throws InterruptedException when the waiting thread is interrupted
  Part follow(Filter filter, long after, Duration wait) throws InterruptedException;

  /// Which entries; null stands for all.
  ///
  /// @param since not older than that
  record Filter(@Nullable String actor, @Nullable String action, @Nullable Instant since) {
    /// All.
    public static final Filter NONE = new Filter(null, null, null);
  }

  /// Entries, the newest first.
  ///
  /// @param next what to pass as `before` for the next page; null when this is the last one
  record Page(List<AuditEntry> entries, @Nullable Long next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /// Entries, the oldest first.
  ///
  /// @param last the sequence up to which all were looked at
  record Part(List<AuditEntry> entries, long last) {
    public Part {
      entries = List.copyOf(entries);
    }
  }
}
