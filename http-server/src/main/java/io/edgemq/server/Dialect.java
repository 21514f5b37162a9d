package io.edgemq.server;

import io.edgemq.domain.Caller;
import io.helidon.http.Header;
import java.util.List;
import java.util.Optional;

/// How one protocol speaks to its callers, whatever they ask for: who calls, how errors look, and
/// what pages of other origins may do. Every route belongs to a dialect. So does every request that
/// takes no route: to the dialect that has all routes below the part of the path that is known, and
/// else to the one of the server's first [RouteGroup].
///
/// An implementation holds no state of a request; many threads use it at once.
public interface Dialect {
  /// Who makes `call`. Asked once for each call of a route that is not open, before its endpoint.
  /// May read the body with [Call#body]; the endpoint then gets the same bytes.
  ///
  /// Throws an exception that [#explain] knows when no acceptable caller is named.
  ///
  /// @throws InterruptedException when the server stops meanwhile
  Caller caller(Call call) throws InterruptedException;

  /// The answer to a request that the engine refuses by itself.
  ///
  /// @param requestId the request's name
  Reply.Content refuse(Fault fault, String requestId);

  /// The answer to what [#caller] or an endpoint threw: a caller's mistake or an outage. Empty for
  /// anything else: that is a bug, which the engine logs and has worded as a [Fault.Bug].
  Optional<Reply> explain(RuntimeException thrown, String requestId);

  /// What every answer to `request` says of cross-origin use. Called for each answer, so it should
  /// make no new list where it can. Never throws.
  List<Header> corsHeaders(RequestHead request);

  /// The answer to an OPTIONS request. [#corsHeaders] come on top of it. What it throws is worded
  /// by
  /// [#explain].
  ///
  /// @param allow the methods that the path takes
  Reply preflight(Header allow, RequestHead request);
}
