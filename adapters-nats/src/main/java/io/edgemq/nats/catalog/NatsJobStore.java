package io.edgemq.nats.catalog;

import io.edgemq.domain.JobId;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.JobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// [JobStore] in its own bucket. Each save removes some jobs that finished long ago.
public final class NatsJobStore implements JobStore {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int FORGOTTEN_AT_ONCE = 100;

  private final ReplicatedTable<RedriveJob> table;
  private final InstantSource time;

  public NatsJobStore(ReplicatedTable<RedriveJob> table, InstantSource time) {
    this.table = table;
    this.time = time;
  }

  @Override
  public void save(RedriveJob job) {
    var unused = table.change(view -> saving(view, job));
  }

  private Decision<RedriveJob, Boolean> saving(View<RedriveJob> view, RedriveJob job) {
    var edits = new ArrayList<Edit<RedriveJob>>();
    view.rows().values().stream()
        .map(Row::readable)
        .filter(Objects::nonNull)
        .filter(other -> isForgotten(other) && !other.id().equals(job.id()))
        .limit(FORGOTTEN_AT_ONCE)
        .forEach(other -> edits.add(new Edit.Remove<>(other.id().value())));
    edits.add(new Edit.Put<>(job.id().value(), job));
    return new Decision<>(edits, true);
  }

  @Override
  public boolean advance(RedriveJob expected, RedriveJob next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException("another job: " + next.id());
    }
    return table.change(view -> advancing(view, expected, next)).result();
  }

  private static Decision<RedriveJob, Boolean> advancing(
      View<RedriveJob> view, RedriveJob expected, RedriveJob next) {
    var row = view.rows().get(next.id().value());
    return row != null && expected.equals(row.readable())
        ? Decision.one(new Edit.Put<>(next.id().value(), next), true)
        : Decision.none(false);
  }

  private boolean isForgotten(RedriveJob job) {
    var finishedAt = job.finishedAt();
    return finishedAt != null && !finishedAt.plus(KEPT).isAfter(time.instant());
  }

  @Override
  public Optional<RedriveJob> find(TenantId tenant, JobId id) {
    return table
        .find(id.value(), _ -> true)
        .map(Row::value)
        .filter(job -> job.source().tenant().equals(tenant))
        .filter(job -> !isForgotten(job));
  }

  @Override
  public List<RedriveJob> unfinished() {
    return table.view().rows().values().stream()
        .map(Row::readable)
        .filter(Objects::nonNull)
        .filter(job -> job.finishedAt() == null)
        .sorted(Comparator.comparing(RedriveJob::createdAt).thenComparing(job -> job.id().value()))
        .toList();
  }
}
