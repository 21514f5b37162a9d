package io.edgemq.server;

/// Serves the requests of one route.
@FunctionalInterface
public interface Endpoint {
  /// The answer to `call`. Whatever it throws is shown to the route's dialect first
  /// ([Dialect#explain]).
  ///
  /// @throws InterruptedException when the server stops meanwhile
  Reply answer(Call call) throws InterruptedException;
}
