package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.ManageBuckets;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, describes, changes and removes buckets (SPEC 6).
final class BucketEndpoints {
  private static final int EXPECTED = 512;

  private final ManageBuckets buckets;

  BucketEndpoints(ManageBuckets buckets) {
    this.buckets = buckets;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/buckets", this::create),
        Route.of(Method.GET, "/v1/buckets", this::list).taking("limit", "cursor"),
        Route.of(Method.GET, "/v1/buckets/{bucket}", this::describe),
        Route.of(Method.PATCH, "/v1/buckets/{bucket}", this::change),
        Route.of(Method.DELETE, "/v1/buckets/{bucket}", this::delete));
  }

  private Reply create(Call call) {
    var _ = Results.require(buckets.mayCreate(call.principal()));
    var fields = BucketJson.fields(call);
    var name = PathParameters.bucket(fields.requiredText("name"));
    var config = BucketJson.merge(BucketConfig.DEFAULT, fields);
    var creation = Results.require(buckets.create(call.principal(), name, config));
    return QueueEndpoints.created(
        creation,
        BucketJson.write(new JsonOut(EXPECTED), creation.thing()),
        "/v1/buckets/" + name.value());
  }

  private Reply list(Call call) {
    var paging = PathParameters.paging(call.query());
    var slice = Results.require(buckets.list(call.principal(), paging));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("buckets");
    slice.items().forEach(bucket -> BucketJson.write(out, bucket));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    var found = Results.require(buckets.describe(call.principal(), name(call)));
    return JsonReply.ok(BucketJson.write(new JsonOut(EXPECTED), found));
  }

  private Reply change(Call call) {
    var name = name(call);
    var changed =
        buckets.change(
            call.principal(),
            name,
            current -> Outcome.done(BucketJson.change(current, BucketJson.fields(call), name)));
    return JsonReply.ok(BucketJson.write(new JsonOut(EXPECTED), Results.require(changed)));
  }

  private Reply delete(Call call) {
    var _ = Results.require(buckets.delete(call.principal(), name(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private static BucketName name(Call call) {
    return PathParameters.bucket(call.argument("bucket"));
  }
}
