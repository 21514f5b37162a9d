package io.edgemq.ports.in;

/// Tells whether this process can serve.
public interface CheckReadiness {
  /// Whether it can, now.
  Readiness readiness();

  /// Whether a process can serve.
  sealed interface Readiness {
    /// It can.
    record Ready() implements Readiness {}

    /// It can not yet.
    record Starting() implements Readiness {}

    /// It can no longer.
    record Draining() implements Readiness {}

    /// Its store can not.
    record StoreDown(String reason) implements Readiness {}
  }
}
