package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An audit log that remembers what was asked of it, and shows what a test puts into it.
final class FakeAudit implements ReadAudit, BackUp {
  final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
  final BlockingQueue<AuditEntry> coming = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> followed = new LinkedBlockingQueue<>();
  @Nullable Filter filter;
  long before;
  int limit;
  @Nullable Long next;
  volatile boolean down;
  @Nullable Refusal refusal;

  static AuditEntry entry(long sequence) {
    return new AuditEntry(
        sequence,
        new AuditRecord(
            FakeQueues.BORN,
            "alice",
            "tenant.suspend",
            "t1",
            FakeLogins.TENANT,
            "192.0.2.1",
            AuditRecord.Outcome.DONE,
            "req-1"),
        "ab".repeat(32));
  }

  @Override
  public Page page(Filter wanted, long wantedBefore, int wantedLimit) {
    filter = wanted;
    before = wantedBefore;
    limit = wantedLimit;
    return new Page(entries, next);
  }

  @Override
  public Outcome<Page> page(Principal who, Filter wanted, long wantedBefore, int wantedLimit) {
    return who.scopes().manages()
        ? Outcome.done(page(wanted, wantedBefore, wantedLimit))
        : Outcome.refused(new Refusal.InsufficientScope("manage"));
  }

  @Override
  public long last() {
    return entries.isEmpty() ? 0 : entries.getLast().sequence();
  }

  @Override
  public Part follow(Filter wanted, long after, Duration wait) throws InterruptedException {
    if (down) {
      throw new StoreException.Unavailable("gone", new IllegalStateException());
    }
    filter = wanted;
    followed.add(after);
    var entry = coming.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    return entry == null ? new Part(List.of(), after) : new Part(List.of(entry), entry.sequence());
  }

  @Override
  public Outcome<Copy> backUp(Actor by) {
    return refusal == null
        ? Outcome.done(new Copy("/data/backup-1.db", 4096, "cd".repeat(32), FakeQueues.BORN))
        : Outcome.refused(refusal);
  }
}
