package io.edgemq.http;

import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, describes, changes and removes topics (SPEC 4).
final class TopicEndpoints {
  private static final int EXPECTED = 512;

  private final ManageTopics topics;

  TopicEndpoints(ManageTopics topics) {
    this.topics = topics;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/topics", this::create),
        Route.of(Method.GET, "/v1/topics", this::list).taking("limit", "cursor"),
        Route.of(Method.GET, "/v1/topics/{topic}", this::describe),
        Route.of(Method.PATCH, "/v1/topics/{topic}", this::change),
        Route.of(Method.DELETE, "/v1/topics/{topic}", this::delete));
  }

  private Reply create(Call call) {
    var _ = Results.require(topics.mayCreate(call.principal()));
    var fields = TopicJson.fields(call);
    var name = PathParameters.topic(fields.requiredText("name"));
    var config = TopicJson.merge(TopicConfig.DEFAULT, fields);
    var creation = Results.require(topics.create(call.principal(), name, config));
    return QueueEndpoints.created(
        creation,
        TopicJson.write(new JsonOut(EXPECTED), creation.thing()),
        "/v1/topics/" + name.value());
  }

  private Reply list(Call call) {
    var slice = Results.require(topics.list(call.principal(), PathParameters.paging(call.query())));
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("topics");
    slice.items().forEach(topic -> TopicJson.write(out, topic));
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private Reply describe(Call call) {
    var found = Results.require(topics.describe(call.principal(), name(call)));
    return JsonReply.ok(TopicJson.write(new JsonOut(EXPECTED), found));
  }

  private Reply change(Call call) {
    var name = name(call);
    var changed =
        topics.change(
            call.principal(),
            name,
            current -> Outcome.done(TopicJson.change(current, TopicJson.fields(call), name)));
    return JsonReply.ok(TopicJson.write(new JsonOut(EXPECTED), Results.require(changed)));
  }

  private Reply delete(Call call) {
    var _ = Results.require(topics.delete(call.principal(), name(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private static TopicName name(Call call) {
    return PathParameters.topic(call.argument("topic"));
  }
}
