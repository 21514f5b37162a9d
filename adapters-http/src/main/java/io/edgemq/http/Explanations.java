package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.server.Reply;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// Words what endpoints throw as problems: mistakes of callers, and outages, which are logged.
final class Explanations {
  private static final Logger LOG = System.getLogger(Explanations.class.getName());

  private Explanations() {}

  /// The answer to `thrown`; empty when it is a bug.
  static Optional<Reply> of(RuntimeException thrown, String requestId) {
    return problem(thrown, requestId).map(problem -> problem.reply(requestId));
  }

  /// The problem that `thrown` means; empty when it is a bug.
  static Optional<Problem> problem(RuntimeException thrown, String requestId) {
    if (thrown instanceof ProblemException mistake) {
      return Optional.of(mistake.problem());
    }
    if (thrown instanceof StoreException outage) {
      LOG.log(Level.WARNING, "store outage: request={0} cause={1}", requestId, outage.toString());
      return Optional.of(OutageProblems.of(outage));
    }
    return Optional.empty();
  }
}
