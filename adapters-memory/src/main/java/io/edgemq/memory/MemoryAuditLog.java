package io.edgemq.memory;

import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

final class MemoryAuditLog implements AuditLog {
  private final Guard guard;
  private final Condition appended;

  /// The entry with sequence n is at index n - 1.
  private final List<AuditEntry> entries = new ArrayList<>();

  private @Nullable AuditHead head;

  MemoryAuditLog(Guard guard) {
    this.guard = guard;
    this.appended = guard.condition();
  }

  @Override
  public AuditEntry append(AuditRecord what, Sealer sealer) {
    return guard.locked(
        () -> {
          long sequence = entries.size() + 1L;
          var before = entries.isEmpty() ? AuditEntry.NO_HASH : entries.getLast().hash();
          var hash = sealer.hash(before, sequence, what);
          var entry = new AuditEntry(sequence, what, hash);
          head = new AuditHead(sequence, hash, sealer.seal(sequence, hash));
          entries.add(entry);
          appended.signalAll();
          return entry;
        });
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    return guard.locked(() -> entries.stream().skip(passed(sequence)).limit(limit).toList());
  }

  /// How many entries are not behind `sequence`.
  private long passed(long sequence) {
    return Math.clamp(sequence, 0, entries.size());
  }

  @Override
  public List<AuditEntry> before(long sequence, int limit) {
    return guard.locked(
        () -> {
          int end = Math.toIntExact(passed(sequence - 1));
          return entries.subList(0, end).reversed().stream().limit(limit).toList();
        });
  }

  @Override
  public Optional<AuditHead> head() {
    return guard.locked(() -> Optional.ofNullable(head));
  }

  @Override
  public boolean await(long sequence, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    return guard.lockedInterruptibly(
        () -> {
          while (true) {
            guard.requireOpen();
            long left = deadline - System.nanoTime();
            if (entries.size() > sequence || left <= 0) {
              return entries.size() > sequence;
            }
            long unused = appended.awaitNanos(left);
          }
        });
  }

  /// Wakes everybody who waits. The caller must hold the lock.
  void wake() {
    appended.signalAll();
  }
}
