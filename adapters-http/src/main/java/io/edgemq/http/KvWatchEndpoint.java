package io.edgemq.http;

import io.edgemq.domain.Start;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.WatchBuckets;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;

/// Streams the entries of a bucket as server-sent events (SPEC 6).
final class KvWatchEndpoint {
  private final WatchBuckets buckets;
  private final SseReply sse;

  KvWatchEndpoint(WatchBuckets buckets, SseReply sse) {
    this.buckets = buckets;
    this.sse = sse;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/kv/{bucket}/watch", this::watch)
            .taking(
                RestDialect.BEARER,
                RestDialect.TICKET,
                "last_event_id",
                "lastEventId",
                "from",
                "body",
                "match")
            .withoutHead());
  }

  private Reply watch(Call call) {
    var bucket = PathParameters.bucket(call.argument("bucket"));
    var filter = KvIn.filter(call.query());
    var cursor = SseReply.cursor(call);
    if (cursor instanceof Cursor.From(Start start)) {
      requireRevision(start);
    }
    var form = MessageJson.Form.of(call.query());
    return sse.of(
        call,
        form,
        new KvJson.Frames(bucket, form),
        () -> buckets.watch(call.principal(), bucket, filter, cursor));
  }

  /// A bucket is no log: it is not kept which of its writes came at a time, or last.
  private static void requireRevision(Start start) {
    switch (start) {
      case Start.Earliest _, Start.Latest _, Start.AtSequence _ -> {}
      case Start.AtTime _, Start.LastN _ ->
          throw Problems.invalidParameter("from", "'earliest', 'latest' or a revision")
              .asException();
    }
  }
}
