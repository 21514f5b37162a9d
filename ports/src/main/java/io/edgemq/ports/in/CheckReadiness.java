package io.edgemq.ports.in;

/// Tells whether this process can serve.
public interface CheckReadiness {
  /// Whether it can, now. Takes at most a second, and answers an outage as [Readiness.StoreDown].
  Readiness readiness();

  /// Whether a process can serve.
  sealed interface Readiness {
    /// It can.
    record Ready() implements Readiness {}

    /// It has not started yet.
    record Starting() implements Readiness {}

    /// It is shutting down.
    record Draining() implements Readiness {}

    /// Its store cannot serve.
    ///
    /// @param reason for operators; holds no secret
    record StoreDown(String reason) implements Readiness {}
  }
}
