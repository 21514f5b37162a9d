package io.edgemq.http;

import io.edgemq.domain.Quota;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.ManageQuotas.Usage;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;

/// Shows and sets the quotas of tenants, and shows what tenants have, for operators (SPEC 7).
final class QuotaEndpoints {
  private static final int EXPECTED = 400;
  private static final String QUOTA = "/v1/admin/tenants/{tenant}/quota";

  private final ManageQuotas quotas;

  QuotaEndpoints(ManageQuotas quotas) {
    this.quotas = quotas;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, QUOTA, this::describe).forOperators(),
        Route.of(Method.PUT, QUOTA, this::replace).forOperators(),
        Route.of(Method.GET, "/v1/admin/usage", this::usage)
            .taking("limit", "cursor")
            .forOperators());
  }

  private Reply describe(Call call) {
    return reply(Results.require(quotas.quota(PathParameters.tenant(call))));
  }

  private Reply replace(Call call) {
    var tenant = PathParameters.tenant(call);
    if (call.body(Fields.MAX_BYTES).length == 0) {
      throw Problems.invalidJson("The body is empty. Send {} to remove all quotas.").asException();
    }
    var quota = QuotaJson.quota(Fields.of(call, QuotaJson.names()));
    return reply(Results.require(quotas.replace(Origins.operator(call), tenant, quota)));
  }

  private static Reply reply(Quota quota) {
    return JsonReply.ok(QuotaJson.members(new JsonOut(EXPECTED).object(), quota).endObject());
  }

  private Reply usage(Call call) {
    var slice = quotas.usage(PathParameters.paging(call.query()));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("tenants");
    slice.items().forEach(each -> json(out, each));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private static void json(JsonOut out, Usage usage) {
    var tenant = usage.tenant();
    out.object().field("tenant_id", tenant.id().value()).field("tag", tenant.tag());
    QuotaJson.members(out.object("quota"), tenant.quota()).endObject();
    QuotaJson.members(out.object("used"), usage.used()).endObject();
    out.endObject();
  }
}
