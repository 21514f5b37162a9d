package io.edgemq.http;

import io.edgemq.domain.Caller;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Call;
import io.edgemq.server.Dialect;
import io.edgemq.server.Fault;
import io.edgemq.server.Percent;
import io.edgemq.server.Reply;
import io.edgemq.server.RequestHead;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;

/// How ingests speak to whoever posts to them (SPEC 7): there are no callers, errors are
/// problem+json, and each ingest says itself of which origins pages may post to it.
final class IngestDialect implements Dialect {
  /// What the paths of ingests begin with.
  static final String PREFIX = "/v1/ingest/";

  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Origin");
  private static final Header EXPOSED =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "X-Request-Id, Idempotent-Replayed, Retry-After");
  private static final List<Header> NOT_TO_PAGES = List.of(VARY);

  private final IngestMessages ingests;
  private final Problem unknown;

  /// @param unknown what a page is told that asks for an ingest that is not there
  IngestDialect(IngestMessages ingests, Problem unknown) {
    this.ingests = ingests;
    this.unknown = unknown;
  }

  @Override
  public Caller caller(Call call) {
    throw new IllegalStateException("nobody calls an ingest: its rule decides");
  }

  @Override
  public Reply.Content refuse(Fault fault, String requestId) {
    return FaultProblems.of(fault).reply(requestId);
  }

  @Override
  public Optional<Reply> explain(RuntimeException thrown, String requestId) {
    return Explanations.of(thrown, requestId);
  }

  /// While the store does not say, no page may: the answer itself tells of the outage.
  @Override
  public List<Header> corsHeaders(RequestHead request) {
    var origin = origin(request);
    if (origin.isEmpty()) {
      return NOT_TO_PAGES;
    }
    try {
      return cors(request).filter(cors -> cors.permits(origin.get())).isPresent()
          ? List.of(VARY, allowed(origin.get()), EXPOSED)
          : NOT_TO_PAGES;
    } catch (StoreException outage) {
      return NOT_TO_PAGES;
    }
  }

  private static Header allowed(String origin) {
    return HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
  }

  /// Whoever asks without an origin is no page.
  @Override
  public Reply preflight(Header allow, RequestHead request) {
    var cors = cors(request).orElseThrow(unknown::asException);
    var origin = origin(request);
    if (origin.isEmpty()) {
      return new Reply.Empty(Status.NO_CONTENT_204, List.of(allow));
    }
    if (!cors.permits(origin.get())) {
      throw Problems.of(new Refusal.OriginNotAllowed()).asException();
    }
    var age = Long.toString(cors.maxAge().toSeconds());
    return new Reply.Empty(
        Status.NO_CONTENT_204,
        List.of(
            allow,
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, headers(cors, request)),
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_MAX_AGE, age)));
  }

  /// Browsers do not take `*` for `Authorization`, so what a page asks for is named.
  private static String headers(IngestCors cors, RequestHead request) {
    return cors.permitsAnyHeader()
        ? Cors.requestedHeaders(request.headers()).orElse(IngestCors.ANY)
        : String.join(", ", cors.headers());
  }

  private static Optional<String> origin(RequestHead request) {
    var headers = request.headers();
    return headers.contains(HeaderNames.ORIGIN)
        ? Optional.of(headers.get(HeaderNames.ORIGIN).get()).filter(text -> !text.isBlank())
        : Optional.empty();
  }

  /// What the ingest that the path names says; empty when there is none.
  private Optional<IngestCors> cors(RequestHead request) {
    var path = request.path();
    if (!path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int slash = path.indexOf('/', PREFIX.length());
    var part = path.substring(PREFIX.length(), slash < 0 ? path.length() : slash);
    return Percent.decode(part).flatMap(IngestDialect::id).flatMap(ingests::cors);
  }

  /// The id that `text` is; empty when it is none.
  static Optional<IngestId> id(String text) {
    return IngestId.isLegal(text) ? Optional.of(new IngestId(text)) : Optional.empty();
  }
}
