package io.edgemq.http;

import io.edgemq.domain.QueueName;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, describes, changes and removes queues (SPEC 3).
final class QueueEndpoints {
  private static final int EXPECTED = 512;

  private final ManageQueues queues;

  QueueEndpoints(ManageQueues queues) {
    this.queues = queues;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/queues", this::create),
        Route.of(Method.GET, "/v1/queues", this::list).taking("limit", "cursor"),
        Route.of(Method.GET, "/v1/queues/{queue}", this::describe),
        Route.of(Method.PATCH, "/v1/queues/{queue}", this::change),
        Route.of(Method.DELETE, "/v1/queues/{queue}", this::delete),
        Route.of(Method.POST, "/v1/queues/{queue}/purge", this::purge));
  }

  private Reply create(Call call) {
    var _ = Results.require(queues.mayCreate(call.principal()));
    var fields = QueueJson.fields(call);
    var name = PathParameters.queue(fields.requiredText("name"));
    var creation =
        Results.require(
            queues.create(
                call.principal(),
                name,
                standard -> Outcome.done(QueueJson.create(standard, fields))));
    return created(
        creation,
        QueueJson.write(new JsonOut(EXPECTED), creation.thing()),
        "/v1/queues/" + name.value());
  }

  /// 201 with a Location for what was created now, 200 for what existed.
  static Reply created(Creation<?> creation, JsonOut thing, String path) {
    return switch (creation) {
      case Creation.Created<?> _ ->
          new Reply.Content(
              Status.CREATED_201, JsonReply.TYPE, thing.toBytes(), List.of(location(path)));
      case Creation.Existing<?> _ -> JsonReply.ok(thing);
    };
  }

  /// The Location header for `path`.
  static Header location(String path) {
    return HeaderValues.create(HeaderNames.LOCATION, path);
  }

  private Reply list(Call call) {
    var slice = Results.require(queues.list(call.principal(), PathParameters.paging(call.query())));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("queues");
    slice.items().forEach(queue -> QueueJson.write(out, queue));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    var found = Results.require(queues.describe(call.principal(), name(call)));
    return JsonReply.ok(QueueJson.write(new JsonOut(EXPECTED), found));
  }

  private Reply change(Call call) {
    var name = name(call);
    var changed =
        queues.change(
            call.principal(),
            name,
            current -> Outcome.done(QueueJson.change(current, QueueJson.fields(call), name)));
    return JsonReply.ok(QueueJson.write(new JsonOut(EXPECTED), Results.require(changed)));
  }

  private Reply delete(Call call) {
    var _ = Results.require(queues.delete(call.principal(), name(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply purge(Call call) {
    var _ = Results.require(queues.purge(call.principal(), name(call)));
    return new Reply.Empty(Status.ACCEPTED_202);
  }

  private static QueueName name(Call call) {
    return PathParameters.queue(call.argument("queue"));
  }
}
