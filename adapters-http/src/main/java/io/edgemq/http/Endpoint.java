package io.edgemq.http;

/// Serves the requests of one route.
@FunctionalInterface
interface Endpoint {
  /// The answer to `call`. Throws [ProblemException] for a mistake of the caller's; what a store
  /// throws goes through.
  Reply answer(Call call) throws InterruptedException;
}
