package io.edgemq.http;

import io.edgemq.domain.Start;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Makes, describes, changes, removes and replays topics (SPEC 4).
final class TopicEndpoints {
  private static final int EXPECTED = 512;

  private final ManageTopics topics;
  private final ReadHistory history;

  TopicEndpoints(ManageTopics topics, ReadHistory history) {
    this.topics = topics;
    this.history = history;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/topics", this::create),
        Route.of(Method.GET, "/v1/topics", this::list).taking("limit", "cursor"),
        Route.of(Method.GET, "/v1/topics/{topic}", this::describe),
        Route.of(Method.PATCH, "/v1/topics/{topic}", this::change),
        Route.of(Method.DELETE, "/v1/topics/{topic}", this::delete),
        Route.of(Method.GET, "/v1/topics/{topic}/messages", this::read)
            .taking("from", "pattern", "limit", "body"));
  }

  private Reply create(Call call) {
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
    var fields = TopicJson.fields(call);
    var changed =
        topics.change(
            call.principal(),
            name,
            current -> Outcome.done(TopicJson.change(current, fields, name)));
    return JsonReply.ok(TopicJson.write(new JsonOut(EXPECTED), Results.require(changed)));
  }

  private Reply delete(Call call) {
    var _ = Results.require(topics.delete(call.principal(), name(call)));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }

  private Reply read(Call call) {
    var topic = name(call);
    var query = call.query();
    var filter = PathParameters.filter(topic, query.find("pattern").orElse(null));
    var from = PathParameters.from(query).orElse(Start.EARLIEST);
    var form = MessageJson.Form.of(query);
    var wanted = new ReadHistory.Query(from, filter, PathParameters.limit(query));
    var page = Results.require(history.read(call.principal(), topic, wanted));
    var out = new JsonOut(page.messages().size() * EXPECTED).object().array("messages");
    page.messages().forEach(message -> MessageJson.write(out, message, form));
    out.endArray()
        .field("next_from", page.nextFrom())
        .field("first_sequence", page.bounds().first())
        .field("last_sequence", page.bounds().last());
    return JsonReply.ok(out.endObject());
  }

  private static TopicName name(Call call) {
    return PathParameters.topic(call.argument("topic"));
  }
}
