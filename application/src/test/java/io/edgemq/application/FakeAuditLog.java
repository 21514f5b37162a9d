package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An audit log whose entries a test can change behind its back, and which can be out.
final class FakeAuditLog implements AuditLog {
  /// What a full log throws.
  StoreException failure = new StoreException.Unavailable("out", new IllegalStateException());

  final List<AuditEntry> entries = new ArrayList<>();
  @Nullable AuditHead head;

  /// How many entries can be written yet.
  int room = Integer.MAX_VALUE;

  /// Of the entries that were asked for.
  int looked;

  @Override
  public synchronized AuditEntry append(AuditRecord what, Sealer sealer) {
    if (room-- <= 0) {
      throw failure;
    }
    var before = entries.isEmpty() ? AuditEntry.NO_HASH : entries.getLast().hash();
    long sequence = entries.size() + 1L;
    var entry = new AuditEntry(sequence, what, sealer.hash(before, sequence, what));
    entries.add(entry);
    head = new AuditHead(sequence, entry.hash(), sealer.seal(sequence, entry.hash()));
    notifyAll();
    return entry;
  }

  @Override
  public synchronized List<AuditEntry> after(long sequence, int limit) {
    return entries.stream().filter(e -> e.sequence() > sequence).limit(limit).toList();
  }

  @Override
  public synchronized List<AuditEntry> before(long sequence, int limit) {
    var found =
        entries.reversed().stream().filter(e -> e.sequence() < sequence).limit(limit).toList();
    looked += found.size();
    return found;
  }

  @Override
  public synchronized Optional<AuditHead> head() {
    return Optional.ofNullable(head);
  }

  @Override
  public synchronized boolean await(long sequence, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (entries.size() <= sequence) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /// What was written, in short.
  synchronized List<String> lines() {
    return entries.stream()
        .map(AuditEntry::what)
        .map(w -> w.outcome() + " " + w.actor() + " " + w.action() + " " + w.target())
        .toList();
  }
}
