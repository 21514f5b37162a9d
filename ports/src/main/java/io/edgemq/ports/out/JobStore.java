package io.edgemq.ports.out;

import io.edgemq.domain.JobId;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import java.util.List;
import java.util.Optional;

/// The background jobs and how far they have come. Finished jobs are kept for a day. Several
/// processes may share a store: [#advance] tells a process whether a job is still its own.
public interface JobStore {
  /// Keeps the job. Replaces an earlier state of it.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void save(RedriveJob job);

  /// Replaces `expected` with `next` if the store still has `expected`, atomically. Answers whether
  /// it did.
  ///
  /// @throws IllegalArgumentException when the two are different jobs
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean advance(RedriveJob expected, RedriveJob next);

  /// The tenant's job of that id, if there is one.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<RedriveJob> find(TenantId tenant, JobId id);

  /// The unfinished jobs of all tenants, oldest first.
  ///
  /// @throws StoreException when the store cannot answer
  List<RedriveJob> unfinished();
}
