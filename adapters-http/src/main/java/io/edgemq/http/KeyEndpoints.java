package io.edgemq.http;

import io.edgemq.domain.ApiKey;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, lists and revokes keys: any tenant's for operators, and their own for tenants (SPEC 7).
final class KeyEndpoints {
  private final ManageKeys keys;

  KeyEndpoints(ManageKeys keys) {
    this.keys = keys;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/admin/tenants/{tenant}/keys", this::issue).forOperators(),
        Route.of(Method.GET, "/v1/admin/tenants/{tenant}/keys", this::list)
            .taking("limit", "cursor")
            .forOperators(),
        Route.of(Method.DELETE, "/v1/admin/tenants/{tenant}/keys/{id}", this::revoke)
            .forOperators(),
        Route.of(Method.POST, "/v1/me/keys", this::issueOwn),
        Route.of(Method.GET, "/v1/me/keys", this::listOwn).taking("limit", "cursor"),
        Route.of(Method.DELETE, "/v1/me/keys/{id}", this::revokeOwn));
  }

  private Reply issue(Call call) {
    var tenant = PathParameters.tenant(call);
    var fields = Fields.of(call, "label", "scopes", "expires_at", "support", KeyJson.RATE);
    boolean support = fields.truth("support").orElse(false);
    if (support && fields.find("expires_at").isEmpty()) {
      throw fields.missing("expires_at");
    }
    if (support && fields.find(KeyJson.RATE).isPresent()) {
      throw Problems.invalidField(KeyJson.RATE, "absent for a support key").asException();
    }
    var wish = KeyJson.wish(fields, support ? ApiKey.Kind.SUPPORT : ApiKey.Kind.TENANT);
    return KeyJson.created(Results.require(keys.issue(Origins.operator(call), tenant, wish)));
  }

  private Reply list(Call call) {
    var tenant = PathParameters.tenant(call);
    return KeyJson.page(Results.require(keys.list(tenant, PathParameters.paging(call.query()))));
  }

  private Reply revoke(Call call) {
    var tenant = PathParameters.tenant(call);
    var _ = Results.require(keys.revoke(Origins.operator(call), tenant, call.argument("id")));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply issueOwn(Call call) {
    var _ = Results.require(keys.mayManage(call.principal()));
    var fields = Fields.of(call, "label", "scopes", "expires_at", KeyJson.RATE);
    var wish = KeyJson.wish(fields, ApiKey.Kind.TENANT);
    return KeyJson.created(Results.require(keys.issue(call.principal(), Origins.of(call), wish)));
  }

  private Reply listOwn(Call call) {
    return KeyJson.page(
        Results.require(keys.list(call.principal(), PathParameters.paging(call.query()))));
  }

  private Reply revokeOwn(Call call) {
    var _ = Results.require(keys.revoke(call.principal(), Origins.of(call), call.argument("id")));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }
}
