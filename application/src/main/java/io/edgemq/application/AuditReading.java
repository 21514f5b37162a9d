package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the audit log. It is in the order of its writing and has no index: of what a filter passes
/// over, a call looks at a bounded part.
public final class AuditReading implements ReadAudit {
  /// How many entries a call looks at.
  static final int MOST_LOOKED_AT = 10_000;

  private static final int PAGE = 500;

  private final Access access;
  private final AuditLog log;

  public AuditReading(Access access, AuditLog log) {
    this.access = access;
    this.log = log;
  }

  @Override
  public Page page(Filter filter, long before, int limit) {
    return page(accepting(filter), before, limit);
  }

  @Override
  public Outcome<Page> page(Principal who, Filter filter, long before, int limit) {
    return access
        .toManageKeys(who)
        .then(
            tenant -> {
              Predicate<AuditRecord> own = what -> tenant.equals(what.tenant());
              return Outcome.done(page(own.and(accepting(filter)), before, limit));
            });
  }

  private static Predicate<AuditRecord> accepting(Filter filter) {
    var since = filter.since();
    return what ->
        (filter.actor() == null || filter.actor().equals(what.actor()))
            && (filter.action() == null || filter.action().equals(what.action()))
            && (since == null || !what.at().isBefore(since));
  }

  private Page page(Predicate<AuditRecord> wanted, long before, int limit) {
    var found = new ArrayList<AuditEntry>();
    long at = before;
    int left = MOST_LOOKED_AT;
    while (at > 1 && left > 0) {
      int size = Math.min(left, PAGE);
      var batch = log.before(at, size);
      for (var entry : batch) {
        at = entry.sequence();
        if (wanted.test(entry.what())) {
          found.add(entry);
          if (found.size() == limit) {
            return new Page(found, next(at));
          }
        }
      }
      if (batch.size() < size) {
        return new Page(found, null);
      }
      left -= size;
    }
    return new Page(found, next(at));
  }

  private static @Nullable Long next(long at) {
    return at > 1 ? Long.valueOf(at) : null;
  }

  @Override
  public long last() {
    var newest = log.before(AuditLog.END, 1);
    return newest.isEmpty() ? 0 : newest.getFirst().sequence();
  }

  @Override
  public Part follow(Filter filter, long after, Duration wait) throws InterruptedException {
    var wanted = accepting(filter);
    long deadline = System.nanoTime() + wait.toNanos();
    long at = after;
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!log.await(at, Duration.ofNanos(left))) {
        return new Part(List.of(), at);
      }
      var batch = log.after(at, PAGE);
      at = batch.isEmpty() ? at : batch.getLast().sequence();
      var found = batch.stream().filter(entry -> wanted.test(entry.what())).toList();
      if (!found.isEmpty() || System.nanoTime() >= deadline) {
        return new Part(found, at);
      }
    }
  }
}
