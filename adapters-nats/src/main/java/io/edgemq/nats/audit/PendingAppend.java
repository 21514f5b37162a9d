package io.edgemq.nats.audit;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import org.jspecify.annotations.Nullable;

/// Somebody waits for this to be appended. Settled once, by whoever appends it; for threads that
/// hold the lock of the log.
final class PendingAppend {
  private final Appending.Written written;
  private @Nullable AuditEntry entry;
  private @Nullable StoreException failure;

  PendingAppend(Appending.Written written) {
    this.written = written;
  }

  Appending.Written written() {
    return written;
  }

  void settle(AuditEntry stored) {
    entry = stored;
  }

  void fail(StoreException reason) {
    failure = reason;
  }

  boolean isSettled() {
    return entry != null || failure != null;
  }

  /// The entry. Throws why there is none, or may be none.
  AuditEntry result() {
    if (entry != null) {
      return entry;
    }
    throw failure != null
        ? failure
        : new StoreException.Unavailable(
            "not appended to " + AuditStream.NAME, new IllegalStateException("not settled"));
  }
}
