package io.edgemq.http;

import io.edgemq.domain.Caller;
import io.edgemq.server.Call;
import io.edgemq.server.Dialect;
import io.edgemq.server.Fault;
import io.edgemq.server.Reply;
import io.edgemq.server.RequestHead;
import io.helidon.http.Header;
import java.util.List;
import java.util.Optional;

/// How REST speaks to its callers (SPEC 2): bearer tokens, errors as problem+json, pages of any
/// origin. A route that takes the query parameter `bearer` accepts the token there, too, and a
/// ticket in `ticket`: an EventSource can set no header.
final class RestDialect implements Dialect {
  /// Where a token may stand besides the Authorization header.
  static final String BEARER = "bearer";

  /// Where a ticket may stand in place of a token.
  static final String TICKET = "ticket";

  private final Logins logins;

  RestDialect(Logins logins) {
    this.logins = logins;
  }

  @Override
  public Caller caller(Call call) throws InterruptedException {
    return logins.caller(call);
  }

  @Override
  public Reply.Content refuse(Fault fault, String requestId) {
    return FaultProblems.of(fault).reply(requestId);
  }

  @Override
  public Optional<Reply> explain(RuntimeException thrown, String requestId) {
    return Explanations.of(thrown, requestId);
  }

  @Override
  public List<Header> corsHeaders(RequestHead request) {
    return Cors.headers(request.headers());
  }

  @Override
  public Reply preflight(Header allow, RequestHead request) {
    return Cors.preflight(allow, request.headers());
  }
}
