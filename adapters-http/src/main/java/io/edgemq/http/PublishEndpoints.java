package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.PublishMessages.Published;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends messages to topics (SPEC 4).
final class PublishEndpoints {
  private static final List<String> ENTRY =
      List.of("subject", "body", "body_b64", "content_type", "attributes", "dedup_id");
  private static final int EXPECTED = 160;

  private final PublishMessages publish;
  private final Limits limits;

  PublishEndpoints(PublishMessages publish, Limits limits) {
    this.publish = publish;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/topics/{topic}/messages", this::publish).taking("subject"),
        Route.of(Method.POST, "/v1/topics/{topic}/messages/batch", this::publishBatch));
  }

  private Reply publish(Call call) {
    var topic = PathParameters.topic(call.argument("topic"));
    var subject = subject(topic, call.query().find("subject").orElse(null));
    var published = publish.publish(call.principal(), topic, subject, () -> message(call, subject));
    var out = new JsonOut(EXPECTED);
    var stored = begin(out, topic, Results.require(published));
    return StoredJson.reply(stored, out.endObject());
  }

  private NewTopicMessage message(Call call, Subject subject) {
    var key = MessageIn.key(call);
    var content = MessageIn.traced(call, MessageIn.content(call, limits));
    return new NewTopicMessage(subject, content, key);
  }

  private Reply publishBatch(Call call) {
    var topic = PathParameters.topic(call.argument("topic"));
    var batch = new Later<>(() -> BatchIn.of(call, limits, ENTRY, item -> message(topic, item)));
    var outcomes =
        BatchIn.stored(
            batch, publish.publishBatch(call.principal(), topic, () -> batch.value().messages()));
    var out = StoredJson.begin(batch.value());
    return StoredJson.batch(
        batch.value(), outcomes, published -> begin(out, topic, published), out);
  }

  private static NewTopicMessage message(TopicName topic, BatchIn.Item item) {
    var subject = subject(topic, item.fields().text("subject").orElse(null));
    var content = item.content();
    return new NewTopicMessage(subject, content, item.key(content, subject.value()));
  }

  private static Stored begin(JsonOut out, TopicName topic, Published published) {
    StoredJson.begin(out, topic.value(), published.stored())
        .field("subject", published.subject().value());
    return published.stored();
  }

  /// The subject that a publisher means by `given`: the subject itself, as messages show it, or
  /// what follows the topic's name and a dot. A leading dot says that it is the latter: `.orders`
  /// on the topic `orders` is `orders.orders`. Null is the topic's own subject.
  static Subject subject(TopicName topic, @Nullable String given) {
    var name = topic.value();
    if (given == null || given.equals(name)) {
      return Subject.of(topic);
    }
    var text =
        given.startsWith(name + ".")
            ? given
            : given.startsWith(".") ? name + given : name + "." + given;
    var complaint = Subject.complaint(text);
    if (complaint.isPresent()) {
      throw Problems.invalidSubject(complaint.get()).asException();
    }
    return new Subject(text);
  }
}
