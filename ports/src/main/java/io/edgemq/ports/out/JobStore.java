package io.edgemq.ports.out;

import io.edgemq.domain.JobId;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.TenantId;
import java.util.List;
import java.util.Optional;

/// The background jobs and how far they have come. Finished ones are kept for a day.
public interface JobStore {
  /// Keeps the job, in place of an earlier state of it.
  void save(RedriveJob job);

  /// The tenant's job, if there is one.
  Optional<RedriveJob> find(TenantId tenant, JobId id);

  /// Every tenant's jobs that have not finished, oldest first.
  List<RedriveJob> unfinished();
}
