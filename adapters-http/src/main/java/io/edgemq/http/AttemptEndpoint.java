package io.edgemq.http;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.in.ReadAttempts;
import io.edgemq.ports.in.ReadAttempts.Page;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows the latest attempts of subscriptions (SPEC 5.3).
final class AttemptEndpoint {
  private static final int EXPECTED = 256;
  private static final int CURSOR_DIGITS = 18;

  /// About what a full page takes while it is read: 200 attempts with a KiB of text.
  private static final long ROOM = 512 << 10;

  private final ReadAttempts attempts;

  AttemptEndpoint(ReadAttempts attempts) {
    this.attempts = attempts;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/subscriptions/{id}/attempts", this::list)
            .taking("limit", "cursor"));
  }

  private Reply list(Call call) {
    var id = PathParameters.subscription(call.argument("id"));
    var paging = PathParameters.paging(call.query());
    var before = before(paging);
    call.hold(Math.min(ROOM, call.mostAhead()));
    var page = Results.require(attempts.list(call.principal(), id, before, paging.limit()));
    if (!call.holdNow(cost(page))) {
      throw Call.overload();
    }
    var out = new JsonOut((int) cost(page)).object().array("attempts");
    page.attempts().forEach(attempt -> write(out.object(), attempt).endObject());
    var next = page.next();
    PathParameters.nextCursor(
        out.endArray(), new Slice<>(List.of(), next == null ? null : Long.toString(next)));
    return JsonReply.ok(out.endObject());
  }

  private static @Nullable Long before(Paging paging) {
    var cursor = paging.after();
    if (cursor == null) {
      return null;
    }
    if (!Ascii.isNumber(cursor, CURSOR_DIGITS)) {
      throw Problems.invalidCursor("the next_cursor of an earlier answer").asException();
    }
    return Long.valueOf(cursor);
  }

  private static long cost(Page page) {
    return page.attempts().stream()
        .mapToLong(attempt -> EXPECTED + 2L * attempt.answer().length())
        .sum();
  }

  /// The fields of an attempt.
  static JsonOut write(JsonOut out, AttemptRecord attempt) {
    var status = attempt.status();
    return out.field("at", attempt.at().toString())
        .field("sequence", attempt.sequence())
        .field("attempt", attempt.attempt())
        .fieldOrNull("status", status.isPresent() ? Long.valueOf(status.getAsInt()) : null)
        .field("duration_ms", attempt.took().toMillis())
        .field("error", attempt.error().map(each -> each.text()).orElse(null))
        .field("answer", attempt.answer());
  }
}
