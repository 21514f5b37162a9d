package io.edgemq.http;

import io.edgemq.domain.PushState;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;

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
    var _ = Results.require(subscriptions.mayCreate(call.principal()));
    var wish = SubscriptionIn.create(SubscriptionIn.fields(call));
    var creation = Results.require(subscriptions.create(call.principal(), wish));
    return QueueEndpoints.created(
        creation, json(creation), "/v1/subscriptions/" + creation.thing().id().value());
  }

  /// A secret that was made for a subscription is seen in the answer that says so, and nowhere
  /// else.
  private static JsonOut json(Creation<Subscription> creation) {
    var out = new JsonOut(EXPECTED);
    return switch (creation) {
      case Creation.Existing<Subscription>(var there) -> SubscriptionJson.write(out, there);
      case Creation.Created<Subscription>(var made) ->
          SubscriptionJson.write(
              out, made, made.push().flatMap(SubscriptionEndpoints::secretMade).orElse(null));
    };
  }

  private static Optional<SigningSecret> secretMade(PushState push) {
    var current = push.secrets().current();
    return switch (current.origin()) {
      case MADE -> Optional.of(current);
      case GIVEN -> Optional.empty();
    };
  }

  private Reply list(Call call) {
    var slice =
        Results.require(subscriptions.list(call.principal(), PathParameters.paging(call.query())));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("subscriptions");
    slice.items().forEach(each -> SubscriptionJson.write(out, each));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    var found = Results.require(subscriptions.describe(call.principal(), id(call)));
    return JsonReply.ok(SubscriptionJson.write(new JsonOut(EXPECTED), found, null));
  }

  private Reply change(Call call) {
    var id = mayChange(call);
    var fields = SubscriptionIn.fields(call);
    return reply(
        subscriptions.change(
            call.principal(),
            id,
            current -> Outcome.done(SubscriptionIn.change(current, fields)),
            SubscriptionIn.secret(fields)));
  }

  private Reply delete(Call call) {
    var _ = Results.require(subscriptions.delete(call.principal(), id(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply pause(Call call) {
    var id = mayChange(call);
    Fields.of(call);
    return reply(subscriptions.pause(call.principal(), id));
  }

  private Reply resume(Call call) {
    var id = mayChange(call);
    var from = PathParameters.start(Fields.of(call, "from"), "from");
    return reply(
        from.isPresent()
            ? subscriptions.resume(call.principal(), id, from.get())
            : subscriptions.resume(call.principal(), id));
  }

  private Reply replay(Call call) {
    var id = mayChange(call);
    var fields = Fields.of(call, "from");
    var from = PathParameters.start(fields, "from").orElseThrow(() -> fields.missing("from"));
    return reply(subscriptions.replay(call.principal(), id, from));
  }

  private static Reply reply(Outcome<Subscription> outcome) {
    return JsonReply.ok(SubscriptionJson.write(new JsonOut(EXPECTED), Results.require(outcome)));
  }

  /// The subscription, once it is known that the caller may change it: before its body is read.
  private SubscriptionId mayChange(Call call) {
    return mayChange(subscriptions, call);
  }

  /// As the other, for all who change subscriptions.
  static SubscriptionId mayChange(ManageSubscriptions subscriptions, Call call) {
    var id = id(call);
    var _ = Results.require(subscriptions.mayChange(call.principal(), id));
    return id;
  }

  private static SubscriptionId id(Call call) {
    return PathParameters.subscription(call.argument("id"));
  }
}
