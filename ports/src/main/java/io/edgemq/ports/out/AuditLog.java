package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What was done, in the order in which it was written. Entries are only ever appended, by any
/// process, and each one's hash depends on all before it.
public interface AuditLog {
  /// The sequence after that of any entry.
  long END = Long.MAX_VALUE;

  /// Appends an entry, and moves the head to it in the same step.
  ///
  /// @return the entry, durable
  /// @throws StoreException when it could not be written, or may not have been
  AuditEntry append(AuditRecord what, Sealer sealer);

  /// The entries behind `sequence`, the oldest first.
  ///
  /// @param limit how many at most, from 1
  /// @throws StoreException when the store cannot answer
  List<AuditEntry> after(long sequence, int limit);

  /// The entries before `sequence`, the newest first.
  ///
  /// @param limit how many at most, from 1
  /// @throws StoreException when the store cannot answer
  List<AuditEntry> before(long sequence, int limit);

  /// The head as it is stored; empty when nothing was ever appended, or it is gone.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<AuditHead> head();

  /// Waits until there is an entry behind `sequence`, or `wait` has passed. Whichever process
  /// appends it, it is seen within a second.
  ///
  /// @return whether there is one
  /// @throws StoreException when the store cannot answer
  /// @throws InterruptedException when the waiting thread is interrupted
  boolean await(long sequence, Duration wait) throws InterruptedException;

  /// Makes what lets nobody change entries unseen. Holds no state; for any number of threads.
  interface Sealer {
    /// The hash of an entry.
    ///
    /// @param before the hash of the entry before it, [AuditEntry#NO_HASH] for the first
    String hash(String before, long sequence, AuditRecord what);

    /// The seal of a head.
    ///
    /// @param count the sequence of the last entry
    /// @param hash of the last entry
    String seal(long count, String hash);
  }
}
