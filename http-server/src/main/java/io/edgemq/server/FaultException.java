package io.edgemq.server;

/// Ends the handling of a request with a fault that its dialect words. Expected, so it carries no
/// stack trace.
final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  FaultException(Fault fault) {
    super(fault.getClass().getSimpleName(), null, false, false);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
