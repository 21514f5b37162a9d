package io.edgemq.http;

import io.edgemq.domain.Caller;
import io.edgemq.server.Call;
import io.edgemq.server.Dialect;
import io.edgemq.server.Fault;
import io.edgemq.server.Reply;
import io.edgemq.server.RequestHead;
import io.helidon.http.Header;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;

/// How pages speak to their callers: everybody may read them, and no page of another origin may.
final class PageDialect implements Dialect {
  @Override
  public Caller caller(Call call) {
    throw new IllegalStateException("pages are open to everybody");
  }

  @Override
  public Reply.Content refuse(Fault fault, String requestId) {
    return FaultProblems.of(fault).reply(requestId);
  }

  @Override
  public Optional<Reply> explain(RuntimeException thrown, String requestId) {
    return Optional.empty();
  }

  @Override
  public List<Header> corsHeaders(RequestHead request) {
    return List.of();
  }

  @Override
  public Reply preflight(Header allow, RequestHead request) {
    return new Reply.Empty(Status.NO_CONTENT_204, List.of(allow));
  }
}
