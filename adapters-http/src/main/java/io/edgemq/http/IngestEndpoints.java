package io.edgemq.http;

import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.in.ManageIngests.Made;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, lists and removes ingests (SPEC 7).
final class IngestEndpoints {
  private static final int EXPECTED = 512;

  private final ManageIngests ingests;

  IngestEndpoints(ManageIngests ingests) {
    this.ingests = ingests;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/ingests", this::create),
        Route.of(Method.GET, "/v1/ingests", this::list).taking("limit", "cursor"),
        Route.of(Method.DELETE, "/v1/ingests/{name}", this::delete));
  }

  private Reply create(Call call) {
    var _ = Results.require(ingests.mayManage(call.principal()));
    var wish = IngestIn.wish(IngestIn.fields(call));
    var outcome = ingests.create(call.principal(), wish);
    if (outcome instanceof Outcome.Refused<?>(Refusal.UrlForbidden _)) {
      throw IdentityProblems.ingestKeysForbidden().asException();
    }
    return switch (Results.require(outcome)) {
      case Creation.Created<Made>(var made) ->
          JsonReply.of(Status.CREATED_201, IngestJson.write(new JsonOut(EXPECTED), made));
      case Creation.Existing<Made>(var there) ->
          JsonReply.ok(IngestJson.write(new JsonOut(EXPECTED), there));
    };
  }

  private Reply list(Call call) {
    var slice =
        Results.require(ingests.list(call.principal(), PathParameters.paging(call.query())));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("ingests");
    slice.items().forEach(each -> IngestJson.write(out, new Made(each, null)));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply delete(Call call) {
    var _ = Results.require(ingests.delete(call.principal(), call.argument("name")));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }
}
