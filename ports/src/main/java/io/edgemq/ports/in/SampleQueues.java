package io.edgemq.ports.in;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells the operator of the process what the queues of all tenants hold.
public interface SampleQueues {
  /// The newest counts that there are. Waits a second at most for newer ones. None when the store
  /// cannot answer.
  Sample sample();

  /// What the queues hold.
  ///
  /// @param named the oldest queues, at most 100
  /// @param others all others together; null when there are none
  record Sample(List<Counted> named, @Nullable QueueCounts others) {
    /// Of no queue anything is known.
    public static final Sample NONE = new Sample(List.of(), null);

    public Sample {
      named = List.copyOf(named);
    }
  }

  /// A queue and what it holds.
  record Counted(TenantId tenant, QueueName queue, QueueCounts counts) {}
}
