package io.edgemq.http;

import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, describes, changes, pauses, rewinds and removes subscriptions (SPEC 5).
final class SubscriptionEndpoints {
  private static final int EXPECTED = 512;

  private final ManageSubscriptions subscriptions;

  SubscriptionEndpoints(ManageSubscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/subscriptions", this::create),
        Route.of(Method.GET, "/v1/subscriptions", this::list).taking("limit", "cursor"),
        Route.of(Method.GET, "/v1/subscriptions/{id}", this::describe),
        Route.of(Method.PATCH, "/v1/subscriptions/{id}", this::change),
        Route.of(Method.DELETE, "/v1/subscriptions/{id}", this::delete),
        Route.of(Method.POST, "/v1/subscriptions/{id}/pause", this::pause),
        Route.of(Method.POST, "/v1/subscriptions/{id}/resume", this::resume),
        Route.of(Method.POST, "/v1/subscriptions/{id}/replay", this::replay));
  }

  private Reply create(Call call) {
    var config = SubscriptionJson.create(SubscriptionJson.fields(call));
    var creation = Results.require(subscriptions.create(call.principal(), config));
    return QueueEndpoints.created(
        creation, json(creation.thing()), "/v1/subscriptions/" + creation.thing().id().value());
  }

  private Reply list(Call call) {
    var slice =
        Results.require(subscriptions.list(call.principal(), PathParameters.paging(call.query())));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("subscriptions");
    slice.items().forEach(each -> SubscriptionJson.begin(out, each).endObject());
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    var found = Results.require(subscriptions.describe(call.principal(), id(call)));
    return JsonReply.ok(
        SubscriptionJson.begin(new JsonOut(EXPECTED), found.subscription())
            .field("streams", found.streams())
            .field("lag", found.lag())
            .field("in_flight", found.inFlight())
            .endObject());
  }

  private Reply change(Call call) {
    var fields = SubscriptionJson.fields(call);
    return reply(
        subscriptions.change(
            call.principal(),
            id(call),
            current -> Outcome.done(SubscriptionJson.change(current, fields))));
  }

  private Reply delete(Call call) {
    var _ = Results.require(subscriptions.delete(call.principal(), id(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply pause(Call call) {
    return reply(subscriptions.pause(call.principal(), id(call)));
  }

  private Reply resume(Call call) {
    return reply(subscriptions.resume(call.principal(), id(call)));
  }

  private Reply replay(Call call) {
    var fields = Fields.of(call, "from");
    var from = PathParameters.start(fields, "from").orElseThrow(() -> fields.missing("from"));
    return reply(subscriptions.replay(call.principal(), id(call), from));
  }

  private static Reply reply(Outcome<Subscription> outcome) {
    return JsonReply.ok(json(Results.require(outcome)));
  }

  private static JsonOut json(Subscription subscription) {
    return SubscriptionJson.begin(new JsonOut(EXPECTED), subscription).endObject();
  }

  private static SubscriptionId id(Call call) {
    return PathParameters.subscription(call.argument("id"));
  }
}
