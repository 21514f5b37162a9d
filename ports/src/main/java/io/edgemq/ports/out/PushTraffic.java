package io.edgemq.ports.out;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Settlement;
import java.time.Duration;

/// Counts what is pushed, for the metrics. Never blocks, never fails.
public interface PushTraffic {
  /// An attempt was answered, or was not.
  ///
  /// @param took from its begin to the end of its answer
  void attempted(TenantId tenant, Answer answer, Settlement settlement, Duration took);

  /// Messages were lost to a subscription, because its topic did not keep them for long enough.
  void expired(TenantId tenant, long messages);

  /// Messages were put into a queue, or were there already.
  void forwarded(TenantId tenant, long messages);

  /// What was settled is kept, durably.
  ///
  /// @param took from the begin of the save to its end
  void saved(Duration took);

  /// Attempts that the log of attempts may lack, because it could not be written or took too long.
  void unlogged(long attempts);
}
