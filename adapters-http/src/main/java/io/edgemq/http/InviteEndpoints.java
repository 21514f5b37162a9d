package io.edgemq.http;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.invite.Invite;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.ManageInvites.Issued;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes, lists and takes back invites, for operators (SPEC 7).
final class InviteEndpoints {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final String EXPIRES_IN = "expires_in_seconds";
  private static final int EXPECTED = 320;

  private final ManageInvites invites;
  private final RestOptions options;

  InviteEndpoints(ManageInvites invites, RestOptions options) {
    this.invites = invites;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/admin/invites", this::create).forOperators(),
        Route.of(Method.GET, "/v1/admin/invites", this::list)
            .taking("limit", "cursor")
            .forOperators(),
        Route.of(Method.DELETE, "/v1/admin/invites/{token}", this::remove).forOperators());
  }

  private Reply create(Call call) {
    var fields = Fields.of(call, "tag", EXPIRES_IN);
    var tag = fields.text("tag", 1, Tenant.MOST_TAG).orElseThrow(() -> fields.missing("tag"));
    var time =
        fields.find(EXPIRES_IN).isPresent()
            ? PushIn.seconds(fields, EXPIRES_IN, SHORTEST, ManageInvites.LONGEST_TIME)
            : ManageInvites.DEFAULT_TIME;
    var issued = Results.require(invites.create(Origins.operator(call), tag, time));
    var out = members(new JsonOut(EXPECTED).object(), issued, options.publicUrl());
    return JsonReply.of(Status.CREATED_201, out.endObject());
  }

  private Reply list(Call call) {
    var slice = invites.list(PathParameters.paging(call.query()));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("invites");
    slice.items().forEach(each -> write(out, each));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private void write(JsonOut out, Issued issued) {
    var invite = issued.invite();
    members(out.object(), issued, options.publicUrl())
        .field("id", invite.id())
        .field("state", state(invite))
        .field("created_by", invite.createdBy())
        .field("created_at", invite.createdAt().toString())
        .field("tenant_id", id(invite.tenant()))
        .endObject();
  }

  private static @Nullable String id(@Nullable TenantId tenant) {
    return tenant == null ? null : tenant.value();
  }

  private String state(Invite invite) {
    return switch (invite.state()) {
      case OPEN -> invite.isOpen(options.clock().instant()) ? "open" : "expired";
      case CLAIMING -> "claiming";
      case CLAIMED -> "claimed";
      case REMOVED -> "removed";
    };
  }

  private static JsonOut members(JsonOut out, Issued issued, String publicUrl) {
    return out.field("token", issued.token())
        .field("url", url(publicUrl, issued))
        .field("tag", issued.invite().tag())
        .field("expires_at", issued.invite().expiresAt().toString());
  }

  /// Where the invite can be claimed.
  static String url(String publicUrl, Issued issued) {
    return publicUrl + "/v1/claim/" + issued.token();
  }

  private Reply remove(Call call) {
    var _ = Results.require(invites.remove(Origins.operator(call), call.argument("token")));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }
}
