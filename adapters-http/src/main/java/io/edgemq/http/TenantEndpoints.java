package io.edgemq.http;

import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, shows, suspends and removes tenants, for operators (SPEC 7).
final class TenantEndpoints {
  private static final int EXPECTED = 320;

  private final ManageTenants tenants;

  TenantEndpoints(ManageTenants tenants) {
    this.tenants = tenants;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/admin/tenants", this::create).forOperators(),
        Route.of(Method.GET, "/v1/admin/tenants", this::list)
            .taking("limit", "cursor")
            .forOperators(),
        Route.of(Method.GET, "/v1/admin/tenants/{tenant}", this::describe).forOperators(),
        Route.of(Method.DELETE, "/v1/admin/tenants/{tenant}", this::delete).forOperators(),
        Route.of(Method.POST, "/v1/admin/tenants/{tenant}/suspend", this::suspend).forOperators(),
        Route.of(Method.POST, "/v1/admin/tenants/{tenant}/unsuspend", this::unsuspend)
            .forOperators());
  }

  private Reply create(Call call) {
    var fields = Fields.of(call, "tag");
    var tag = fields.text("tag", 1, Tenant.MOST_TAG).orElseThrow(() -> fields.missing("tag"));
    var made = Results.require(tenants.create(Origins.operator(call), tag));
    return new Reply.Content(
        Status.CREATED_201,
        JsonReply.TYPE,
        json(made).toBytes(),
        List.of(QueueEndpoints.location("/v1/admin/tenants/" + made.id().value())));
  }

  private Reply list(Call call) {
    var slice = tenants.list(PathParameters.paging(call.query()));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("tenants");
    slice.items().forEach(tenant -> json(out.object(), tenant));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    return JsonReply.ok(json(Results.require(tenants.find(PathParameters.tenant(call)))));
  }

  private Reply suspend(Call call) {
    var id = PathParameters.tenant(call);
    Fields.of(call);
    return JsonReply.ok(json(Results.require(tenants.suspend(Origins.operator(call), id))));
  }

  private Reply unsuspend(Call call) {
    var id = PathParameters.tenant(call);
    Fields.of(call);
    return JsonReply.ok(json(Results.require(tenants.unsuspend(Origins.operator(call), id))));
  }

  private Reply delete(Call call) {
    var id = PathParameters.tenant(call);
    var _ = Results.require(tenants.delete(Origins.operator(call), id));
    return new Reply.Empty(Status.ACCEPTED_202);
  }

  private static JsonOut json(Tenant tenant) {
    return json(new JsonOut(EXPECTED).object(), tenant);
  }

  private static JsonOut json(JsonOut out, Tenant tenant) {
    members(out, tenant);
    return QuotaJson.members(out.object("quota"), tenant.quota()).endObject().endObject();
  }

  /// The fields of a tenant, but its quota.
  static JsonOut members(JsonOut out, Tenant tenant) {
    return out.field("tenant_id", tenant.id().value())
        .field("tag", tenant.tag())
        .field("created_at", tenant.createdAt().toString())
        .field("suspended", isSuspended(tenant));
  }

  private static boolean isSuspended(Tenant tenant) {
    return switch (tenant.state()) {
      case SUSPENDED -> true;
      case ACTIVE, DELETED -> false;
    };
  }
}
