package io.edgemq.http;

import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.ports.in.ReadAudit.Filter;
import io.edgemq.ports.in.ReadAudit.Page;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Query;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows what was done: all to operators, page by page or as it comes, and to tenants what is about
/// themselves (SPEC 7).
final class AuditEndpoints {
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final int SEQUENCE_DIGITS = 18;
  private static final int EXPECTED = 420;

  private final ReadAudit audit;
  private final CheckReadiness readiness;
  private final Duration keepAlive;

  /// @param readiness tells when the process shuts down
  /// @param keepAlive after how long without an entry a stream carries a comment
  AuditEndpoints(ReadAudit audit, CheckReadiness readiness, Duration keepAlive) {
    this.audit = audit;
    this.readiness = readiness;
    this.keepAlive = keepAlive;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/admin/audit", this::list)
            .taking("actor", "action", "since", "limit", "cursor")
            .forOperators(),
        Route.of(Method.GET, "/v1/admin/audit/stream", this::stream)
            .taking("actor", "action", "since")
            .forOperators()
            .withoutHead(),
        Route.of(Method.GET, "/v1/me/audit", this::listOwn)
            .taking("actor", "action", "since", "limit", "cursor"));
  }

  private Reply list(Call call) {
    var query = call.query();
    return reply(audit.page(filter(query), before(query), PathParameters.limit(query)));
  }

  private Reply listOwn(Call call) {
    var query = call.query();
    return reply(
        Results.require(
            audit.page(
                call.principal(), filter(query), before(query), PathParameters.limit(query))));
  }

  private static Filter filter(Query query) {
    return new Filter(
        query.find("actor").orElse(null), query.find("action").orElse(null), since(query));
  }

  private static @Nullable Instant since(Query query) {
    return query
        .find("since")
        .map(
            text ->
                Times.parse(text)
                    .orElseThrow(
                        () -> Problems.invalidParameter("since", Times.DEMAND).asException()))
        .orElse(null);
  }

  private static long before(Query query) {
    return PathParameters.sequence(query).orElse(Long.MAX_VALUE);
  }

  private static Reply reply(Page page) {
    var out = new JsonOut(page.entries().size() * EXPECTED).object().array("entries");
    page.entries().forEach(entry -> write(out, entry));
    PathParameters.nextSequence(out.endArray(), page.next());
    return JsonReply.ok(out.endObject());
  }

  private Reply stream(Call call) {
    var filter = filter(call.query());
    var seen = lastSeen(call);
    long last = audit.last();
    long after = Math.min(seen.orElse(last), last);
    return new Reply.Live(
        SseReply.HEADERS,
        new AuditBody(call, audit, readiness, new AuditBody.Wish(filter, after, keepAlive)));
  }

  private static Optional<Long> lastSeen(Call call) {
    return call.header(LAST_EVENT_ID)
        .map(
            text -> {
              if (!Ascii.isNumber(text, SEQUENCE_DIGITS)) {
                throw Problems.invalidCursor("the id of an event, which is a sequence")
                    .asException();
              }
              return Long.valueOf(text);
            });
  }

  /// An entry, as an object of its own.
  static JsonOut write(JsonOut out, AuditEntry entry) {
    var what = entry.what();
    var tenant = what.tenant();
    return out.object()
        .field("sequence", entry.sequence())
        .field("at", what.at().toString())
        .field("actor", what.actor())
        .field("action", what.action())
        .field("target", what.target())
        .field("tenant", tenant == null ? null : tenant.value())
        .field("address", what.address())
        .field("outcome", what.outcome().name().toLowerCase(Locale.ROOT))
        .field("request_id", what.requestId())
        .field("hash", entry.hash())
        .endObject();
  }
}
