package io.edgemq.http;

/// Ends the handling of a request, or of one entry of a batch, with a problem that its caller can
/// correct. Expected, so it carries no stack trace.
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  /// What the caller is told.
  Problem problem() {
    return problem;
  }
}
