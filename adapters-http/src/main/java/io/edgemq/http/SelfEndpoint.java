package io.edgemq.http;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Limits;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells callers who they are (SPEC 7).
final class SelfEndpoint {
  /// What a client may look for before it uses it.
  private static final List<String> FEATURES =
      List.of("queues", "topics", "subscriptions", "sse", "http_push", "queue_targets", "tickets");

  private static final int EXPECTED = 1536;

  private final DescribeSelf self;

  SelfEndpoint(DescribeSelf self) {
    this.self = self;
  }

  List<Route> routes() {
    return List.of(Route.of(Method.GET, "/v1/me", this::describe));
  }

  private Reply describe(Call call) {
    var found = Results.require(self.describe(call.principal()));
    var out = TenantEndpoints.members(new JsonOut(EXPECTED).object(), found.tenant());
    key(out, found.key());
    limits(out.object("limits"), found.limits()).endObject();
    QuotaJson.members(out.object("quotas"), found.tenant().quota()).endObject();
    QuotaJson.members(out.object("usage"), found.used()).endObject().array("features");
    FEATURES.forEach(out::value);
    return JsonReply.ok(out.endArray().field("server_time", found.now().toString()).endObject());
  }

  private static void key(JsonOut out, @Nullable ApiKey key) {
    if (key == null) {
      out.field("key", (String) null);
    } else {
      KeyJson.members(out.object("key").field("id", key.id()), key).endObject();
    }
  }

  private static JsonOut limits(JsonOut out, Limits limits) {
    return out.field("message_bytes", limits.messageBytes())
        .field("attribute_bytes", limits.attributeBytes())
        .field("batch_entries", limits.batchEntries())
        .field("batch_bytes", limits.batchBytes())
        .field("receive_max", limits.receiveMax())
        .fieldOf("wait_seconds", Seconds.text(limits.receiveWait()))
        .fieldOf("visibility_seconds", Seconds.text(limits.visibility()))
        .fieldOf("delay_seconds", Seconds.text(limits.delay()))
        .fieldOf("retention_seconds", Seconds.text(limits.retention()));
  }
}
