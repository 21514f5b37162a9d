package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Looks through an audit log for what was changed behind the server's back: an edited entry, one
/// that is missing, a tail that was cut off. The log may grow meanwhile. What it cannot see is that
/// log and head were both put back to what they once were.
public final class AuditCheck {
  private static final int PAGE = 500;

  /// How often, and with what pause, a head is looked for that ought to have come.
  private static final int LOOKS = 10;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Source source;
  private final AuditLog.Sealer sealer;
  private long at;
  private String hash = AuditEntry.NO_HASH;

  private AuditCheck(Source source, AuditLog.Sealer sealer) {
    this.source = source;
    this.sealer = sealer;
  }

  /// A log that is looked through.
  public interface Source {
    /// As [AuditLog#after].
    List<AuditEntry> after(long sequence, int limit);

    /// As [AuditLog#head].
    Optional<AuditHead> head();

    /// Of a store that is open.
    static Source of(AuditLog log) {
      return new Source() {
        @Override
        public List<AuditEntry> after(long sequence, int limit) {
          return log.after(sequence, limit);
        }

        @Override
        public Optional<AuditHead> head() {
          return log.head();
        }
      };
    }
  }

  /// What came of it.
  public sealed interface Result {}

  /// Nothing is wrong.
  ///
  /// @param count how many entries there are
  public record Good(long count) implements Result {}

  /// Something is wrong.
  ///
  /// @param sequence of the first entry that is not as it was, or is not there
  public record Bad(long sequence, Fault fault) implements Result {}

  /// What can be wrong.
  public enum Fault {
    /// The entry's hash is not that of what it says and of the entries before it.
    EDITED_ENTRY,
    /// The entry is not there, and a later one is.
    MISSING_ENTRY,
    /// The entry is not there, nor is any later one, and the head knows of it.
    MISSING_TAIL,
    /// There are entries and no head.
    MISSING_HEAD,
    /// The head was not sealed with the secret of this deployment.
    WRONG_SEAL,
    /// The head names another hash than the entry has.
    OTHER_HEAD,
    /// The entry is there, and the head does not know of it.
    BEHIND_HEAD
  }

  /// Looks through the whole log.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  public static Result of(Source source, AuditLog.Sealer sealer) {
    return new AuditCheck(source, sealer).run();
  }

  /// From head to head: while the log grows, its head moves on with it.
  private Result run() {
    var head = source.head();
    while (true) {
      var fault = head.flatMap(this::upTo);
      if (fault.isPresent()) {
        return fault.get();
      }
      if (isOver()) {
        return new Good(at);
      }
      // An entry that was appended since came together with another head.
      head = headBehind();
      if (head.isEmpty()) {
        return new Bad(at + 1, Fault.MISSING_HEAD);
      }
      if (head.get().count() <= at) {
        return new Bad(at + 1, Fault.BEHIND_HEAD);
      }
    }
  }

  private boolean isOver() {
    return read(1).filter(List::isEmpty).isPresent();
  }

  /// The head, once it knows of more than was looked at; a cluster may show an entry a moment
  /// before the head that came with it.
  private Optional<AuditHead> headBehind() {
    var head = source.head();
    for (int i = 0; i < LOOKS && head.filter(found -> found.count() > at).isEmpty(); i++) {
      LockSupport.parkNanos(this, BETWEEN_LOOKS.toNanos());
      head = source.head();
    }
    return head;
  }

  /// Follows the chain to where the head says it ends; answers the first fault.
  private Optional<Bad> upTo(AuditHead head) {
    long count = head.count();
    while (at < count) {
      var page = read((int) Math.min(PAGE, count - at));
      if (page.isEmpty()) {
        return bad(at + 1, Fault.EDITED_ENTRY);
      }
      var entries = page.get();
      var fault = entries.isEmpty() ? bad(at + 1, Fault.MISSING_TAIL) : follow(entries);
      if (fault.isPresent()) {
        return fault;
      }
    }
    if (!sealer.seal(count, head.hash()).equals(head.seal())) {
      return bad(Math.max(1, count), Fault.WRONG_SEAL);
    }
    return hash.equals(head.hash()) ? Optional.empty() : bad(Math.max(1, count), Fault.OTHER_HEAD);
  }

  /// The next entries; empty when the first of them cannot be read as one.
  private Optional<List<AuditEntry>> read(int limit) {
    try {
      return Optional.of(source.after(at, limit));
    } catch (StoreException.Damaged illegible) {
      return limit == 1 ? Optional.empty() : read(1);
    }
  }

  private Optional<Bad> follow(List<AuditEntry> page) {
    for (var entry : page) {
      if (entry.sequence() != at + 1) {
        return bad(at + 1, Fault.MISSING_ENTRY);
      }
      hash = sealer.hash(hash, entry.sequence(), entry.what());
      if (!hash.equals(entry.hash())) {
        return bad(entry.sequence(), Fault.EDITED_ENTRY);
      }
      at = entry.sequence();
    }
    return Optional.empty();
  }

  private static Optional<Bad> bad(long sequence, Fault fault) {
    return Optional.of(new Bad(sequence, fault));
  }
}
