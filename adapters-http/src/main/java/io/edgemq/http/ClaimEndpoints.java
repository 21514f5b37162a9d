package io.edgemq.http;

import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.ClaimInvites;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Lets anybody claim an invite, or ask for one (SPEC 7).
final class ClaimEndpoints {
  private static final int MOST_NAME = 200;
  private static final int MOST_REASON = 2000;
  private static final int EXPECTED = 256;

  private final ClaimInvites invites;
  private final AddressLimiter limiter;

  /// @param limiter of requests for invites
  ClaimEndpoints(ClaimInvites invites, AddressLimiter limiter) {
    this.invites = invites;
    this.limiter = limiter;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/claim/{token}", this::look).open(),
        Route.of(Method.POST, "/v1/claim/{token}", this::claim).open(),
        Route.of(Method.POST, "/v1/invite-requests", this::ask).open());
  }

  private Reply look(Call call) {
    var invite = Results.require(invites.look(call.argument("token")));
    return JsonReply.ok(
        new JsonOut(EXPECTED)
            .object()
            .field("tag", invite.tag())
            .field("expires_at", invite.expiresAt().toString())
            .endObject());
  }

  private Reply claim(Call call) {
    var tag = Fields.of(call, "tag").text("tag", 1, Tenant.MOST_TAG).orElse(null);
    var claimed = Results.require(invites.claim(Origins.of(call), call.argument("token"), tag));
    return JsonReply.of(
        Status.CREATED_201,
        new JsonOut(EXPECTED)
            .object()
            .field("tenant_id", claimed.tenant().id().value())
            .field("tag", claimed.tenant().tag())
            .field("key", claimed.token())
            .field("key_id", claimed.key().id())
            .endObject());
  }

  private Reply ask(Call call) {
    limiter.admit(call.clientAddress());
    var fields = Fields.of(call, "name", "email", "reason");
    var request =
        Results.require(
            invites.ask(
                Origins.of(call),
                required(fields, "name"),
                required(fields, "email"),
                fields.text("reason", 0, MOST_REASON).orElse("")));
    return JsonReply.of(Status.ACCEPTED_202, InviteRequestEndpoints.status(request).endObject());
  }

  private static String required(Fields fields, String name) {
    return fields.text(name, 1, MOST_NAME).orElseThrow(() -> fields.missing(name));
  }
}
