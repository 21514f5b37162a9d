package io.edgemq.memory;

import io.edgemq.domain.JobId;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.JobStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryJobStore implements JobStore {
  private static final Duration KEPT = Duration.ofDays(1);

  private final Guard guard;
  private final Map<JobId, RedriveJob> jobs = new HashMap<>();

  MemoryJobStore(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void save(RedriveJob job) {
    guard.<Optional<RedriveJob>>locked(
        () -> {
          jobs.values().removeIf(this::isForgotten);
          return Optional.ofNullable(jobs.put(job.id(), job));
        });
  }

  @Override
  public boolean advance(RedriveJob expected, RedriveJob next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException("another job: " + next.id());
    }
    return guard.locked(() -> jobs.replace(next.id(), expected, next));
  }

  private boolean isForgotten(RedriveJob job) {
    var finishedAt = job.finishedAt();
    return finishedAt != null && !finishedAt.plus(KEPT).isAfter(guard.instant());
  }

  @Override
  public Optional<RedriveJob> find(TenantId tenant, JobId id) {
    return guard.locked(
        () ->
            Optional.ofNullable(jobs.get(id))
                .filter(job -> job.source().tenant().equals(tenant))
                .filter(job -> !isForgotten(job)));
  }

  @Override
  public List<RedriveJob> unfinished() {
    return guard.locked(
        () ->
            jobs.values().stream()
                .filter(job -> job.finishedAt() == null)
                .sorted(
                    Comparator.comparing(RedriveJob::createdAt)
                        .thenComparing(job -> job.id().value()))
                .toList());
  }
}
