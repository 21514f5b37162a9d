package io.edgemq.ports.out;

import io.edgemq.domain.JobId;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.TenantId;
import java.util.List;
import java.util.Optional;

/// The background jobs and how far they have come. Finished ones are kept for a day. Several
/// processes may share a store; [#advance] tells a process that works on a job whether it still is
/// the one that does.
public interface JobStore {
  /// Keeps the job, in place of an earlier state of it.
  void save(RedriveJob job);

  /// Keeps `next` in place of `expected` if that is what there still is, atomically; whether it
  /// was. Throws [IllegalArgumentException] when the two are different jobs.
  boolean advance(RedriveJob expected, RedriveJob next);

  /// The tenant's job, if there is one.
  Optional<RedriveJob> find(TenantId tenant, JobId id);

  /// Every tenant's jobs that have not finished, oldest first.
  List<RedriveJob> unfinished();
}
