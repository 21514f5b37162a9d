package io.edgemq.http;

import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Forwards buckets of other products to topics, for operators (SPEC 6).
final class ChangeStreamEndpoints {
  private static final String PATH = "/v1/admin/change-streams/{tenant}/{bucket}";
  private static final int EXPECTED = 256;

  private final ManageChangeStreams streams;

  ChangeStreamEndpoints(ManageChangeStreams streams) {
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.PUT, PATH, this::map).forOperators(),
        Route.of(Method.DELETE, PATH, this::unmap).forOperators());
  }

  private Reply map(Call call) {
    var tenant = PathParameters.tenant(call);
    var bucket = PathParameters.bucket(call.argument("bucket"));
    var topic = PathParameters.topic(Fields.of(call, "target_topic").requiredText("target_topic"));
    var _ = Results.require(streams.map(Origins.operator(call), tenant, bucket, topic));
    return JsonReply.ok(
        new JsonOut(EXPECTED)
            .object()
            .field("tenant_id", tenant.value())
            .field("bucket_name", bucket.value())
            .field("target_topic", topic.value())
            .endObject());
  }

  private Reply unmap(Call call) {
    var tenant = PathParameters.tenant(call);
    var bucket = PathParameters.bucket(call.argument("bucket"));
    var _ = Results.require(streams.unmap(Origins.operator(call), tenant, bucket));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }
}
