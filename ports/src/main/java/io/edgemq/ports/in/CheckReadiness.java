package io.edgemq.ports.in;

import io.edgemq.domain.Impairment;
import java.util.List;

/// Tells whether this process can serve.
public interface CheckReadiness {
  /// Whether it can, now. Takes at most a second, and answers an outage as [Readiness.StoreDown].
  Readiness readiness();

  /// Whether a process can serve.
  sealed interface Readiness {
    /// It can.
    ///
    /// @param impairments what its store cannot do all the same
    record Ready(List<Impairment> impairments) implements Readiness {
      public Ready {
        impairments = List.copyOf(impairments);
      }
    }

    /// It cannot.
    sealed interface NotReady extends Readiness {}

    /// It has not started yet.
    record Starting() implements NotReady {}

    /// It is shutting down.
    record Draining() implements NotReady {}

    /// Its store cannot serve.
    ///
    /// @param reason for operators; holds no secret
    record StoreDown(String reason) implements NotReady {}
  }
}
