package io.edgemq.http;

import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.domain.invite.InviteRequest.Status;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.server.Call;
import io.edgemq.server.Query;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows requests for invites, and decides about them, for operators (SPEC 7).
final class InviteRequestEndpoints {
  private static final int MOST_NOTE = 2000;
  private static final int EXPECTED = 512;

  private final ManageInvites invites;
  private final String publicUrl;

  InviteRequestEndpoints(ManageInvites invites, String publicUrl) {
    this.invites = invites;
    this.publicUrl = publicUrl;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/admin/invite-requests", this::list)
            .taking("status", "limit", "cursor")
            .forOperators(),
        Route.of(Method.POST, "/v1/admin/invite-requests/{id}/approve", this::approve)
            .forOperators(),
        Route.of(Method.POST, "/v1/admin/invite-requests/{id}/decline", this::decline)
            .forOperators());
  }

  private Reply list(Call call) {
    var slice = invites.requests(wanted(call.query()), PathParameters.paging(call.query()));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("invite_requests");
    slice.items().forEach(each -> write(out, each));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private static @Nullable Status wanted(Query query) {
    var text = query.find("status");
    if (text.isEmpty()) {
      return null;
    }
    for (var status : Status.values()) {
      if (word(status).equals(text.get())) {
        return status;
      }
    }
    throw Problems.invalidParameter("status", "pending, approved or declined").asException();
  }

  private static void write(JsonOut out, InviteRequest request) {
    out.object()
        .field("id", request.id())
        .field("name", request.name())
        .field("email", request.email())
        .field("reason", request.reason())
        .field("address", request.address())
        .field("created_at", request.createdAt().toString())
        .field("status", word(request.status()));
    var decision = request.decision();
    if (decision == null) {
      out.field("decision", (String) null);
    } else {
      out.object("decision")
          .field("at", decision.at().toString())
          .field("by", decision.by())
          .field("note", decision.note())
          .field("invite_id", decision.invite())
          .endObject();
    }
    out.endObject();
  }

  private Reply approve(Call call) {
    var note = note(call);
    var approved =
        Results.require(invites.approve(Origins.operator(call), call.argument("id"), note));
    return JsonReply.ok(
        status(approved.request())
            .field("invite_token", approved.invite().token())
            .field("url", InviteEndpoints.url(publicUrl, approved.invite()))
            .endObject());
  }

  private Reply decline(Call call) {
    var note = note(call);
    var declined =
        Results.require(invites.decline(Origins.operator(call), call.argument("id"), note));
    return JsonReply.ok(status(declined).endObject());
  }

  private static String note(Call call) {
    return Fields.of(call, "note").text("note", 0, MOST_NOTE).orElse("");
  }

  /// Begins the object of a request, with how far it is.
  static JsonOut status(InviteRequest request) {
    return new JsonOut(EXPECTED)
        .object()
        .field("id", request.id())
        .field("status", word(request.status()));
  }

  private static String word(Status status) {
    return switch (status) {
      case PENDING -> "pending";
      case APPROVED -> "approved";
      case DECLINED -> "declined";
    };
  }
}
