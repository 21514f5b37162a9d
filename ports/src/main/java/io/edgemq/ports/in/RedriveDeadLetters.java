package io.edgemq.ports.in;

import io.edgemq.domain.JobId;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;

/// Moves dead letters back, in the background.
public interface RedriveDeadLetters {
  /// Whether the caller may have the queue's messages moved: asked before anybody looks where to.
  Outcome<Unit> mayRedrive(Principal principal, QueueName queue);

  /// Begins to move what the queue holds now, and answers the job that does.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<RedriveJob> redrive(Principal principal, QueueName queue, RedrivePlan plan);

  /// How far a job has come.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<RedriveJob> job(Principal principal, JobId id);
}
