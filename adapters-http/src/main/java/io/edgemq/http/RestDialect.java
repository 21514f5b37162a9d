package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.server.Call;
import io.edgemq.server.Dialect;
import io.edgemq.server.Fault;
import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.Headers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/// How REST speaks to its callers (SPEC 2): bearer tokens, errors as problem+json, pages of any
/// origin. A route that takes the query parameter `bearer` accepts the token there, too: an
/// EventSource can set no header.
final class RestDialect implements Dialect {
  /// Where a token may stand besides the Authorization header.
  static final String BEARER = "bearer";

  private static final Logger LOG = System.getLogger(RestDialect.class.getName());

  private final Logins logins;

  RestDialect(Logins logins) {
    this.logins = logins;
  }

  @Override
  public Principal caller(Call call) {
    return logins.caller(call);
  }

  @Override
  public Reply.Content refuse(Fault fault, String requestId) {
    return FaultProblems.of(fault).reply(requestId);
  }

  @Override
  public Optional<Reply> explain(RuntimeException thrown, String requestId) {
    if (thrown instanceof ProblemException mistake) {
      return Optional.of(mistake.problem().reply(requestId));
    }
    if (thrown instanceof StoreException outage) {
      LOG.log(Level.WARNING, "store outage: request={0} cause={1}", requestId, outage.toString());
      return Optional.of(Problems.of(outage).reply(requestId));
    }
    return Optional.empty();
  }

  @Override
  public List<Header> corsHeaders(Headers request) {
    return Cors.headers(request);
  }

  @Override
  public Reply preflight(Header allow, Headers request) {
    return Cors.preflight(allow, request);
  }
}
